"""Reads of who is in office, and of links that open accounts."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.utils import timezone

from aoxanh.accounts.duties import DUTIES
from aoxanh.accounts.models import Appointment, Invitation, User


def officers_of(unit_id: int, day: dt.date) -> list[Appointment]:
    """Return who holds which duty at a unit on `day`, by rank: one query."""
    found = Appointment.objects.in_force(day).filter(unit_id=unit_id).select_related("user", "delegated_from")
    return sorted(found, key=lambda a: (DUTIES[a.duty].order, a.starts_on))


def hash_of(token: str) -> str:
    """Return what is kept of a link's token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitation(token: str) -> Invitation | None:
    """Return the link of this token while it may be used."""
    found = Invitation.objects.filter(
        token_sha256=hash_of(token),
        used_at=None,
        ended_at=None,
        expires_at__gt=timezone.now(),
        user__is_active=True,
    )
    return found.select_related("user").first()


def duties_of(user: User, day: dt.date) -> list[Appointment]:
    """Return somebody's duties from `day` on, and those they lent to others, by rank."""
    held = Appointment.objects.filter(user=user).exclude(ends_on__lte=day)
    found = held.select_related("unit", "delegated_from__user").prefetch_related("delegations__user")
    return sorted(found, key=lambda a: (DUTIES[a.duty].order, a.starts_on))
