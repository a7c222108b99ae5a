"""`./aoxanh init` and `./aoxanh permissions`."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command

from aoxanh.accounts.duties import DUTIES, RIGHTS
from aoxanh.accounts.models import Appointment, User

pytestmark = pytest.mark.django_db
FIRST = {
    "kind": "province",
    "code": "42",
    "name": "Tỉnh đoàn Hà Tĩnh",
    "secretary": "Hoàng Phủ Ngọc Tường Vân",
}


def test_init_makes_the_first_unit_and_links_that_open_its_accounts(client):
    out = io.StringIO()
    call_command("init", **FIRST, operator="Y Ksor", address="https://doan.example.vn", stdout=out)
    links = re.findall(r"https://doan\.example\.vn(/accounts/open/\S+)", out.getvalue())
    assert len(links) == 2
    assert sorted(Appointment.objects.values_list("user__username", "duty")) == [
        ("ksory", "operator"), ("vanhpnt", "secretary"),
    ]  # fmt: skip
    assert not any(user.has_usable_password() for user in User.objects.all())
    new = "bảy con cò trắng bay qua"
    done = client.post(links[0], {"username": "vanhpnt", "password1": new, "password2": new})
    assert done.status_code == 302


def test_init_refuses_an_installation_with_units_and_a_kind_that_cannot_stand_first():
    call_command("init", **FIRST, stdout=io.StringIO())
    before = User.objects.count()
    with pytest.raises(CommandError):
        call_command("init", **{**FIRST, "code": "44"}, stdout=io.StringIO())
    assert User.objects.count() == before


def test_init_leaves_nothing_behind_when_it_is_refused():
    with pytest.raises(CommandError):
        call_command("init", **{**FIRST, "kind": "branch"}, stdout=io.StringIO())
    assert not User.objects.exists()


def test_the_matrix_of_permissions_is_up_to_date_and_whole():
    call_command("permissions", "--check")
    assert {right for duty in DUTIES.values() for right in duty.rights} <= set(RIGHTS)
