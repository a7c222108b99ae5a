"""What this room puts on "Việc của tôi"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.accounts.models import Appointment
from aoxanh.audit.actor import Request
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Affiliation, Person
from aoxanh.people.queries import count_on_lists, of_age
from aoxanh.ui.work import Figure, Start, Work

#: Kinds whose lists are small enough to be looked through on the first page; larger ones wait for rollups.
NEAR = {
    "branch",
    "grassroots_branch",
    "commune",
    "grassroots",
    "sub_grassroots",
    "temp_branch",
    "pioneer_group",
    "pioneer_class",
}


def near_units(request: Request, right: str) -> list[UnitVersion]:
    """Return the reader's own units of the lower levels for which `right` is held."""
    mine = {a.unit_id for a in request.user.appointments_today if right in a.duty_data.rights}
    units = request.user.units_today
    return [unit for unit_id, unit in units.items() if unit_id in mine and unit.kind in NEAR]


def work(request: Request) -> Iterator[Work]:
    """Tell of branches without a secretary, and of records that lack what papers will ask for."""
    for unit in near_units(request, "appointments.make"):
        yield from without_secretary(unit)
    for unit in near_units(request, "people.edit"):
        people = Person.objects.known().in_paths([unit.path], today())
        missing = people.filter(birth="").count()
        if missing:
            yield Work(
                title=ngettext("%(n)s record lacks the date of birth", "%(n)s records lack the date of birth", missing) % {"n": missing},
                meta=_("%(unit)s · asked for at admission and maturation") % {"unit": unit.name},
                url=f"{reverse('people:list')}?unit={unit.unit_id}&missing=birth",
                icon="calendar", action=_("Fill in"), weight=60,
            )  # fmt: skip


def without_secretary(above: UnitVersion) -> Iterator[Work]:
    """Tell of the units directly below a unit that have no secretary, several as one."""
    day = today()
    below = UnitVersion.objects.as_of(day).filter(
        parent_id=above.unit_id, kind__in=["branch", "grassroots_branch", "sub_grassroots"]
    )
    led = (
        Appointment.objects.in_force(day)
        .filter(duty="secretary", unit__in=below.values("unit_id"))
        .values("unit_id")
    )
    empty = list(below.exclude(unit_id__in=led).order_by("sort_key"))
    if empty:
        first = empty[0]
        title = ngettext("%(n)s branch has no secretary", "%(n)s branches have no secretary", len(empty)) % {
            "n": len(empty)
        }
        names = ", ".join(version.name for version in empty[:3])
        yield Work(
            title=title, meta=names + ("…" if len(empty) > 3 else ""), url=reverse("people:choose", args=[first.unit_id]), icon="user-plus",
            action=_("Appoint"), tag=above.name, weight=40,
        )  # fmt: skip


def figures(request: Request) -> Iterator[Figure]:
    """Tell how many stand on the lists of the reader's units."""
    for unit in near_units(request, "people.see")[:3]:
        url = f"{reverse('people:list')}?unit={unit.unit_id}"
        yield Figure(
            _("On the lists of %(unit)s") % {"unit": unit.name}, count_on_lists(unit.path, today()), url
        )
        over = over_thirty(unit)
        if over:
            yield Figure(_("Over 30 and still on a member list"), over, f"{url}&age=over30&role=member")


def over_thirty(unit: UnitVersion) -> Any:
    """Return how many members of a unit are over 30: maturation is to be considered (R-MAT-04)."""

    members = Affiliation.objects.on_lists([unit.path], today()).filter(role="member")
    return of_age(
        Person.objects.known().filter(pk__in=members.values("person_id")), "over30", today()
    ).count()


def starts(request: Request) -> Iterator[Start]:
    """Lead officers to their lists, and everybody to their own record."""
    user, people = request.user, reverse("people:list")
    if user.holds_anywhere("people.see"):
        yield Start(
            _("Find people on your lists"),
            _("By name without accents, citizen id or phone; as of any day"),
            people,
            "users",
            20,
        )
    if user.holds_anywhere("people.merge"):
        yield Start(
            _("Look for records kept twice"),
            _("Compare them side by side and merge; it can be taken back"),
            reverse("people:duplicates"),
            "copy",
            40,
        )
    if not user.holds_anywhere("system.operate"):
        yield Start(
            _("Look at your own record"),
            _("Correct it, answer what you agree to, see who looked"),
            reverse("people:me"),
            "user",
            60,
        )
