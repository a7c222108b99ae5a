"""Reports may be read from a read-only copy; nothing is authorised there, whatever page it is."""

from __future__ import annotations

import re

import pytest
from django.db import InternalError, OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aoxanh.config import environment
from aoxanh.database import replica
from aoxanh.database.replica import ALIAS, AuthorisedOnReplicaError, reading_from_replica
from aoxanh.membership.models import Tally
from aoxanh.membership.rollups import keep
from tests.statistics.conftest import ReportPlace

TABLES = re.compile(r'(?:FROM|JOIN|UPDATE|INTO) "(\w+)"')


@pytest.fixture(scope="module")
def way_to_copy(django_db_setup):
    """A second way to the test's database that only reads: what a replica without lag is."""
    known = dict(connection.settings_dict)
    known["OPTIONS"] = {**known["OPTIONS"], "options": "-c default_transaction_read_only=on"}
    known["TEST"] = {**known["TEST"], "MIRROR": "default"}
    connections.settings[ALIAS] = known
    yield
    connections[ALIAS].close()
    del connections.settings[ALIAS], connections[ALIAS]


@pytest.fixture
def copied(way_to_copy, transactional_db):
    """A world, committed, with a copy to read from."""
    place = ReportPlace()
    place.member()
    keep()
    return place


def pages(place):
    """Return every page, file and endpoint of reports."""
    unit = [place.commune.pk]
    return [
        reverse("statistics:report", args=unit), reverse("statistics:report", args=unit) + "?tab=people", reverse("statistics:file", args=unit),
        reverse("statistics:dashboard", args=unit), reverse("statistics:overdue", args=[*unit, "small"]), reverse("statistics:overdue", args=[*unit, "silent"]),
        reverse("statistics:moved", args=[*unit, "came"]), reverse("statistics:pivot") + f"?unit={unit[0]}&cols=sex", reverse("statistics:pivot_file"),
        f"/api/units/{unit[0]}/report?first=2026-01-01&last=2026-03-31", f"/api/roster/pivot?unit={unit[0]}",
    ]  # fmt: skip


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, databases=["default", ALIAS])
def test_reports_are_read_from_the_copy_and_nothing_is_authorised_there(copied, client):
    """For the officer, for the neighbour who is refused, for nobody: sessions, accounts and duties only on the primary."""
    seen = 0
    for user, allowed in ((copied.officer, True), (copied.stranger, False)):
        client.force_login(user)
        for address in pages(copied):
            with (
                CaptureQueriesContext(connections[ALIAS]) as there,
                CaptureQueriesContext(connection) as here,
            ):
                answer = client.get(address)
            assert (answer.status_code == 200) is allowed or "pivot/file" in address, (
                address,
                answer.status_code,
            )
            tables = {name for q in there.captured_queries for name in TABLES.findall(q["sql"])}
            assert {name.partition("_")[0] for name in tables} <= {
                "org",
                "people",
                "membership",
                "statistics",
            }, (address, tables)
            assert any("accounts_appointment" in q["sql"] for q in here.captured_queries), address
            if not allowed and "pivot/file" not in address:
                assert not there.captured_queries, f"{address}: read before it was decided"
            seen += len(there.captured_queries)
    assert seen > 30


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, databases=["default", ALIAS])
def test_the_copy_is_never_written_to(copied):
    """The server refuses it on the copy's sessions; the router sends writes to the primary even inside the block."""
    with pytest.raises(InternalError, match="read-only"):
        Tally.objects.using(ALIAS).create(unit=copied.branch, on="2026-01-01", kind="x", n=1)
    with reading_from_replica():
        Tally.objects.create(unit=copied.branch, on="2026-01-01", kind="x", n=1)
        assert Tally.objects.filter(kind="x").exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, databases=["default", ALIAS])
def test_a_copy_that_cannot_be_reached_is_left_alone_and_the_primary_read(copied, client, monkeypatch):
    """Pages of reports go on; it is asked again after a while, not at each page."""
    client.force_login(copied.officer)
    tried = []

    def away(*_args):
        tried.append(1)
        raise OperationalError

    monkeypatch.setattr(replica, "_away_until", 0.0)
    connections[ALIAS].close()
    monkeypatch.setattr(connections[ALIAS], "connect", away)
    for address in pages(copied)[:3]:
        assert client.get(address).status_code == 200
    assert len(tried) == 1
    monkeypatch.undo()
    monkeypatch.setattr(replica, "_away_until", 0.0)
    with CaptureQueriesContext(connections[ALIAS]) as there:
        client.get(pages(copied)[0])
    assert there.captured_queries


def test_asking_for_a_right_while_the_copy_is_read_is_stopped_with_or_without_one(db):
    """So that no page can begin to authorise there unnoticed: every test of a page would fail."""
    place = ReportPlace()
    for ask in (
        lambda: place.officer.paths("people.see"),
        lambda: place.officer.holds("people.see", at=place.branch),
        lambda: place.officer.holds_anywhere("people.see"),
    ):
        ask()
        with reading_from_replica(), pytest.raises(AuthorisedOnReplicaError):
            ask()


def test_its_setting_makes_a_read_only_connection(tmp_path):
    """AOXANH_DATABASE_REPLICA_URL."""
    entry = environment.replica("postgres://reader@copy:5433/aoxanh", tmp_path)
    assert (entry["HOST"], entry["PORT"]) == ("copy", "5433")
    assert "default_transaction_read_only=on" in entry["OPTIONS"]["options"]
