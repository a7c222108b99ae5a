"""Everything that points at a unit says how it is carried when the unit ends (ADR 0011)."""

from __future__ import annotations

from django.apps import apps

from aoxanh.org.carrying import CARRIED
from aoxanh.org.models import Unit


def pointing_at_units() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is Unit
    }


def test_every_field_that_points_at_a_unit_is_declared():
    assert pointing_at_units() == set(CARRIED)


def test_what_ends_or_moves_can_be_counted_or_is_carried_by_the_plan():
    by_the_plan = {
        "people.Affiliation.unit",
        "membership.Overlay.unit",
        "org.UnitVersion.unit",
        "org.UnitVersion.parent",
    }
    for name, carried in CARRIED.items():
        if carried.how in {"ends", "moves"} and name not in by_the_plan:
            assert carried.open_rows, name
            assert carried.carry, name
        assert str(carried.says)
