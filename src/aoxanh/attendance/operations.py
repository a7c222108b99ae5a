"""Recording a meeting or an activity with its sheet, correcting a mark, taking it back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from aoxanh.attendance import policies
from aoxanh.attendance.counts import recount
from aoxanh.attendance.models import HOW, Attendance, Gathering
from aoxanh.attendance.queries import guest_ids, member_ids
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import Unit, today


@dataclass(frozen=True)
class Held:
    """What was held: a branch meeting or an activity, when, called what; an online one with its ground and consent."""

    kind: str
    day: dt.date
    title: str
    mode: str = "in_person"
    ground: str = ""
    consent: str = ""
    note: str = ""


@operation(
    "attendance.record",
    allow=policies.may_record,
    says=gettext_lazy("recorded who took part: %(present)s of %(listed)s members"),
)
def record_gathering(
    unit: Unit, *, actor: Actor, held: Held, marks: Mapping[int, str], guests: Collection[int] = ()
) -> Done:
    """Record a meeting or an activity with how each member of that day is marked (ids); its result is the Gathering.

    `guests` are members of other branches, active here for a time or where they live, who took part. Raises Objection
    for a day ahead or before the unit stood, an online meeting without ground, one that was recorded already, or a sheet
    that does not list exactly the members of that day.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)  # two who record at once wait for each other
    look_at_day(unit, held)
    look_at_mode(unit, held)
    if (
        Gathering.objects.standing()
        .filter(unit=unit, day=held.day, kind=held.kind, title=held.title)
        .exists()
    ):
        raise Objection(_("It is recorded already for that day."), field="title", rule="R-MTG-01")
    look_at_sheet(unit, held.day, marks, guests)
    gathering = Gathering.objects.create(
        unit=unit, **asdict(held), listed=len(marks), guests=len(set(guests)), by=getattr(actor.user, "pk", None),
        present=sum(how == "present" for how in marks.values()), excused=sum(how == "excused" for how in marks.values()),
    )  # fmt: skip
    rows = [Attendance(gathering=gathering, person_id=pk, how=how) for pk, how in marks.items()]
    rows += [Attendance(gathering=gathering, person_id=pk, how="present", guest=True) for pk in set(guests)]
    Attendance.objects.bulk_create(rows, batch_size=500)
    facts = {"day": held.day.isoformat(), "listed": gathering.listed, "present": gathering.present}
    return Done(gathering, unit=unit, facts=facts)


@operation(
    "attendance.correct", allow=policies.may_change, says=gettext_lazy("corrected %(n)s marks of attendance")
)
def correct_marks(gathering: Gathering, *, actor: Actor, changes: Mapping[int, tuple[str, str]]) -> Done:
    """Change how people (ids) are marked, from what the reader saw to what it should be; its result is the Gathering.

    Raises Objection where somebody is not marked as the reader saw it any more, or the gathering was taken back.
    """
    del actor
    if not Gathering.objects.select_for_update().standing().filter(pk=gathering.pk).exists():
        raise Objection(pgettext("attendance", "It was taken back already."), rule="L17")
    if not changes or any(after not in dict(HOW) for _before, after in changes.values()):
        raise Objection(_("Say of each whether they were present, excused or absent."), rule="R-MTG-01")
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pk, change in changes.items():
        alike[change].append(pk)
    for (before, after), ids in alike.items():
        rows = Attendance.objects.filter(gathering=gathering, person_id__in=ids, how=before)
        if rows.update(how=after) != len(ids):
            raise Objection(_("Somebody else corrected the sheet meanwhile: look at it again."), rule="L17")
    recount([gathering.pk])
    gathering.refresh_from_db()
    facts = {"n": len(changes), "marks": [[pk, *change] for pk, change in sorted(changes.items())]}
    return Done(gathering, unit=gathering.unit_id, facts=facts)


@operation(
    "attendance.take_back", allow=policies.may_change, says=gettext_lazy("took a record of attendance back")
)
def take_back(gathering: Gathering, *, actor: Actor) -> Done:
    """Take a gathering back that was entered by mistake: it counts no more. Its result is the Gathering."""
    moved = Gathering.objects.standing().filter(pk=gathering.pk)
    if not moved.update(taken_back_at=timezone.now(), taken_back_by=getattr(actor.user, "pk", None)):
        raise Objection(pgettext("attendance", "It was taken back already."), rule="L17")
    return Done(gathering, unit=gathering.unit_id, facts={"day": gathering.day.isoformat()})


def look_at_day(unit: Unit, held: Held) -> None:
    """Refuse a day ahead, and one on which the unit did not stand as one that has members."""
    if held.day > today():
        raise Objection(_("The day lies ahead."), field="day", rule="R-MTG-01")
    version = unit.standing(held.day)
    if version is None or not version.kind_data.has_members:
        raise Objection(_("There was no such branch on that day."), field="day", rule="R-MTG-01")


def look_at_mode(unit: Unit, held: Held) -> None:
    """Refuse an online meeting without ground and consent, and one of special nature more often than a year allows (R-MTG-04)."""
    if held.mode != "online":
        return
    if not held.ground or not held.consent:
        raise Objection(
            _("A branch meets online only for a ground the Union knows, with the party committee's and the superior's consent: note both."),
            field="consent" if held.ground else "ground", rule="R-MTG-04",
        )  # fmt: skip
    most = int(statute_on(held.day)["online_meetings"])
    of_year = Gathering.objects.standing().filter(
        unit=unit, mode="online", ground="special", day__year=held.day.year
    )
    if held.ground == "special" and of_year.count() >= most:
        text = _(
            "The branch met online for its special nature %(n)d times this year already: no more than that is allowed."
        )
        raise Objection(text % {"n": most}, field="mode", rule="R-MTG-04")


def look_at_sheet(unit: Unit, day: dt.date, marks: Mapping[int, str], guests: Collection[int]) -> None:
    """Refuse a sheet that does not list exactly the members of that day, each with a mark, and only guests who are some."""
    members = member_ids(unit.pk, day)
    if not members:
        raise Objection(_("Nobody was a member of the branch on that day."), field="day", rule="R-MTG-01")
    if members != set(marks) or any(how not in dict(HOW) for how in marks.values()):
        text = _("Mark everybody who was a member of the branch on that day, %(n)d people, and nobody else.")
        raise Objection(text % {"n": len(members)}, field="marks", rule="R-MTG-01")
    if not set(guests) <= guest_ids(unit.pk, day):
        raise Objection(
            _("A guest is active in the branch for a time, or lives there, on that day."), field="guests", rule="R-TMP-01"
        )  # fmt: skip
