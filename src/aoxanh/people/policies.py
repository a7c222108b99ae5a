"""Who may see, add, correct, merge and reveal people: by duty, at the units on whose lists they stand."""

from __future__ import annotations

from typing import Any

from aoxanh.accounts.policies import covers_duties_of, may_invite_officer
from aoxanh.org.models import Unit, UnitVersion
from aoxanh.people.models import Merge, Person


def holds_for(user: Any, right: str, person: Person) -> Any:
    """Return the appointment that carries `right` for someone on a list today, or None."""
    if not user.holds_anywhere(right):
        return None
    grants = (user.holds(right, at=place) for place in person.places_today)
    return next((grant for grant in grants if grant), None)


def is_own(user: Any, person: Person) -> bool:
    """Whether the record is the user's own."""
    return person.user_id is not None and person.user_id == user.pk


def may_see_person(user: Any, person: Person) -> Any:
    """See the record: an officer of a unit the person is listed in, or the person."""
    return is_own(user, person) or holds_for(user, "people.see", person)


def may_add_person(user: Any, unit: Unit | UnitVersion) -> Any:
    """Add somebody to a unit's list."""
    return user.holds("people.add", at=unit)


def may_edit_person(user: Any, person: Person) -> Any:
    """Correct the record: an officer, or the person."""
    return holds_for(user, "people.edit", person) or is_own(user, person)


def may_correct_many(user: Any, target: Any) -> Any:
    """Correct many records at once: each of them is asked for as well."""
    return target.pk == user.pk and user.holds_anywhere("people.edit")


def may_invite_many(user: Any, target: Any) -> Any:
    """Hand out many links at once: each of them is asked for as well."""
    return target.pk == user.pk and user.holds_anywhere("accounts.invite")


def may_reveal(user: Any, person: Person) -> Any:
    """Read identity number and contacts in full; each time it is written down."""
    return is_own(user, person) or holds_for(user, "people.reveal", person)


def may_see_sensitive(user: Any, person: Person) -> Any:
    """See ethnicity and religion (sensitive, NĐ 356/2025 Đ.4)."""
    return is_own(user, person) or holds_for(user, "people.sensitive", person)


def may_merge(user: Any, person: Person) -> Any:
    """Merge two records of one person; the right must be held for both, the operation asks twice."""
    return holds_for(user, "people.merge", person)


def may_undo_merge(user: Any, merge: Merge) -> Any:
    """Take a merge back."""
    return holds_for(user, "people.merge", merge.kept)


def may_record_consent(user: Any, person: Person) -> Any:
    """Write down a consent given or withdrawn."""
    return is_own(user, person) or holds_for(user, "people.consent", person)


def may_give_account(user: Any, person: Person) -> Any:
    """Open an account for someone and hand out its link: at a unit on whose list they stand or hold a duty.

    Never for oneself, and only with the right at every unit where they hold a duty: the link opens all of them.
    """
    if is_own(user, person) or person.deceased_on or person.merged_into_id:
        return None
    if person.user and not covers_duties_of(user, person.user):
        return None
    officer = may_invite_officer(user, person.user) if person.user else None
    return officer or holds_for(user, "accounts.invite", person)


def may_appoint_at(user: Any, unit: Unit | UnitVersion) -> Any:
    """Appoint someone to a duty: the direct superior recognises officers (HD 20 §8.2b)."""
    return user.holds("appointments.make", above=unit)
