"""Every endpoint against its own description: no faults, and only answers that are described."""

from __future__ import annotations

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

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


SCHEMA = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}
TRIED = settings(
    max_examples=15, phases=[Phase.explicit, Phase.generate], deadline=None, derandomize=True, database=None,
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


@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_as_described(label, world, unhurried):
    known = {
        "unit": [world.branch_a.pk, world.a.pk],
        "uid": [str(world.an.uid), str(world.binh.uid)],
        "entry": [world.an.affiliations.get().pk],
        "appointment": [world.users["branch"].appointments.get().pk],
        "purpose": ["photo"],
    }
    operation = OPERATIONS[label]

    @TRIED
    @given(case=operation.as_strategy(), known_ones=strategies.booleans(), choice=strategies.integers(0, 1))
    def answers(case, known_ones, choice):
        places = case.path_parameters or {}
        for name in places if known_ones else ():
            places[name] = known[name][choice % len(known[name])]
        case.path_parameters = places
        with override_settings(DEBUG_PROPAGATE_EXCEPTIONS=True):
            plain = {"Accept-Encoding": "identity"}  # this client asks for gzip and does not undo it
            case.call_and_validate(headers={**world.province.headers, **plain}, checks=CHECKS)

    answers()
