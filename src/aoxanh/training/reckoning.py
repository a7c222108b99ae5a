"""What other rooms are told of somebody's training: the score of a year and how far it is (P11 looks at it)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from aoxanh.training.models import STAGES, Registration, Sheet


def scores_on(person_ids: Iterable[int], day: dt.date) -> dict[int, str]:
    """Return how the training of the year of a day stands for a column of the roster: 87/100, or how far it is; one query."""
    rows = Registration.objects.filter(
        person_id__in=list(person_ids), program__starts_on__lte=day, program__ends_on__gt=day
    ).order_by("program__ends_on")
    stages = dict(STAGES)
    return {
        pk: str(stages[stage]) if score is None else f"{score}/100"
        for pk, stage, score in rows.values_list("person_id", "stage", "score")
    }


def known(person_ids: list[int], day: dt.date) -> dict[int, dict[str, Any]]:
    """Return what cases are told: {"training": {year it was evaluated in: {"title", "stage", "score"}}}: two queries.

    The score is that approved above, before that the branch's whole one, else None. A school year counts as the year in
    which it is evaluated (R-EVL-03).
    """
    del day
    rows = list(
        Registration.objects.filter(person_id__in=person_ids)
        .select_related("program")
        .order_by("program__ends_on")
    )
    scored = (
        {
            s.registration_id: s.total
            for s in Sheet.objects.filter(registration__in=rows, side="branch", whole=True)
        }
        if rows
        else {}
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        score = row.score if row.score is not None else scored.get(row.pk)
        of = found.setdefault(row.person_id, {"training": {}})["training"]
        of[row.program.evaluate_from.year] = {"title": row.program.title, "stage": row.stage, "score": score}
    return found
