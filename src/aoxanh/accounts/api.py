"""The caller: who a token or a session stands for, and what it may do today."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from aoxanh.accounts.models import User
from aoxanh.api.doors import door
from aoxanh.api.words import _
from aoxanh.org.models import today
from aoxanh.org.queries import names_on

router = Router(tags=["accounts"])


class Duty(Schema):
    """A duty held today, with the rights it carries for this caller."""

    unit: int
    unit_name: str
    duty: str
    title: str
    rights: list[str]


class TokenOut(Schema):
    """The token that was sent."""

    prefix: str
    purpose: str
    scopes: list[str]
    expires_at: dt.datetime


class Me(Schema):
    """Who is asking."""

    id: int
    username: str
    name: str
    duties: list[Duty]
    token: TokenOut | None


@router.get("/me", auth=door(""), response=Me, summary=_("Who I am and what I may do"))
def me(request: HttpRequest) -> Any:
    """Tell whose token or session this is, the duties held today and the rights they carry here."""
    user: Any = request.user
    return {
        "id": user.pk, "username": user.username, "name": str(user), "duties": duties_of(user),
        "token": getattr(request, "token", None),
    }  # fmt: skip


def duties_of(user: User) -> list[dict[str, Any]]:
    """Return the duties held today: two queries, however many there are."""
    held = user.appointments_today
    names = names_on({a.unit_id for a in held}, today())
    return [
        {
            "unit": a.unit_id,
            "unit_name": names[a.unit_id].name if a.unit_id in names else "",
            "duty": a.duty,
            "title": str(a.duty_data.title),
            "rights": sorted(user.rights_of(a)),
        }
        for a in held
    ]
