"""One letter a day to whoever has something to decide: how many cases, nobody's name, and where to look."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from aoxanh.accounts.duties import DUTIES
from aoxanh.accounts.mail import send_soon
from aoxanh.accounts.models import Appointment, User
from aoxanh.audit.actor import Actor
from aoxanh.audit.operation import Done, operation
from aoxanh.cases import policies
from aoxanh.cases.clocks import ending, long_late, soon
from aoxanh.cases.models import Case, Reminder
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import today
from aoxanh.org.queries import names_on
from aoxanh.people.models import Affiliation

DECIDES = [code for code, duty in DUTIES.items() if "cases.decide" in duty.rights]


@dataclass
class Counts:
    """What there is to remind somebody of."""

    soon: int = 0
    late: int = 0
    above: int = 0
    ending: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(self.soon + other.soon, self.late + other.late, self.above + other.above, self.ending + other.ending)  # fmt: skip

    def lines(self, days: int) -> list[str]:
        """Return them in words; numbers only."""
        found = [
            (self.late, ngettext("%(n)d case is late", "%(n)d cases are late", self.late)),
            (self.soon, ngettext("%(n)d case is due soon", "%(n)d cases are due soon", self.soon)),
            (
                self.above,
                ngettext(
                    "%(n)d case at the units below is late by more than %(days)d days",
                    "%(n)d cases at the units below are late by more than %(days)d days", self.above,
                ),
            ),
            (self.ending, ngettext("%(n)d term of a member runs out soon", "%(n)d terms of members run out soon", self.ending)),
        ]  # fmt: skip
        return [text % {"n": n, "days": days} for n, text in found if n]


def counted() -> dict[int, Counts]:
    """Return what there is at each unit that has anything: five queries, however many cases."""
    day = today()
    statute, found = statute_on(day), defaultdict[int, Counts](Counts)
    rows = Case.objects.filter(state="open", due_on__lte=soon(statute, day)).order_by().values("at")
    long = Q(due_on__lt=long_late(statute, day))
    counts = list(rows.annotate(late=Count("pk", filter=Q(due_on__lt=day)), n=Count("pk"), long=Count("pk", filter=long)))  # fmt: skip
    places = names_on({row["at"] for row in counts}, day)
    for row in counts:
        found[row["at"]] += Counts(soon=row["n"] - row["late"], late=row["late"])
        above = places[row["at"]].parent_id if row["at"] in places else None
        if above and row["long"]:
            found[above] += Counts(above=row["long"])
    posts = Appointment.objects.in_force(day).filter(duty__in=DECIDES).values("unit_id")
    ends = list(ending(day, posts, statute).values_list("person_id", flat=True))
    homes = dict(
        Affiliation.objects.as_of(day)
        .filter(person__in=ends, role="member")
        .values_list("person_id", "unit_id")
    )
    for person in ends:
        if person in homes:
            found[homes[person]] += Counts(ending=1)
    return found


def due_letters() -> list[tuple[User, Counts]]:
    """Return who is to be written to today, and about how much: officers with an address, not written to yet."""
    day, at = today(), counted()
    posts = Appointment.objects.in_force(day).filter(
        duty__in=DECIDES, unit__in=list(at), user__is_active=True
    )
    told = Reminder.objects.filter(on=day).values("user")
    sums: dict[User, Counts] = {}
    for post in posts.exclude(user__email="").exclude(user__in=told).select_related("user").order_by("pk"):
        sums[post.user] = sums.get(post.user, Counts()) + at[post.unit_id]
    return list(sums.items())


@operation("cases.remind", allow=policies.only_the_clock, says=gettext_lazy("sent the day's reminder"))
def remind(user: User, *, actor: Actor, counts: Counts) -> Done:
    """Write the day's letter to one officer, once; its result is whether it was written now."""
    del actor
    day = today()
    row, new = Reminder.objects.get_or_create(user=user, on=day)
    if new:
        days = int(statute_on(day)["escalation_days"])
        with translation.override("vi"):
            subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + _("Work for %(day)s") % {
                "day": f"{day:%d/%m/%Y}"
            }
            said = "\n".join(f"- {line}" for line in counts.lines(days))
            where = f"{settings.AOXANH_ADDRESS}{reverse('home')}"
            text = _("You have:\n%(said)s\n\nLook at them here: %(address)s") % {
                "said": said,
                "address": where,
            }
        send_soon([user.email], subject, text)
    return Done(new, target=row, facts={"user": user.pk})
