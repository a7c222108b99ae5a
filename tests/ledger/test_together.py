"""H1, second mode: eight at once move the same few cases; what came of it could have come one after the other."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections import Counter
from random import Random

import pytest
import time_machine
from django.db import connection

from aoxanh.audit.objection import Objection
from aoxanh.cases import operations
from aoxanh.cases.advancing import Entered
from aoxanh.cases.models import Case, CaseMove
from aoxanh.membership.counts import fold_counts
from aoxanh.membership.models import BookEntry
from aoxanh.membership.proof import verify
from aoxanh.membership.rollups import keep, wrong
from tests.cases.conftest import MACHINE, CasePlace, votes
from tests.ledger.oracle import ROUTES, Impossible, Line, Someone

DAY = dt.date(2025, 9, 1)
ISO = DAY.isoformat()
TURNS = 12
ROUNDS = 3 * int(os.environ.get("AOXANH_LEDGER_RUNS", "1"))
#: What the book says once a step is agreed, by procedure and step.
WRITES = {
    ("admission", "RATIFY"): "approved", ("admission", "CEREMONY"): "admitted", ("admission", "CARD"): "card_issued",
    ("transfer", "ACCEPT"): "transferred", ("temporary", "HOST"): "overlay_opened", ("residence", "RECEIVE"): "overlay_opened",
    ("away", "REGISTER"): "overlay_opened", ("discipline", "WARN"): "disciplined", ("classification", "RECOGNISE"): "classified",
    ("resignation", "CONFIRM"): "resigned",
}  # fmt: skip


def cases_of(place: CasePlace, turn: int) -> list[int]:
    """Open a handful of cases, several of them about one person."""
    one, other = place.member(f"Trần Thị {turn}"), place.member(f"Vũ Văn {turn}")
    opened = [
        place.admission(place.young(f"Lê Văn {turn}"), applied_on=ISO),
        place.open("transfer", one, facts={"cause": "work", "changed_on": ISO}, to=place.far_branch),
        place.open("temporary", one, facts={"starts_on": ISO, "until": "2025-11-01"}, words={"cause": "Thực tập"}, to=place.far_branch),
        place.open("away", one, facts={"starts_on": ISO}, words={"address": "Bình Dương"}),
        place.open("classification", one, facts={"year": 2025, "grade": "not_completed"}),
        place.open("discipline", other, facts={"measure": "warning", "verified_on": ISO}, words={"grounds": "Vi phạm"}),
        place.open("residence", other, facts={"starts_on": ISO}, to=place.far_branch),
    ]  # fmt: skip
    return [case.pk for case in opened]


def move(case: Case, rng: Random, number: int) -> str:
    """Make one random move with what this officer's page shows."""
    how = {"actor": MACHINE, "step": case.step}
    act = rng.choice(["agree"] * 16 + ["back"] * 6 + ["withdraw"])
    if act == "agree":
        method = "secret" if case.procedure == "discipline" else "hands"
        entered = Entered(DAY, f"{number}-QĐ", votes(14, 16, entitled=20, method=method), facts={"card_number": f"42-{number:06d}"} if case.step == "CARD" else {})  # fmt: skip
        operations.agree_case(case, entered=entered, **how)
    elif act == "back":
        operations.send_back(case, words="Thiếu", **how)
    else:
        operations.withdraw_case(case, words="Thôi", **how)
    return act


def work(seed: int, pks: list[int], outcomes: Counter, errors: list, ready: threading.Barrier) -> None:
    """One officer: look at a case, think, act on what was seen."""
    rng = Random(seed)
    try:
        ready.wait(20)
        for turn in range(TURNS):
            case = Case.objects.select_related("person", "unit", "at").get(pk=rng.choice(pks))
            if case.state != "open":
                continue
            time.sleep(rng.random() * 0.01)
            try:
                outcomes[move(case, rng, seed * 1000 + turn)] += 1
            except Objection as refused:
                outcomes[f"refused {refused.rule}"] += 1
    except Exception as error:
        errors.append(repr(error))
    finally:
        connection.close()


def explained(case: Case) -> list[str]:
    """Play a case's moves one after the other; return the lines of the book they wrote."""
    moves = list(CaseMove.objects.filter(case=case).order_by("seq"))
    assert [m.seq for m in moves] == list(range(1, case.revision + 1)), "moves are contiguous"
    at, ended, written = moves[0].to_step, False, []
    if case.procedure == "admission":
        written.append("proposed")
    order = [stop.code for stop in ROUTES[case.procedure]]
    for one in moves[1:]:
        assert not ended, f"{one.act} after the end"
        assert one.step == at, (
            f"{one.act} at {one.step} was decided on what was no longer so: it waited at {at}"
        )
        if one.act == "agreed":
            written += [WRITES[case.procedure, at]] if (case.procedure, at) in WRITES else []
            assert not one.to_step or order.index(one.to_step) > order.index(at)
        if one.act == "returned":
            assert order.index(one.to_step) < order.index(at)
        ended = one.act in {"withdrawn", "lapsed"} or (one.act == "agreed" and not one.to_step)
        at = one.to_step or at
    assert ended == (case.state != "open")
    assert ended or at == case.step
    if case.state == "withdrawn" and case.procedure == "admission" and "admitted" not in written:
        written.append("withdrawn")
    return written


def together(place: CasePlace, turn: int, outcomes: Counter) -> int:
    """Let eight work on fresh cases at once; prove what came of it, and return how many moves there were."""
    pks, done, errors = cases_of(place, turn), Counter(), []
    ready = threading.Barrier(8)
    threads = [threading.Thread(target=work, args=(8 * turn + n, pks, done, errors, ready)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors
    for case in Case.objects.filter(pk__in=pks):
        lines = BookEntry.objects.filter(cause="case", cause_id=str(case.pk)).order_by("seq")
        assert list(lines.values_list("kind", flat=True)) == explained(case), case.procedure
    moves = CaseMove.objects.filter(case__in=pks).exclude(act__in=("opened", "carried", "lapsed")).count()
    assert moves == done["agree"] + done["back"] + done["withdraw"]
    outcomes.update(done)
    return moves


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_move_the_same_cases_as_if_one_after_the_other():
    """L17: no move is lost, none is made twice, none rests on what was no longer so; every book verifies (L9)."""
    begun, outcomes = time.monotonic(), Counter()
    with time_machine.travel(dt.datetime(2025, 9, 1, 5, tzinfo=dt.UTC), tick=True):
        place = CasePlace()
        moves = sum(together(place, turn, outcomes) for turn in range(ROUNDS))
        proof = verify()
        assert proof.holds, proof.first_break
        fold_counts()
        keep()
        assert not list(wrong(DAY))
    assert outcomes["agree"] > 7 * ROUNDS
    assert outcomes["refused L17"], "they must meet"
    print(
        f"\nH1 together: {ROUNDS} × 8 threads × {TURNS}, {moves} moves, {time.monotonic() - begun:.1f} s: {dict(outcomes)}"
    )


def test_the_oracle_refuses_what_cannot_follow():
    """The oracle itself: nobody is admitted twice, and an end before the beginning is none."""
    who = Someone(1, dt.date(2000, 1, 1), None)
    who.write(Line(0, "enrolled", DAY, 7))
    for line in (
        Line(0, "admitted", DAY, 7),
        Line(0, "opened", DAY, what="temporary", until=DAY),
        Line(0, "transferred", DAY, 7),
    ):
        with pytest.raises(Impossible):
            who.write(line)
    assert who.now.home == 7
