"""Cases, the moves they made, and the dockets in which many go together.

A `Case` is where one matter stands: a projection of its `CaseMove`s, moved on by a conditional UPDATE, so that
two officers never decide twice. Moves are append-only. What is said of the person in words is sealed under their key.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aoxanh.org.models import Unit, UnitVersion, path_condition, today
from aoxanh.papers.models import Issue
from aoxanh.people.models import Person
from aoxanh.vault.sealing import Seal

STATES = [
    ("open", pgettext_lazy("case", "Under way")),
    ("done", pgettext_lazy("case", "Done")),
    ("refused", pgettext_lazy("case", "Not agreed")),
    ("withdrawn", pgettext_lazy("case", "Withdrawn")),
    ("lapsed", pgettext_lazy("case", "Closed")),
]
ACTS = [
    ("opened", pgettext_lazy("move", "Opened")),
    ("asked", pgettext_lazy("move", "Asked for by the member")),
    ("agreed", pgettext_lazy("move", "Agreed")),
    ("voted_down", pgettext_lazy("move", "Did not get the votes needed")),
    ("returned", pgettext_lazy("move", "Sent back")),
    ("refused", pgettext_lazy("move", "Refused")),
    ("withdrawn", pgettext_lazy("move", "Withdrawn")),
    ("commented", pgettext_lazy("move", "Commented")),
    ("gathered", pgettext_lazy("move", "Put in a docket")),
    ("fell_out", pgettext_lazy("move", "Taken out of the docket")),
    ("carried", pgettext_lazy("move", "Taken over by the successor unit")),
    ("attached", pgettext_lazy("move", "File attached")),
    ("detached", pgettext_lazy("move", "File taken back")),
    ("lapsed", pgettext_lazy("move", "Closed")),
]


class Docket(models.Model):
    """Many cases of one procedure handled as one: one meeting, one vote sheet, one decision with its list."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    procedure = models.CharField(max_length=24)
    title = models.CharField(_("Title"), max_length=160)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dockets")
    opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["unit", "-opened_at"], name="docket_by_unit")]

    def __str__(self) -> str:
        return self.title


class CardRange(models.Model):
    """Card numbers a unit gives out: every level controls its own range of the national series (HD 20 §3.3c).

    A number is the prefix and the serial, written with `width` digits: 42-000001 to 42-000500.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="card_ranges")
    prefix = models.CharField(_("Prefix"), max_length=20, blank=True)
    first = models.PositiveIntegerField(_("From number"))
    last = models.PositiveIntegerField(_("To number"))
    width = models.PositiveSmallIntegerField(_("Digits"), default=6)
    given_by = models.CharField(_("Decision that gave the range"), max_length=160, blank=True)
    next = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=1, last__gte=models.F("first")), name="card_range_order"
            ),
        ]
        indexes = [models.Index(fields=["unit"], name="card_range_by_unit")]

    def number(self, serial: int) -> str:
        """Return a serial as the card carries it."""
        return f"{self.prefix}{serial:0{self.width}d}"

    @property
    def left(self) -> int:
        """Return how many numbers are left."""
        return max(0, self.last - self.next + 1)


class CaseQuerySet(models.QuerySet["Case"]):
    """Lists of cases."""

    def visible_to(self, user: Any) -> CaseQuerySet:
        """Keep the cases of one's units, on either side, and one's own: the one way to a list of cases."""
        paths = user.paths("cases.see")
        own = Q(person__user_id=user.pk)
        if not paths:
            return self.filter(own)
        mine = UnitVersion.objects.as_of(today()).filter(path_condition(paths)).values("unit_id")
        return self.filter(Q(unit__in=mine) | Q(target__in=mine) | Q(at__in=mine) | own)

    def waiting_at(self, unit_ids: list[int]) -> CaseQuerySet:
        """Keep those that wait at one of these units, the longest waiting first."""
        return self.filter(state="open", at__in=unit_ids).order_by("since", "pk")


class Case(models.Model):
    """One matter under way or ended.

    `unit`: the unit it is about, where the person is; `target`: the one it goes to; `at`: where it waits now;
    `since`: from when it waits there; `due_on`: by when the rule wants it done; `revision`: moves so far.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    procedure = models.CharField(max_length=24)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="cases")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases")
    target = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    at = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="waiting_cases")
    step = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="open")
    exclusive = models.BooleanField(default=True)
    docket = models.ForeignKey(Docket, models.PROTECT, null=True, related_name="cases")
    revision = models.PositiveIntegerField(default=1)
    facts = models.TextField(default="{}")
    sealed = models.BinaryField(null=True)
    opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(default=timezone.now)
    since = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="open", exclusive=True, person__isnull=False),
                name="case_one_exclusive_open",
            ),
            models.UniqueConstraint(
                fields=["person", "procedure"],
                condition=Q(state="open", person__isnull=False),
                name="case_one_open_a_procedure",
            ),
            models.CheckConstraint(
                condition=Q(state="open", at__isnull=False, ended_at__isnull=True)
                | (~Q(state="open") & Q(at__isnull=True, ended_at__isnull=False)),
                name="case_open_waits_somewhere",
            ),
        ]
        indexes = [
            models.Index(fields=["at", "procedure", "step"], name="case_waiting", condition=Q(state="open")),
            models.Index(fields=["due_on"], name="case_due", condition=Q(state="open")),
            models.Index(fields=["unit", "-opened_at"], name="case_by_unit"),
            models.Index(fields=["-opened_at"], name="case_newest"),
            models.Index(
                fields=["procedure", "unit"], name="case_about_a_unit", condition=Q(person__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} #{self.pk}"

    @property
    def details(self) -> dict[str, Any]:
        """Return the facts as a dictionary."""
        loaded: dict[str, Any] = json.loads(self.facts)
        return loaded

    @property
    def words(self) -> dict[str, str]:
        """Return the sealed words, opened; nothing where the person's key is gone."""
        if not self.sealed or self.person is None or self.person.seal is None:
            return {}
        opened: dict[str, str] = json.loads(self.person.seal.open(bytes(self.sealed), "case"))
        return opened

    @property
    def waits_at(self) -> int:
        """Return the unit an open case waits at; an ended one is about its unit."""
        return self.at_id or self.unit_id

    @property
    def is_late(self) -> bool:
        """Whether it waits longer than the rule allows."""
        return self.state == "open" and self.due_on is not None and self.due_on < today()


class CaseMove(models.Model):
    """One move of a case; never changed, never deleted.

    `on`: the day of the meeting or decision; `vote`: the sheet as counted; `batch`: joins the moves made at once.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="moves")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=12, choices=ACTS)
    step = models.CharField(max_length=24, blank=True)
    to_step = models.CharField(max_length=24, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    duty = models.CharField(max_length=40, blank=True)
    on = models.DateField(null=True)
    decision_number = models.CharField(max_length=60, blank=True)
    decision_body = models.CharField(max_length=160, blank=True)
    issue = models.ForeignKey(Issue, models.PROTECT, null=True, related_name="+")
    vote = models.JSONField(null=True)
    facts = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    batch = models.UUIDField(null=True)

    class Meta:
        ordering = ["case_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="case_move_once")]
        indexes = [models.Index(fields=["batch"], name="case_move_batch", condition=Q(batch__isnull=False))]


class Attachment(models.Model):
    """A file kept with a case, sealed like the case's words: under the person's key, or one of its own where there is none.

    `step`: where the case stood; `digest`: SHA-256 of what is kept. One taken back leaves its row without the file.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    step = models.CharField(max_length=24, blank=True)
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    wrapped_key = models.BinaryField(null=True, editable=False)
    title_sealed = models.BinaryField(null=True, editable=False)
    sealed = models.BinaryField(null=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["case_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "digest"], condition=Q(removed_at__isnull=True), name="attachment_once"
            ),
        ]

    @property
    def seal(self) -> Seal | None:
        """Return what opens it; None once the key was dropped."""
        if self.wrapped_key:
            return Seal(bytes(self.wrapped_key), str(self.uid))
        return self.case.person.seal if self.case.person is not None else None

    @property
    def title(self) -> str:
        """Return what the file was called."""
        seal = self.seal
        return seal.open(bytes(self.title_sealed), "attachment-title") if seal and self.title_sealed else ""

    @property
    def file(self) -> bytes | None:
        """Return the file, or None once it was taken back or its key dropped."""
        seal = self.seal
        return (
            seal.open_bytes(bytes(self.sealed), f"attachment:{self.digest}") if seal and self.sealed else None
        )


class Reminder(models.Model):
    """That somebody was written to on a day: one letter a day, also after a stop. Kept thirty days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="reminder_once_a_day")]
