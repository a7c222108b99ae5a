"""Committees and who sits in them; elections with their contests, candidates, rounds and tallies.

A `Committee` is one body of one unit for one term. A `Seat` is a person in it over [starts_on, ends_on); who holds a
post has a second seat for the post, so that losing the post leaves the seat (R-DIS-09). Ballots are counts, never names.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aoxanh.accounts.models import Appointment
from aoxanh.cases.models import Case
from aoxanh.cases.votes import MODES
from aoxanh.org.models import Unit, ends_after
from aoxanh.papers.models import Issue
from aoxanh.people.models import Person

BODIES = [
    ("executive", _("Executive committee")),
    ("standing", _("Standing committee")),
    ("inspection", _("Inspection commission")),
]
ORIGINS = [
    ("elected", pgettext_lazy("committee", "Elected")),
    ("designated", pgettext_lazy("committee", "Designated")),
    ("interim", pgettext_lazy("committee", "Interim")),
]
POSTS = [
    ("secretary", _("Secretary")),
    ("deputy", _("Deputy secretary")),
    ("head", _("Head of the inspection commission")),
    ("deputy_head", _("Deputy head of the inspection commission")),
    ("member", pgettext_lazy("seat", "Member")),
]
POST_ORDER = {code: number for number, (code, _title) in enumerate(POSTS)}
CAME = [
    ("congress", pgettext_lazy("seat", "Elected by the congress")),
    ("committee", pgettext_lazy("seat", "Elected by the committee")),
    ("midterm", pgettext_lazy("seat", "Elected in mid-term")),
    ("designated", pgettext_lazy("seat", "Designated by the superior")),
    ("interim", pgettext_lazy("seat", "Named for the interim")),
]
WENT = [
    ("term", pgettext_lazy("seat", "Term over")),
    ("resigned", pgettext_lazy("seat", "Allowed to withdraw")),
    ("absent", pgettext_lazy("seat", "Missed three meetings in a row without reason")),
    ("moved", pgettext_lazy("seat", "Moved to other work or another unit")),
    ("discipline", pgettext_lazy("seat", "Lost by discipline")),
    ("refused", pgettext_lazy("seat", "Not recognised by the superior")),
    ("deceased", pgettext_lazy("seat", "Deceased")),
    ("unit_ended", pgettext_lazy("seat", "The unit ended")),
    ("left", pgettext_lazy("seat", "A member of the Union no more")),
]


class CommitteeQuerySet(models.QuerySet["Committee"]):
    """Lists of committees."""

    def as_of(self, day: dt.date) -> CommitteeQuerySet:
        """Keep those in office on a day."""
        return self.filter(ends_after(day), starts_on__lte=day)


class Committee(models.Model):
    """One body of a unit for one term. `size`: how many the congress decided on; `ordinal`: which congress (R-ORG-08)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="committees")
    body = models.CharField(_("Body"), max_length=12, choices=BODIES)
    origin = models.CharField(_("How it came to be"), max_length=12, choices=ORIGINS)
    ordinal = models.PositiveSmallIntegerField(_("Congress"), null=True)
    size = models.PositiveSmallIntegerField(_("Members decided on"))
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True)
    term_ends_on = models.DateField(_("Term ends"))
    decision_number = models.CharField(max_length=60, blank=True)
    decision_on = models.DateField(null=True)
    decision_body = models.CharField(max_length=160, blank=True)
    issue = models.ForeignKey(Issue, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.BigIntegerField(null=True)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="committee_period"
            ),
            models.CheckConstraint(condition=Q(term_ends_on__gt=F("starts_on")), name="committee_term"),
            models.UniqueConstraint(
                fields=["unit", "body"], condition=Q(ends_on__isnull=True), name="committee_open_once"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "starts_on"], name="committee_by_unit"),
            models.Index(
                fields=["term_ends_on"], condition=Q(ends_on__isnull=True), name="committee_term_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_body_display()}"

    @property
    def is_small(self) -> bool:
        """Whether it is no committee but a secretary, and a deputy if need be: a branch of few (HD 20 §4)."""
        return self.body == "executive" and self.size < 3


class Election(models.Model):
    """A congress or a meeting that elects: prepared, counted, closed and sent for recognition, or given up.

    `entitled`: members, delegates or sitting committee members summoned; `consent_on`: when party committee and superior
    agreed to what needs it; `revision` makes every change compare-and-set.
    """

    class Occasion(models.TextChoices):
        """Who elects, and when in the term."""

        CONGRESS = "congress", _("Congress")
        MIDTERM = "midterm", _("Completion of the committee in mid-term")

    class State(models.TextChoices):
        """How far it has come."""

        PREPARED = "prepared", pgettext_lazy("election", "Being prepared")
        CLOSED = "closed", pgettext_lazy("election", "Closed, waiting to be recognised")
        RECOGNISED = "recognised", pgettext_lazy("election", "Recognised")
        REFUSED = "refused", pgettext_lazy("election", "Not recognised")
        GIVEN_UP = "given_up", pgettext_lazy("election", "Given up")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="elections")
    occasion = models.CharField(_("Occasion"), max_length=10, choices=Occasion)
    held_on = models.DateField(_("Held on"))
    mode = models.CharField(_("Held"), max_length=10, choices=MODES, default="in_person")
    ordinal = models.PositiveSmallIntegerField(_("Congress"), null=True)
    term_ends_on = models.DateField(_("Term ends"), null=True)
    entitled = models.PositiveIntegerField(_("Summoned"), null=True)
    present = models.PositiveIntegerField(_("Present"), null=True)
    delegates_elected = models.PositiveIntegerField(_("Delegates elected below"), default=0)
    delegates_ex_officio = models.PositiveIntegerField(_("Delegates by their office"), default=0)
    delegates_designated = models.PositiveIntegerField(_("Delegates designated"), default=0)
    consent_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    revision = models.PositiveIntegerField(default=1)
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="election")
    prepared_at = models.DateTimeField(default=timezone.now)
    prepared_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state__in=("prepared", "closed")), name="election_one_open"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-held_on"], name="election_by_unit")]

    @property
    def is_congress(self) -> bool:
        """Whether a congress elects."""
        return self.occasion == self.Occasion.CONGRESS

    @property
    def is_open(self) -> bool:
        """Whether sheets may still be entered."""
        return self.state == self.State.PREPARED


#: What is elected; the body a seat of it lies in and the post it gives ("" for delegates).
OFFICES = [
    ("executive", _("Executive committee")),
    ("standing", _("Standing committee")),
    ("secretary", _("Secretary")),
    ("deputy", _("Deputy secretary")),
    ("inspection", _("Inspection commission")),
    ("head", _("Head of the inspection commission")),
    ("deputy_head", _("Deputy head of the inspection commission")),
    ("delegate", _("Delegates to the superior's congress")),
]
OFFICE_ORDER = {code: number for number, (code, _title) in enumerate(OFFICES)}


class Contest(models.Model):
    """One thing elected in an election: an office, how many, by whom. `by_congress`: the congress, or the committee."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="contests")
    office = models.CharField(_("What is elected"), max_length=12, choices=OFFICES)
    seats = models.PositiveSmallIntegerField(_("How many"))
    by_congress = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "office"], name="contest_once"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="contest_seats"),
        ]

    @property
    def order(self) -> int:
        """Return its place in the order things are elected in."""
        return OFFICE_ORDER[self.office]


class Candidate(models.Model):
    """Somebody on the list of a contest. `came`: who put them there; `delegate`: whether a delegate of the congress."""

    SOURCES = [
        ("committee", _("Prepared by the committee")),
        ("nominated", _("Nominated at the congress")),
        ("self", _("Standing by themselves")),
    ]

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="candidates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="candidacies")
    source = models.CharField(_("Put on the list by"), max_length=10, choices=SOURCES, default="committee")
    delegate = models.BooleanField(default=True)
    applied_on = models.DateField(null=True)
    elected = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "person"], name="candidate_once")]
        indexes = [models.Index(fields=["person", "elected"], name="candidate_by_person")]


class Round(models.Model):
    """One round's sheet: ballots handed out, collected, invalid by reason; `reasons` are counts by code (HD 20 §7.5)."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    issued = models.PositiveIntegerField()
    collected = models.PositiveIntegerField()
    invalid = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="round_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, collected__gte=F("invalid")), name="round_counts"
            ),
        ]
        ordering = ["number"]

    @property
    def valid(self) -> int:
        """Return the valid ballots."""
        return self.collected - self.invalid


class Tally(models.Model):
    """How many valid ballots said yes to a candidate in a round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="tallies")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="tallies")
    yes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "candidate"], name="candidate_tally_once")]


class SeatQuerySet(models.QuerySet["Seat"]):
    """Lists of seats."""

    def as_of(self, day: dt.date) -> SeatQuerySet:
        """Keep those held on a day."""
        return self.filter(ends_after(day), starts_on__lte=day)


class Seat(models.Model):
    """A person's seat, or post, in a committee; how it came and how it ended. `appointment`: the duty it gives."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="committee_seats")
    post = models.CharField(_("Post"), max_length=12, choices=POSTS)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True)
    came = models.CharField(_("How it came"), max_length=12, choices=CAME)
    went = models.CharField(_("How it ended"), max_length=12, choices=WENT, blank=True)
    sealed = models.BinaryField(null=True)
    election = models.ForeignKey(Election, models.PROTECT, null=True, related_name="seats")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    decision_number = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="seat_period"
            ),
            models.UniqueConstraint(
                fields=["committee", "person", "post"],
                condition=Q(ends_on__isnull=True),
                name="seat_open_once",
            ),
        ]
        indexes = [models.Index(fields=["person", "ends_on"], name="seat_by_person")]

    @property
    def title(self) -> Any:
        """Return what the post is called in its body."""
        return self.get_post_display()
