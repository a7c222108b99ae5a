"""A clock or a zone that cannot be right is refused where it would matter: at start, and at every write."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from aoxanh.audit.checks import check_zone, refuse_wrong_clock_at_start
from aoxanh.audit.clock import WrongClock, refuse_wrong_clock
from aoxanh.audit.models import AuditEntry, ChainHead, CommandKey
from aoxanh.people.models import Person
from tests.world import build

pytestmark = pytest.mark.django_db
WRONG = "Đồng hồ máy chủ"


@pytest.fixture(autouse=True)
def honest(settings):
    """The skew of an installation, not that of the tests."""
    settings.AOXANH_CLOCK_SKEW = dt.timedelta(minutes=5)


def counts():
    return [kind.objects.count() for kind in (Person, AuditEntry, CommandKey)]


def test_a_clock_before_the_newest_entry_writes_nothing_says_why_and_lets_read():
    world = build()
    client = Client(raise_request_exception=False, headers={"accept-language": "vi"})
    client.force_login(world.users["commune_secretary"])
    address = reverse("people:new", args=[world.units["xuan_hai"].pk])
    form = {"full_name": "Lê Thị Mới", "role": "youth", "starts_on": "01/01/2026", "command_key": "late"}
    before = counts()
    with time_machine.travel(timezone.now() - dt.timedelta(minutes=6), tick=False):
        refused = client.post(address, form)
        assert client.get("/people/").status_code == 200
        with pytest.raises(CommandError, match=WRONG):
            refuse_wrong_clock_at_start()
        with pytest.raises(CommandError, match=WRONG):
            call_command("serve")
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert WRONG in refused.content.decode()
    assert refused["X-Request-Id"] in refused.content.decode()
    assert counts() == before
    refuse_wrong_clock_at_start()
    assert client.post(address, form).status_code == 302


@pytest.mark.sqlite  # PostgreSQL's own clock does not travel
def test_a_few_minutes_are_forgiven():
    world = build()
    client = Client()
    client.force_login(world.users["commune_secretary"])
    with time_machine.travel(timezone.now() - dt.timedelta(minutes=4), tick=False):
        address = reverse("people:new", args=[world.units["xuan_hai"].pk])
        form = {"full_name": "Lê Thị Mới", "role": "youth", "starts_on": "01/01/2026"}
        assert client.post(address, form).status_code == 302


@pytest.mark.postgres
@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_machine_that_disagrees_with_its_database_server_writes_nothing(minutes):
    world = build()
    ChainHead.objects.update(at=None)
    client = Client(raise_request_exception=False, headers={"accept-language": "vi"})
    client.force_login(world.users["commune_secretary"])
    form = {"full_name": "Lê Thị Mới", "role": "youth", "starts_on": "01/01/2026"}
    before = counts()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=minutes), tick=False):
        refused = client.post(reverse("people:new", args=[world.units["xuan_hai"].pk]), form)
        with pytest.raises(CommandError, match="cơ sở dữ liệu"):
            refuse_wrong_clock_at_start()
    assert refused.status_code == 503
    assert "đồng hồ của cơ sở dữ liệu" in refused.content.decode()
    assert counts() == before


def test_looking_at_the_clocks_costs_no_query():
    world = build()
    client = Client()
    client.force_login(world.users["commune_secretary"])
    form = {"full_name": "Lê Thị Mới", "role": "youth", "starts_on": "01/01/2026"}
    with CaptureQueriesContext(connection) as asked:
        client.post(reverse("people:new", args=[world.units["xuan_hai"].pk]), form)
    heads = [q["sql"] for q in asked if '"audit_chainhead"' in q["sql"]]
    assert [sql.split()[0] for sql in heads] == ["SELECT", "UPDATE"]
    assert not [q for q in asked if "clock_timestamp" in q["sql"]]


@pytest.mark.parametrize("minutes", [-6, 6])
def test_both_clocks_are_named(minutes):
    now = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
    with pytest.raises(WrongClock, match=r"08:00 02/11/2026.*0[78]:(54|06) 02/11/2026"):
        refuse_wrong_clock(now, None, now + dt.timedelta(minutes=minutes))


def test_another_zone_is_named_by_check_and_at_start(settings):
    assert check_zone() == []
    settings.TIME_ZONE = "UTC"
    assert [error.msg for error in check_zone()] == ["Múi giờ phải là Asia/Ho_Chi_Minh, không phải UTC."]
    with pytest.raises(CommandError, match="Múi giờ"):
        refuse_wrong_clock_at_start()
