"""What training puts on "Việc của tôi": for the member, the branch's secretary, the unit above."""

from __future__ import annotations

from aoxanh.audit.actor import Request
from aoxanh.people.models import Person


def own_here(request: Request) -> bool:
    """Whether the menu shows "my training": to who has a record and runs nobody else's. Asked once a request."""
    if not request.user.is_authenticated or request.user.holds_anywhere("training.see"):
        return False
    known = request.__dict__.get("own_training")
    if known is None:
        mine = Person.objects.known().filter(user=request.user, affiliations__role="member")
        known = request.__dict__["own_training"] = mine.exists()
    return bool(known)
