"""Reads of applications: who of the people known an applicant may be, and what is asked of the case they become."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from aoxanh.applications.models import Application
from aoxanh.people.models import Person
from aoxanh.people.queries import alike
from aoxanh.vault.sealing import blind_index

PAGE = 50


def page_of(
    unit_id: int, *, waiting: bool, cursor: str = "", size: int = PAGE
) -> tuple[list[Application], str]:
    """Return the applications of a unit, the newest first, and the cursor of the next page."""
    rows = Application.objects.filter(unit=unit_id).select_related("case")
    rows = rows.waiting() if waiting else rows.exclude(pk__in=rows.waiting().values("pk"))
    if cursor.isdecimal() and len(cursor) < 19:
        rows = rows.filter(pk__lt=int(cursor))
    found = list(rows.order_by("-pk")[: size + 1])
    return found[:size], str(found[size - 1].pk) if len(found) > size else ""


def alike_to(application: Application, user: Any) -> list[Person]:
    """Return the people the reader sees who may be the applicant: same phone and name, or same name and day of birth."""
    said, draft = application.said, Person()
    draft.set_name(str(said.get("full_name", "")))
    draft.birth = str(said.get("birth", ""))
    if said.get("phone"):
        draft.phone_index = blind_index("phone", said["phone"])
    return list(alike(draft, Person.objects.visible_to(user)).order_by("sort_key", "pk")[:10])


def initial_of(application: Application) -> dict[str, Any]:
    """Return what the admission asks, as far as the application says it."""
    said = application.said
    names = ("sponsor", "sponsor_name", "sponsor_since", "trained_on")
    return {
        "applied_on": timezone.localtime(application.received_at).date(),
        **{name: said[name] for name in names if said.get(name)},
    }
