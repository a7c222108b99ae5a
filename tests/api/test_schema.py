"""Every endpoint against its own description: no faults, and only answers that are described."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.test.utils import override_settings
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from aoxanh.config.wsgi import application
from tests.api.conftest import token_of
from tests.test_authorization_matrix import undone
from tests.world import build

pytestmark = pytest.mark.django_db

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


SCHEMA = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}
TRIED = settings(
    max_examples=5, phases=[Phase.explicit, Phase.generate], deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip


@pytest.fixture
def unhurried(monkeypatch):
    """Let the tests ask as often as they like, on the connection of the test's own transaction."""
    for signal in (request_started, request_finished):
        monkeypatch.setattr(
            signal, "receivers", [r for r in signal.receivers if "close_old" not in repr(r[1])]
        )
        signal.sender_receivers_cache.clear()
    for name in ("all", "reveal"):
        monkeypatch.setitem(django_settings.AOXANH_API_PACE, name, (10**6, 60))


class Lived:
    """The world of the authorization matrix with everything in it, and the tokens of a province and of a commune."""

    def __init__(self) -> None:
        self.world = build()
        self.headers = [
            {"Authorization": f"Bearer {token_of(self.world.users[who])}", "Accept-Encoding": "identity"}
            for who in ("province_secretary", "commune_secretary")
        ]  # this client asks for gzip and does not undo it

    def known(self, path: str) -> dict[str, list[Any]]:
        """Return what there is for the places of an address; a uid is of what the address is about."""
        world = self.world
        people = [world.people[key].person for key in ("an", "cuc")]
        uids = {
            "/papers": [world.issue.paper.uid, world.draft.uid], "/cases": [world.case.uid], "/dockets": [world.docket.uid],
            "/elections": [world.election.uid], "/applications": [world.application.uid],
            "/fees/collections": [world.collection.uid], "/gatherings": [world.gathering.uid], "/fees/remittances": [world.remittance.uid],
            "/committees": [world.seat.committee.uid], "/training/registrations": [world.sent.uid],
            "/people": [one.uid for one in people],
        }  # fmt: skip
        about = next((found for start, found in uids.items() if path.startswith(start)), [])
        return {
            "unit": [world.units[key].pk for key in ("yen_dinh", "loc_ha", "xuan_hai")], "uid": about, "person": [people[1].uid],
            "file": [world.attachment.uid], "scan": [world.scan.pk], "signed": [world.signed.pk], "number": [world.number.pk],
            "plan": [world.plan.pk], "seat": [world.seat.pk], "office": ["secretary"], "kind": ["pdf", "docx"], "purpose": ["photo"],
            "entry": [people[0].affiliations.first().pk], "appointment": [world.appointments["branch_secretary"].pk],
        }  # fmt: skip


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker, fast_and_apart):
    """The world, built once; every request is undone after it."""
    with django_db_blocker.unblock(), undone():
        yield Lived()


@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_as_described(label, lived, unhurried):
    operation = OPERATIONS[label]
    known = lived.known(operation.path.removeprefix("/api"))

    @TRIED
    @given(case=operation.as_strategy(), known_ones=strategies.booleans(), choice=strategies.integers(0, 5))
    def answers(case, known_ones, choice):
        places = case.path_parameters or {}
        for name in places if known_ones else ():
            places[name] = str(known[name][choice % len(known[name])])
        case.path_parameters = places
        with override_settings(DEBUG_PROPAGATE_EXCEPTIONS=True), undone():
            case.call_and_validate(headers=lived.headers[choice % 2], checks=CHECKS)

    answers()
