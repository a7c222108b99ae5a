"""Programmes with their criteria; who registered for which; what the member, the branch and the superior gave (P10).

A `Registration` is a projection moved by compare-and-set (`revision`); somebody without one has not registered. Points
are kept as one `Sheet` a side (self, branch, superior), a list in the order of the criteria: six million members times
twenty-six criteria times three are no rows of their own.
"""

from __future__ import annotations

import json
import uuid
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aoxanh.org.models import Unit, UnitVersion, path_condition, today
from aoxanh.people.models import Affiliation, Person
from aoxanh.training.scoring import Outline, built

SPANS = [("year", _("Calendar year")), ("school", _("School year"))]
SURE = [("sourced", _("sourced")), ("assumed", _("assumed"))]
STATES = [
    ("registered", pgettext_lazy("training", "Registered")),
    ("approved", pgettext_lazy("training", "Registration approved")),
]
STAGES = [
    ("not_evaluated", pgettext_lazy("training", "Not evaluated")),
    ("evaluated", pgettext_lazy("training", "Evaluated")),
    ("submitted_up", pgettext_lazy("training", "Sent up")),
    ("approved", pgettext_lazy("training", "Approved above")),
]
SIDES = [
    ("self", pgettext_lazy("score", "Member")),
    ("branch", pgettext_lazy("score", "Branch")),
    ("superior", pgettext_lazy("score", "Unit above")),
]


class TrainingProgram(models.Model):
    """A programme of a year or a school year, one version of it; valid over [starts_on, ends_on).

    Of a year and span the highest version holds; there is no new one once somebody registered.
    """

    year = models.PositiveSmallIntegerField(_("Year"))
    span = models.CharField(_("Valid for"), max_length=8, choices=SPANS)
    version = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    register_by = models.DateField(_("Register by"))
    evaluate_from = models.DateField(_("Evaluate from"))
    source = models.CharField(_("Source"), max_length=200)
    sure = models.CharField(_("How sure"), max_length=8, choices=SURE, default="assumed")
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "span", "version"], name="training_version_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="training_period"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the year as people say it: 2026, or 2026–2027 for a school year."""
        return f"{self.year}–{self.year + 1}" if self.span == "school" else str(self.year)

    @cached_property
    def outline(self) -> Outline:
        """Return its groups and criteria: two queries, read once an instance."""
        groups = self.groups.order_by("number").prefetch_related("criteria")
        return built(
            (
                group.title,
                group.max,
                [(c.title, c.max) for c in sorted(group.criteria.all(), key=lambda c: c.number)],
            )
            for group in groups
        )


class CriteriaGroup(models.Model):
    """A group of criteria: five of twenty points."""

    program = models.ForeignKey(TrainingProgram, models.PROTECT, related_name="groups")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    max = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "number"], name="training_group_once")]


class Criterion(models.Model):
    """One criterion and the most points it gives."""

    group = models.ForeignKey(CriteriaGroup, models.PROTECT, related_name="criteria")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=240)
    max = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="training_criterion_once")]


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Lists of registrations."""

    def visible_to(self, user: Any) -> RegistrationQuerySet:
        """Keep those of one's units' members, those handed up to one's units, and one's own."""
        own = Q(person__user_id=user.pk)
        paths = user.paths("training.see")
        if not paths:
            return self.filter(own)
        day = today()
        units = UnitVersion.objects.as_of(day).filter(path_condition(paths)).values("unit_id")
        people = Affiliation.objects.as_of(day).filter(unit__in=units).values("person_id")
        return self.filter(Q(unit__in=units) | Q(to__in=units) | Q(person__in=people) | own)


class Registration(models.Model):
    """Somebody's programme of a year: what they undertook, and how far its evaluation is.

    `unit`: the branch that last dealt with it; `to`: the unit it was sent up to; `chosen`: places of the criteria
    ticked; `sealed`: commitment, remark and reason in words, under the person's key; `revision`: changes so far.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    program = models.ForeignKey(TrainingProgram, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="training")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="training")
    to = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="training_above")
    state = models.CharField(max_length=12, choices=STATES, default="registered")
    stage = models.CharField(max_length=16, choices=STAGES, default="not_evaluated")
    chosen = models.JSONField(default=list)
    sealed = models.BinaryField(null=True)
    revision = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    by = models.BigIntegerField(null=True)
    approved_by = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    score = models.PositiveSmallIntegerField(null=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "person"], name="training_once_a_year"),
            models.CheckConstraint(
                condition=Q(stage="approved", score__isnull=False, score__lte=100)
                | (~Q(stage="approved") & Q(score__isnull=True)),
                name="training_score_when_approved",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["submitted_up", "approved"]) | Q(to__isnull=False),
                name="training_sent_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["to", "stage"], name="training_waiting"),
            models.Index(fields=["unit", "program"], name="training_by_unit"),
        ]

    @property
    def words(self) -> dict[str, str]:
        """Return the sealed words, opened; nothing where the person's key is gone."""
        if not self.sealed or self.person.seal is None:
            return {}
        opened: dict[str, str] = json.loads(self.person.seal.open(bytes(self.sealed), "training"))
        return opened

    @property
    def is_open(self) -> bool:
        """Whether the branch still has it: neither sent up nor approved."""
        return self.stage in {"not_evaluated", "evaluated"}


class Sheet(models.Model):
    """The points one side gave: a list in the order of the criteria, None where nothing was given yet."""

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="sheets")
    side = models.CharField(max_length=8, choices=SIDES)
    points = models.JSONField()
    total = models.PositiveSmallIntegerField()
    whole = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "side"], name="training_sheet_once"),
            models.CheckConstraint(condition=Q(total__lte=100), name="training_sheet_total"),
        ]
