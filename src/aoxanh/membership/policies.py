"""Who may enter lines in the book, and take them back."""

from __future__ import annotations

from typing import Any

from aoxanh.membership.models import BookEntry, SavedList
from aoxanh.org.models import Unit
from aoxanh.people.models import Person
from aoxanh.people.policies import holds_for


def may_enrol(user: Any, unit: Unit) -> Any:
    """Enter members that earlier records know: who keeps the unit's lists (HD 30 IV)."""
    return user.holds("people.add", at=unit)


def may_record(user: Any, person: Person) -> Any:
    """Enter what a paper decided about somebody of one's units (R-STA-01)."""
    return holds_for(user, "book.record", person)


def may_correct(user: Any, entry: BookEntry) -> Any:
    """Take a line back: the right, and not one's own line, for two look at each correction (proof L11)."""
    if entry.actor_id is not None and entry.actor_id == user.pk:
        return None
    return holds_for(user, "book.correct", entry.person)


def may_see_book(user: Any, person: Person) -> Any:
    """Read somebody's book: the person, and officers responsible for a unit they are in."""
    return (person.user_id is not None and person.user_id == user.pk) or holds_for(user, "people.see", person)


def may_make_card(user: Any, person: Person) -> Any:
    """Make somebody's electronic card, or a new one in its place: the member, and who enters lines in their book."""
    return (person.user_id is not None and person.user_id == user.pk) or holds_for(
        user, "book.record", person
    )


def may_save_list(user: Any, place: Any) -> Any:
    """Save a list of the roster: for oneself, or shared by a unit whose lists one keeps."""
    if isinstance(place, Unit):
        return user.holds("people.add", at=place)
    return place.pk == user.pk and user.holds_anywhere("people.see")


def may_change_list(user: Any, saved: SavedList) -> Any:
    """Rename a saved list or take it away: its owner, or who keeps the lists of the unit that shares it."""
    if saved.unit_id is None:
        return saved.owner_id == user.pk
    assert saved.unit is not None  # noqa: S101 - it has an id
    return user.holds("people.add", at=saved.unit)


def may_see_list(user: Any, saved: SavedList) -> Any:
    """Open a saved list: its owner, or who sees the members of the unit that shares it."""
    if saved.unit_id is None:
        return saved.owner_id == user.pk
    assert saved.unit is not None  # noqa: S101 - it has an id
    return user.holds("people.see", at=saved.unit)


def may_set_statute(user: Any, target: Any) -> Any:
    """Add a value of the statute: the operator of the installation, who holds no data (R-VER-03)."""
    del target
    return user.holds_anywhere("system.operate")
