"""The electronic card: what it shows, and when it is valid (membership §3.3)."""

from __future__ import annotations

from dataclasses import dataclass

from aoxanh.membership.models import ElectronicCard, Member, Overlay
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Affiliation, Person


@dataclass(frozen=True)
class Shown:
    """Everything a card says; a member's card is valid while they are one and nobody has suspended them."""

    name: str
    unit: str
    number: str
    valid: bool


def shown(person: Person) -> Shown:
    """Return what somebody's card says today."""
    day = today()
    head = Member.objects.filter(pk=person.pk).first()
    home = Affiliation.objects.as_of(day).filter(person=person, role="member").first()
    version = UnitVersion.objects.as_of(day).filter(unit=home.unit_id).first() if home else None
    suspended = Overlay.objects.as_of(day).filter(person=person, what="suspended").exists()
    number = head.card_number if head else ""
    return Shown(
        person.full_name, version.name if version else "", number, bool(home and number) and not suspended
    )


def by_code(code: str) -> Person | None:
    """Return whose card carries a code, if the card was not replaced."""
    card = ElectronicCard.objects.select_related("person").filter(code=code, ended_at=None).first()
    return card.person if card else None
