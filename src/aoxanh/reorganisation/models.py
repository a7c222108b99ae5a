"""A plan, and the journal of what carrying it out changed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.papers.models import Issue, Paper


class PlanQuerySet(models.QuerySet["Plan"]):
    """Lists of plans."""

    def visible_to(self, user: Any) -> PlanQuerySet:
        """Keep the plans of units below which the user may reorganise: where each stands now, or stood last."""
        later = UnitVersion.objects.filter(
            unit=models.OuterRef("unit"), starts_on__gt=models.OuterRef("starts_on"), starts_on__lte=today()
        )
        below = UnitVersion.objects.within(user.paths("org.reorganise")).exclude(models.Exists(later))
        return self.filter(unit__in=below.values("unit_id"))


class Plan(models.Model):
    """A reorganisation: steps that take effect together on one day, by one decision (HD 20 §5.1).

    `unit`: the unit whose officers decide, above everything the steps name; `steps`: as `steps.read_steps` reads
    them; `paper`: the decision drafted from the plan, whose number and day the plan takes over; `proof`: the conservation
    proof made when it was carried out; `trouble`: why it could not be on its day.
    """

    STATES = [
        ("draft", pgettext_lazy("plan", "Being drawn up")), ("ready", pgettext_lazy("plan", "Decided, waits for its day")),
        ("done", pgettext_lazy("plan", "Carried out")), ("undone", pgettext_lazy("plan", "Taken back")),
        ("dropped", pgettext_lazy("plan", "Given up")),
    ]  # fmt: skip
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(_("Name"), max_length=160)
    effective_on = models.DateField(_("Takes effect on"))
    decision_number = models.CharField(_("Decision number"), max_length=60, blank=True)
    decision_on = models.DateField(_("Decided on"), null=True, blank=True)
    decision_body = models.CharField(_("Deciding body"), max_length=160, blank=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    steps = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=STATES, default="draft")
    edition = models.PositiveIntegerField(default=0)
    drawn_by = models.BigIntegerField(null=True)
    decided_by = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    proof = models.JSONField(default=dict)
    trouble = models.CharField(max_length=400, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-at"], name="plan_by_unit"),
            models.Index(fields=["state", "effective_on"], name="plan_due"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def decision(self) -> Paper | None:
        """Return the decision's paper: drafted from the plan and not given up, or issued here under the number entered."""
        if self.paper is not None and self.paper.state != "dropped":
            return self.paper
        if not self.decision_number:
            return None
        found = Issue.objects.filter(unit=self.unit_id, number__shown=self.decision_number).select_related(
            "paper"
        )
        on_day = found.filter(on=self.decision_on) if self.decision_on else found
        issue = on_day.order_by("-on", "-pk").first()
        return issue.paper if issue else None


class PlayedThrough(models.Model):
    """What a large plan would do, played through in the background: as `queries.summary` tells it of one edition."""

    plan = models.OneToOneField(Plan, models.CASCADE, primary_key=True, related_name="played")
    edition = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    told = models.JSONField()


class JournalRow(models.Model):
    """One row a plan wrote, before and after: what taking it back restores, if it still says what it said after.

    `before` is None where the plan added the row.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="journal")
    table = models.CharField(max_length=40)
    row = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["plan", "table", "row"], name="journal_by_plan")]
