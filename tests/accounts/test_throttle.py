"""Trying passwords: a growing wait for one name from one network, never for a school behind one address."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from aoxanh.accounts.models import FailedSignIn
from aoxanh.accounts.throttle import attempt_of, network_of

from .conftest import GOOD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
START = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)


def tried(client, name="ksory", password="sai", address="203.0.113.7"):
    return client.post(LOGIN, {"login": name, "password": password}, REMOTE_ADDR=address)


def test_after_five_failures_even_the_right_password_waits_and_the_page_says_until_when(client, world):
    with time_machine.travel(START, tick=False) as clock:
        assert [tried(client).status_code for _ in range(5)] == [200] * 5
        refused = tried(client, password=GOOD)
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "61"
        assert "Hãy thử lại lúc 08:01" in refused.content.decode()
        assert "_auth_user_id" not in client.session
        clock.shift(61)
        assert tried(client, password=GOOD).status_code == 302
        assert FailedSignIn.objects.count() == 0


def test_the_wait_grows_and_knocking_meanwhile_does_not_make_it_longer(client, world):
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(5):
            tried(client)
        for minutes in (1, 2, 4, 8):
            assert {tried(client).status_code for _ in range(5)} == {429}
            clock.shift(minutes * 60 + 1)
            assert tried(client).status_code == 200
        assert tried(client).status_code == 429


def test_all_names_of_one_account_count_together_and_unknown_names_as_well(client, world):
    with time_machine.travel(START, tick=False):
        for name in ("ksory", "0987654321", "+84 987 654 321", "ksor@example.vn", "KSORY"):
            assert tried(client, name).status_code == 200
        assert tried(client, "ksory").status_code == 429
        for _ in range(5):
            tried(client, "khongco")
        assert tried(client, "khongco").status_code == 429


def test_a_school_behind_one_address_is_not_locked_out_by_one_pupil(client, world):
    with time_machine.travel(START, tick=False):
        for _ in range(6):
            tried(client, "dungnv")
        assert tried(client, "ksory", GOOD).status_code == 302


def test_an_attack_from_many_networks_leaves_the_owners_own_device_in(client, world):
    with time_machine.travel(START, tick=False) as clock:
        assert tried(client, password=GOOD).status_code == 302  # from now on this device knows the account
        client.post("/accounts/logout/")
        for n in range(30):
            assert tried(Client(), address=f"198.51.100.{n}").status_code == 200
        assert tried(Client(), password=GOOD, address="192.0.2.1").status_code == 429
        assert tried(client, password=GOOD).status_code == 302
        clock.shift(3601)
        assert tried(Client(), password=GOOD, address="192.0.2.1").status_code == 302


def test_five_hundred_failures_slow_one_network_down_for_seconds_only(client, world):
    with time_machine.travel(START, tick=False) as clock:
        here = attempt_of("x", "203.0.113.7").network
        FailedSignIn.objects.bulk_create(
            FailedSignIn(name=f"n{n}", network=here, at=START) for n in range(500)
        )
        refused = tried(client, password=GOOD)
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) <= 11
        clock.shift(11)
        assert tried(client, password=GOOD).status_code == 302


def test_one_ipv6_household_is_one_network():
    assert (
        network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    )


def test_neither_names_nor_addresses_are_kept_in_the_clear_and_old_failures_go(client, world):
    with time_machine.travel(START, tick=False) as clock:
        tried(client, "dungnv")
        row = FailedSignIn.objects.get()
        assert "dungnv" not in row.name
        assert "203" not in row.network[:3] or len(row.network) == 32
        clock.shift(25 * 3600)
        tried(client, "ksory", GOOD)
        assert not FailedSignIn.objects.exists()


def test_the_password_asked_for_once_more_is_throttled_too(client, world):
    client.force_login(world.ksor)
    with time_machine.travel(START, tick=False):
        codes = [client.post("/accounts/reauthenticate/", {"password": "sai"}).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
