"""What a branch held on which day, and how each of its members is marked there.

A gathering entered by mistake is taken back by a mark, never deleted; a mark is corrected in place, the log has both.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aoxanh.org.models import Unit
from aoxanh.people.models import Person

KINDS = [("meeting", pgettext_lazy("attendance", "Branch meeting")), ("activity", _("Activity"))]
MODES = [("in_person", _("In person")), ("hybrid", _("In person and online")), ("online", _("Online"))]
GROUNDS = [("force_majeure", _("Force majeure")), ("special", _("Special nature: a dispersed branch"))]
#: How somebody is marked, from what says most to what says least.
HOW = [("present", _("Present")), ("excused", _("Excused")), ("absent", _("Absent"))]


def percent(part: int, whole: int) -> int | None:
    """Return a share in whole percent, rounded down: 89.9 is no 90."""
    return 100 * part // whole if whole else None


class GatheringQuerySet(models.QuerySet["Gathering"]):
    """Meetings and activities."""

    def standing(self) -> GatheringQuerySet:
        """Leave out those that were taken back."""
        return self.filter(taken_back_at=None)


class Gathering(models.Model):
    """A meeting or an activity a unit held on a day, with its sheet.

    `listed`, `present` and `excused` count its members of that day, `guests` those of other branches who took part;
    an online meeting says its `ground` and who consented (R-MTG-04).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="gatherings")
    kind = models.CharField(max_length=8, choices=KINDS)
    day = models.DateField()
    title = models.CharField(max_length=160)
    mode = models.CharField(max_length=9, choices=MODES, default="in_person")
    ground = models.CharField(max_length=13, choices=GROUNDS, blank=True)
    consent = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=500, blank=True)
    listed = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    excused = models.PositiveIntegerField()
    guests = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    by = models.BigIntegerField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.BigIntegerField(null=True)

    objects = GatheringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day", "kind", "title"],
                condition=Q(taken_back_at=None),
                name="gathering_once",
            ),
            models.CheckConstraint(
                condition=Q(listed__gte=F("present") + F("excused")), name="gathering_counts"
            ),
            models.CheckConstraint(
                condition=~Q(mode="online") | (~Q(ground="") & ~Q(consent="")), name="gathering_online_ground"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-day"], name="gathering_by_unit")]

    @property
    def absent(self) -> int:
        """Return how many members were absent without an excuse."""
        return self.listed - self.present - self.excused

    @property
    def percent(self) -> int | None:
        """Return which share of those not excused took part, in whole percent; None where everybody was excused."""
        return percent(self.present, self.listed - self.excused)


class Attendance(models.Model):
    """How somebody is marked at one gathering; a `guest` is no member of the unit that held it (R-TMP, R-RES-02)."""

    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="marks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendance")
    how = models.CharField(max_length=7, choices=HOW)
    guest = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "person"], name="attendance_once")]
