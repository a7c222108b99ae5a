"""One's own devices and duties: signing out one or all, the absolute end, lending a duty and ending the lending."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from aoxanh.accounts import operations as ops
from aoxanh.accounts.models import Appointment
from aoxanh.audit.actor import Actor
from aoxanh.org.models import today

from .conftest import GOOD, fresh

pytestmark = pytest.mark.django_db


def entered(user, **options):
    client = Client(**options)
    client.post("/accounts/login/", {"login": user.username, "password": GOOD, "remember": "on"})
    return client


def test_a_device_is_signed_out_from_another_but_not_by_somebody_else(world):
    phone, desk = entered(world.ksor), entered(world.ksor)
    listed = desk.get("/accounts/devices/").context["sessions"]
    other = next(s for s in listed if s.session_key == phone.session.session_key)
    assert entered(world.dung).post(f"/accounts/devices/{other.pk}/end/").status_code == 404
    assert phone.get("/accounts/").status_code == 200
    desk.post(f"/accounts/devices/{other.pk}/end/")
    assert phone.get("/accounts/").status_code == 302
    assert desk.get("/accounts/").status_code == 200


def test_everywhere_means_here_too(world):
    phone, desk = entered(world.ksor), entered(world.ksor)
    desk.post("/accounts/devices/end-all/")
    assert [c.get("/accounts/").status_code for c in (phone, desk)] == [302, 302]


def test_a_session_ends_after_two_weeks_however_much_it_is_used(world):
    start = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as clock:
        client = entered(world.ksor)
        for _ in range(13):
            clock.shift(dt.timedelta(days=1))
            session = client.session
            session["used"] = str(clock)
            session.save()
            assert client.get("/accounts/").status_code == 200
        clock.shift(dt.timedelta(days=1, seconds=1))
        assert client.get("/accounts/").status_code == 302


def test_without_remembering_it_ends_after_half_a_day(world):
    with time_machine.travel(dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC), tick=False) as clock:
        client = Client()
        client.post("/accounts/login/", {"login": "ksory", "password": GOOD})
        clock.shift(12 * 3600 - 1)
        assert client.get("/accounts/").status_code == 200
        clock.shift(2)
        assert client.get("/accounts/").status_code == 302


def lent(world, **facts):
    mine = Appointment.objects.get(user=world.ha)
    days = {"starts_on": today(), "ends_on": today() + dt.timedelta(days=7)}
    return ops.delegate(mine, actor=Actor(user=fresh(world.ha)), user=world.dung, **{**days, **facts})


def test_an_officer_lends_a_duty_on_the_page_and_the_colleague_has_its_rights(client, world):
    client.force_login(world.ha)
    mine = Appointment.objects.get(user=world.ha)
    until = today() + dt.timedelta(days=30)
    answer = client.post(
        f"/accounts/duties/{mine.pk}/lend/",
        {"user": "DUNGNV", "starts_on": f"{today():%d/%m/%Y}", "ends_on": f"{until:%d/%m/%Y}"},
    )
    assert answer.status_code == 302
    assert fresh(world.dung).holds("people.see", at=world.commune)
    page = client.get("/accounts/duties/").content.decode()
    assert "ủy quyền cho Nguyễn Văn Dũng" in page
    client.force_login(world.dung)
    assert "được ủy quyền" in client.get("/accounts/duties/").content.decode()


def test_a_duty_is_lent_by_its_holder_to_an_officer_and_not_for_long(client, world):
    mine = Appointment.objects.get(user=world.ha)
    client.force_login(world.dung)
    assert client.get(f"/accounts/duties/{mine.pk}/lend/").status_code == 404
    client.force_login(world.ha)
    day = f"{today():%d/%m/%Y}"
    far = f"{today() + dt.timedelta(days=100):%d/%m/%Y}"
    for user, ends in (("ksory", day), ("khongco", day), ("haptt", far), ("dungnv", far)):
        refused = client.post(
            f"/accounts/duties/{mine.pk}/lend/", {"user": user, "starts_on": day, "ends_on": ends}
        )
        assert refused.status_code == 422, user
    assert not Appointment.objects.exclude(delegated_from=None).exists()


def test_the_lender_ends_the_lending_and_a_stranger_does_not(world):
    loan = lent(world)
    with pytest.raises(PermissionDenied):
        ops.end_appointment(loan, actor=Actor(user=world.ksor), on=today(), reason="")
    ops.end_appointment(loan, actor=Actor(user=fresh(world.ha)), on=today(), reason="đã về")
    assert not fresh(world.dung).holds("people.see", at=world.commune)
