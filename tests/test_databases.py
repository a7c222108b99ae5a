"""Both databases are what the house relies on."""

import pytest
from django.db import connection, transaction


@pytest.mark.django_db
def test_the_database_under_test_is_the_one_that_was_asked_for(vendor):
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('DANG')")
        assert cursor.fetchone() == ("dang",)
    assert vendor in {"sqlite", "postgresql"}


@pytest.mark.django_db
def test_an_operation_may_be_the_outermost_block_of_a_test_but_never_nests():
    with transaction.atomic(durable=True), pytest.raises(RuntimeError), transaction.atomic(durable=True):
        pass


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_lowers_vietnamese_letters():
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ĐẶNG')")
        assert cursor.fetchone() == ("đặng",)
