"""People of a large file are made in a process of their own: the same as here, and it ends with whoever began it."""

from __future__ import annotations

import datetime as dt
import multiprocessing

import pytest

from aoxanh.audit.objection import Objection
from aoxanh.intake import making
from aoxanh.intake.making import maker
from aoxanh.intake.sealed import closed
from aoxanh.intake.writing import SHAPE
from aoxanh.vault.sealing import Seal, SealBrokenError, blind_index, house_seal

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def kept(**values: str) -> bytes:
    said = {
        "cells": values,
        "values": values,
        "more": {},
        "changes": [],
        "message": "",
        "differences": [],
        "unit": 7,
    }
    return closed(house_seal("intake"), said)  # fmt: skip


ROWS = [
    kept(
        full_name="Nguyễn Thị Bình",
        birth="2004-05-09",
        citizen_id="042304001234",
        card_number="42-1",
        party_course_on="2025-03-01",
    ),
    kept(full_name="Trần Văn An"),
]


def comparable(made):
    """A row's columns without what is new each time: the key, and what is sealed under it."""
    row = dict(zip(SHAPE.columns, made.columns, strict=True))
    new = {name for name in row if name in {"uid", "wrapped_key"} or name.endswith("_sealed")}
    return {name: value for name, value in row.items() if name not in new}, made.unit_id, made.facts


def test_what_is_made_beside_is_what_is_made_here_and_opens_with_this_house_s_keys():
    with maker(SHAPE, 1) as here:
        plain = here(ROWS, NOW)()
    with maker(SHAPE, making.MANY) as beside:
        assert len(multiprocessing.active_children()) == 1
        first, second = beside(ROWS, NOW), beside(ROWS[:1], NOW)
        made = first()
        assert [comparable(one) for one in second()] == [comparable(made[0])]
    assert multiprocessing.active_children() == []
    assert [comparable(one) for one in made] == [comparable(one) for one in plain]
    row = dict(zip(SHAPE.columns, made[0].columns, strict=True))
    assert row["citizen_id_index"] == blind_index("citizen_id", "042304001234")
    assert (
        Seal(row["wrapped_key"], str(row["uid"])).open(row["citizen_id_sealed"], "citizen_id")
        == "042304001234"
    )
    assert (row["party_course_on"], made[0].facts) == (dt.date(2025, 3, 1), {"card_number": "42-1"})


def test_what_cannot_be_opened_is_raised_where_it_was_asked_for_and_nothing_is_left_running():
    with pytest.raises(SealBrokenError), maker(SHAPE, making.MANY) as beside:
        beside([b"x" * 40], NOW)()
    assert multiprocessing.active_children() == []


def test_a_process_that_was_ended_from_outside_is_an_objection_not_a_wait():
    with maker(SHAPE, making.MANY) as beside:
        beside(ROWS, NOW)()
        multiprocessing.active_children()[0].kill()
        with pytest.raises(Objection, match="chưa ghi gì"):
            beside(ROWS, NOW)()
