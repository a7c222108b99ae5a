"""Reads of who is in office, and of links that open accounts."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db.models import QuerySet
from django.utils import timezone

from aoxanh.accounts.duties import DUTIES
from aoxanh.accounts.models import Appointment, Invitation, User
from aoxanh.org.models import today


def officers_of(unit_id: int, day: dt.date) -> list[Appointment]:
    """Return who holds which duty at a unit on `day`, by rank: one query."""
    found = Appointment.objects.in_force(day).filter(unit_id=unit_id).select_related("user", "delegated_from")
    return sorted(found, key=lambda a: (DUTIES[a.duty].order, a.starts_on))


def hash_of(token: str) -> str:
    """Return what is kept of a link's token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitation(token: str) -> Invitation | None:
    """Return the link of this token that opens an account, while it may be used."""
    return usable_link(token).exclude(purpose=Invitation.Purpose.FACTOR).first()


def open_recovery_link(token: str) -> Invitation | None:
    """Return the link of this token that recovers a second factor, while it may be used."""
    return usable_link(token).filter(purpose=Invitation.Purpose.FACTOR).first()


def usable_link(token: str) -> QuerySet[Invitation]:
    """Return the link of this token, neither used nor ended, of an account that may sign in."""
    found = Invitation.objects.filter(
        token_sha256=hash_of(token),
        used_at=None,
        ended_at=None,
        expires_at__gt=timezone.now(),
        user__is_active=True,
    )
    return found.select_related("user")


def secretaries_above(user: User) -> list[User]:
    """Return the secretaries of the units directly above those where somebody holds a duty: two queries at most."""
    above = {a.unit.place_ids[-2] for a in user.appointments_today if len(a.unit.place_ids) > 1}
    if not above:
        return []
    held = Appointment.objects.in_force(today()).filter(unit_id__in=above, duty="secretary")
    return [appointment.user for appointment in held.select_related("user")]


def duties_of(user: User, day: dt.date) -> list[Appointment]:
    """Return somebody's duties from `day` on, and those they lent to others, by rank."""
    held = Appointment.objects.filter(user=user).exclude(ends_on__lte=day)
    found = held.select_related("unit", "delegated_from__user").prefetch_related("delegations__user")
    return sorted(found, key=lambda a: (DUTIES[a.duty].order, a.starts_on))
