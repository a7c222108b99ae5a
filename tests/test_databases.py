"""Both databases are what the house relies on."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from aoxanh.database.bulk import find_rows
from aoxanh.people.models import Person


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


@pytest.mark.django_db
def test_many_keys_are_looked_for_along_their_index_whatever_the_statistics_say():
    """Where nearly nobody has a citizen id, ANALYZE says that the index tells nothing: each key would read the table."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's statistics know how often the empty value stands")
    Person.objects.bulk_create(Person(full_name=f"A {n}", citizen_id_index="") for n in range(500))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    Person.objects.filter(full_name="A 7").update(citizen_id_index="x" * 32)
    with CaptureQueriesContext(connection) as asked:
        assert find_rows(Person, ["citizen_id_index"], [["x" * 32], ["y" * 32]], ["full_name"]) == [("A 7",)]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + asked.captured_queries[0]["sql"])
        plan = [row[3] for row in cursor.fetchall()]
        cursor.execute("DELETE FROM sqlite_stat1")
    assert any("USING INDEX person_by_citizen_id" in line for line in plan), plan
