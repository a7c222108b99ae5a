"""People of a large file are made in a process of their own: the same as here, and it ends with whoever began it."""

from __future__ import annotations

import datetime as dt
import subprocess

import pytest

from aoxanh.audit.objection import Objection
from aoxanh.intake import making
from aoxanh.intake.making import maker
from aoxanh.intake.sealed import closed
from aoxanh.intake.writing import SHAPE
from aoxanh.vault.sealing import Seal, SealBrokenError, blind_index, house_seal

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def kept(**values: str) -> bytes:
    empty = {"more": {}, "changes": [], "message": "", "differences": []}
    return closed(house_seal("intake"), {"cells": values, "values": values, "unit": 7, **empty})


BINH = {"full_name": "Nguyễn Thị Bình", "birth": "2004-05-09", "party_course_on": "2025-03-01"}
ROWS = [kept(citizen_id="042304001234", card_number="42-1", **BINH), kept(full_name="Trần Văn An")]


@pytest.fixture
def begun(monkeypatch):
    """The processes that were begun."""
    found: list[subprocess.Popen[bytes]] = []

    def noted(*arguments, **options):
        found.append(subprocess.Popen(*arguments, **options))
        return found[-1]

    monkeypatch.setattr(making, "Popen", noted)
    return found


def comparable(made):
    """A row's columns without what is new each time: the key, and what is sealed under it."""
    row = dict(zip(SHAPE.columns, made.columns, strict=True))
    new = {name for name in row if name in {"uid", "wrapped_key"} or name.endswith("_sealed")}
    return {name: value for name, value in row.items() if name not in new}, made.unit_id, made.facts


def test_what_is_made_beside_is_what_is_made_here_and_opens_with_this_house_s_keys(begun):
    with maker(SHAPE, 1) as here:
        plain = here(ROWS, NOW)()
    with maker(SHAPE, making.MANY) as beside:
        assert begun[0].poll() is None
        first, second = beside(ROWS, NOW), beside(ROWS[:1], NOW)
        made = first()
        assert [comparable(one) for one in second()] == [comparable(made[0])]
    assert [one.returncode for one in begun] == [0]
    assert [comparable(one) for one in made] == [comparable(one) for one in plain]
    row = dict(zip(SHAPE.columns, made[0].columns, strict=True))
    assert row["citizen_id_index"] == blind_index("citizen_id", "042304001234")
    assert (
        Seal(row["wrapped_key"], str(row["uid"])).open(row["citizen_id_sealed"], "citizen_id")
        == "042304001234"
    )
    assert (row["party_course_on"], made[0].facts) == (dt.date(2025, 3, 1), {"card_number": "42-1"})


def test_what_cannot_be_opened_is_raised_where_it_was_asked_for_and_nothing_is_left_running(begun):
    with pytest.raises(SealBrokenError), maker(SHAPE, making.MANY) as beside:
        beside([b"x" * 40], NOW)()
    assert begun[0].returncode == 0


def test_a_process_that_was_ended_from_outside_is_an_objection_not_a_wait(begun):
    with maker(SHAPE, making.MANY) as beside:
        beside(ROWS, NOW)()
        begun[0].kill()
        with pytest.raises(Objection, match="chưa ghi gì"):
            beside(ROWS, NOW)()
