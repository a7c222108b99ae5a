"""What this room puts on "Việc của tôi": a member's own book and card, one tap away."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from aoxanh.audit.actor import Request
from aoxanh.membership.models import Member
from aoxanh.people.models import Person
from aoxanh.ui.work import Start


def was_member(request: Request, *, unless: str) -> bool:
    """Whether the reader is or was a member and does not read others' by a right: what is their own stands in their menu then.

    Asked once a request, for all rooms.
    """
    if not request.user.is_authenticated or request.user.holds_anywhere(unless):
        return False
    known = request.__dict__.get("was_member")
    if known is None:
        mine = Person.objects.known().filter(user=request.user, affiliations__role="member")
        known = request.__dict__["was_member"] = mine.exists()
    return bool(known)


def own_book(request: Request) -> bool:
    """Whether the reader is a plain member with a book: no officer, whose places are others. Asked once a request."""
    if not request.user.is_authenticated or request.user.holds_anywhere("people.see"):
        return False
    known = request.__dict__.get("own_book")
    if known is None:
        mine = Person.objects.filter(user=request.user).values("pk")
        known = request.__dict__["own_book"] = Member.objects.filter(person__in=mine, lines__gt=0).exists()
    return bool(known)


def starts(request: Request) -> Iterator[Start]:
    """Lead a member to the card and the book first."""
    if own_book(request):
        card, book = reverse("membership:my_card"), reverse("membership:my_book")
        yield Start(
            _("My member's card"),
            _("Show the code: whoever scans it sees that the card is valid"),
            card,
            "id-badge-2",
            5,
        )
        yield Start(
            _("My member's book"),
            _("Admission, moves, decisions: every line with its paper"),
            book,
            "book",
            6,
        )
