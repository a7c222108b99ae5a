"""The book and what is read from it.

`BookEntry` is the truth: append-only, numbered and hash-chained per person. `Member`, the people's
`Affiliation`s with a book status, `Overlay` and `Delta` are projections, written in the same transaction and
rebuildable from the book (ADR 0009). What was known when is kept: a projection that a late or corrected line
changes is not overwritten but ended at the instant it stopped being what is known.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.models import GENESIS, canonical
from aoxanh.membership.folding import Line
from aoxanh.membership.kinds import KIND_CHOICES, KINDS, OVERLAY_CHOICES
from aoxanh.membership.statute.values import Authority, Value
from aoxanh.org.models import Unit, UnitVersion, ends_after, today
from aoxanh.people.models import Person, known_at

CAUSES = [
    ("entry", _("Entered from a paper")),
    ("case", _("Procedure")),
    ("import", _("Taken in from a file")),
    ("reorganisation", _("Reorganisation")),
    ("correction", _("Correction")),
    ("merge", _("Duplicate records merged")),
]


class BookEntry(models.Model):
    """One line of somebody's book (R-STA-01); never changed, never deleted.

    `unit` is where the person is from then on (or the host of an overlay); `facts` holds codes, days and numbers
    as canonical JSON; words about the person (a reason, a sentence of the minutes) are in `sealed`, under the
    person's own key. `hash` covers the row and the hash of the line before it.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="book", db_index=False)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=KIND_CHOICES)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="book_lines", db_index=False)
    decision_number = models.CharField(max_length=60, blank=True)
    decision_on = models.DateField(null=True)
    decision_body = models.CharField(max_length=160, blank=True)
    facts = models.TextField(default="{}")
    sealed = models.BinaryField(null=True)
    corrects = models.PositiveIntegerField(null=True)
    cause = models.CharField(max_length=16, choices=CAUSES)
    cause_id = models.CharField(max_length=60, blank=True)
    actor_id = models.BigIntegerField(null=True)
    duty = models.CharField(max_length=40, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["person_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["person", "seq"], name="book_line_number_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="book_line_number_from_one"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | Q(corrects__lt=F("seq")),
                name="book_corrects_an_earlier_line",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "effective_on"], name="book_by_unit"),
            models.Index(fields=["cause", "cause_id"], name="book_by_cause", condition=~Q(cause_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.effective_on}"

    @property
    def details(self) -> dict[str, Any]:
        """Return the facts as a dictionary."""
        loaded: dict[str, Any] = json.loads(self.facts)
        return loaded

    def opened(self, seal: Any) -> tuple[str, dict[str, str]]:
        """Return the words of the line and its sealed particulars; nothing where there are none or they were erased."""
        if not self.sealed or seal is None:
            return "", {}
        text = seal.open(bytes(self.sealed), "book")
        if "sealed" not in self.details:
            return text, {}
        said: dict[str, str] = json.loads(text)
        return said.pop("words", ""), said

    @property
    def line(self) -> Line:
        """Return the line as it is folded."""
        return Line(self.seq, self.kind, self.effective_on, self.unit_id, self.details, self.corrects)

    @property
    def title(self) -> Any:
        """Return what the line says, translated."""
        return KINDS[self.kind].title

    def digest(self) -> str:
        """Return the hash this line must carry: SHA-256 over the one before it and every column."""
        return chained(self.previous, [getattr(self, column) for column in CHAINED])


#: The columns a line's hash covers, in their order.
CHAINED = (
    "person_id", "seq", "kind", "effective_on", "recorded_at", "unit_id", "decision_number", "decision_on", "decision_body",
    "facts", "sealed", "corrects", "cause", "cause_id", "actor_id", "duty",
)  # fmt: skip


def chained(previous: str, row: Sequence[Any]) -> str:
    """Return the hash of a line of these columns after the one whose hash is `previous`."""
    (
        person_id,
        seq,
        kind,
        effective_on,
        recorded_at,
        unit_id,
        number,
        signed_on,
        body,
        facts,
        sealed,
        *rest,
    ) = row
    covered = [
        person_id, seq, kind, effective_on.isoformat(), _instant(recorded_at), unit_id, number,
        signed_on.isoformat() if signed_on else None, body, facts, bytes(sealed).hex() if sealed is not None else None, *rest,
    ]  # fmt: skip
    return hashlib.sha256((previous + canonical(covered)).encode()).hexdigest()


@functools.lru_cache(maxsize=256)
def _instant(at: dt.datetime) -> str:
    """Return an instant as the hash covers it; lines written together share one."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class MemberQuerySet(models.QuerySet["Member"]):
    """People with a book."""


class Member(models.Model):
    """The head of somebody's book, and what their lines add up to today; locking the row puts writers in a line."""

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="member")
    lines = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)
    joined_on = models.DateField(_("Joined the Union on"), null=True)
    card_number = models.CharField(_("Card number"), max_length=30, blank=True)
    since = models.DateTimeField(null=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["card_number"], condition=~Q(card_number=""), name="card_number_once"
            )
        ]
        indexes = [models.Index(fields=["joined_on"], name="member_by_joining")]


class OverlayQuerySet(models.QuerySet["Overlay"]):
    """What held beside the status."""

    def as_of(self, day: dt.date, known_on: dt.date | None = None) -> OverlayQuerySet:
        """Keep those in force on `day`, as it was known at the end of `known_on` (now, if not given)."""
        return self.filter(ends_after(day), known_at(known_on), starts_on__lte=day)


class Overlay(models.Model):
    """Something that holds for a time beside the status: away, suspended, under a sanction … (membership §5)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="overlays")
    what = models.CharField(max_length=16, choices=OVERLAY_CHOICES)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    opened_by = models.PositiveIntegerField()
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True)

    objects = OverlayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="overlay_period"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "what"], name="overlay_by_person"),
            models.Index(fields=["what", "starts_on"], name="overlay_by_kind"),
        ]


class ElectronicCard(models.Model):
    """The code of a member's electronic card: whoever scans it learns name, unit, card number and whether it is valid."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="electronic_cards")
    code = models.CharField(max_length=22, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True), name="electronic_card_open_once"
            )
        ]


class BookCopy(models.Model):
    """A copy of somebody's book that was typeset: how many lines it shows, the hash of the last, the hash of the file.

    Whoever scans its code learns whether the copy is genuine and of which day; nothing about the person.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="book_copies")
    code = models.CharField(max_length=22, unique=True)
    made_at = models.DateTimeField()
    lines = models.PositiveIntegerField()
    head = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)


class Delta(models.Model):
    """Heads more or less at a unit from a day on, and why: appended with the lines that caused them.

    Every count is a sum of these: `n` over `on` up to a day, and over `known_from` up to what was known. `folded` says
    that the row is in the tallies already.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField()
    kind = models.CharField(max_length=16)
    n = models.IntegerField()
    known_from = models.DateTimeField()
    folded = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "on"], name="delta_by_unit"),
            models.Index(fields=["unit", "on", "kind", "n"], name="delta_waiting", condition=Q(folded=False)),
        ]


class Tally(models.Model):
    """Deltas added up per unit, day and kind: what counts are read from."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField()
    kind = models.CharField(max_length=16)
    n = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "on", "kind"], name="tally_once")]


class Rollup(models.Model):
    """What stands below a unit today, itself included: its own counts and the rows of the units directly below (ADR 0014).

    `above` is the unit it is counted under; `counts` has `members`, `moved/2026-11/admitted`, `sector/…`, `unit/branch`
    and what other rooms add; `day` is the day it tells of.
    """

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="rollup")
    above = models.BigIntegerField(null=True)
    day = models.DateField()
    members = models.IntegerField()
    counts = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["above"], name="rollup_above")]


class Folded(models.Model):
    """When the deltas were last added up, and up to which day and act of the log the rollups are; locking the one row keeps two folders apart."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    kept_at = models.DateTimeField(null=True)
    seen = models.BigIntegerField(default=0)


class SavedListQuerySet(models.QuerySet["SavedList"]):
    """Lists somebody has saved."""

    def standing(self) -> SavedListQuerySet:
        """Leave out those taken away."""
        return self.filter(ended_at=None)

    def visible_to(self, user: Any) -> SavedListQuerySet:
        """Keep one's own, and those shared by a unit whose members one sees."""
        units = UnitVersion.objects.as_of(today()).within(user.paths("people.see"))
        return self.standing().filter(
            Q(owner=user, unit=None) | Q(unit__in=units.order_by().values("unit_id"))
        )


class SavedList(models.Model):
    """A roster's filters, order and columns under a name: its owner's own, or shared by a unit.

    `query` is the address it stands for, without what was typed to search for. One that is taken away keeps its row
    for 30 days, so that it can be had back.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_lists")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("Name of the list"), max_length=60)
    query = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = SavedListQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(unit=None, ended_at=None), name="own_list_name_once"
            ),
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(ended_at=None, unit__isnull=False),
                name="shared_list_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> str:
        """Return the query of its address, the unit it is shared by first; never empty."""
        shared = f"unit={self.unit_id}" if self.unit_id else ""
        return "&".join(part for part in (shared, self.query) if part) or "status="

    @property
    def unit_asked(self) -> int | None:
        """Return the unit its address names."""
        unit = QueryDict(self.asked).get("unit", "")
        return int(unit) if unit else None


class FirstList(models.Model):
    """The saved list somebody's roster opens with."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="first_list"
    )
    saved = models.ForeignKey(SavedList, models.CASCADE, related_name="+")


class StatuteRow(models.Model):
    """A value of the statute an operator has added from a new guidance, without a change of code (R-VER-03)."""

    code = models.CharField(_("Value"), max_length=40)
    value = models.JSONField(_("Says"))
    rule = models.CharField(_("Article"), max_length=60)
    source = models.CharField(_("Source"), max_length=160)
    valid_from = models.DateField(_("From"))
    valid_to = models.DateField(_("Until"), null=True, blank=True)
    sure = models.CharField(
        _("How sure"), max_length=8, choices=[("sourced", _("sourced")), ("assumed", _("assumed"))]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="statute_period"
            )
        ]

    def as_value(self, shipped: list[Value]) -> Value:
        """Return the row as the rules read it, titled as the shipped value of its code."""
        title = next((v.title for v in shipped if v.code == self.code), self.code)
        return Value(
            self.code, title, self.value, self.rule, self.source, self.valid_from, self.valid_to,
            "assumed" if self.sure == "assumed" else "sourced",
        )  # fmt: skip


class AuthorityRow(models.Model):
    """Who decides from a day on, as an operator has added it from a new guidance, without a change of code (R-ORG-10)."""

    procedure = models.CharField(max_length=24)
    decision = models.CharField(max_length=24)
    kinds = models.JSONField(_("Level"))
    body = models.CharField(_("Body"), max_length=24)
    rule = models.CharField(_("Article"), max_length=60)
    source = models.CharField(_("Source"), max_length=160)
    valid_from = models.DateField(_("From"))
    valid_to = models.DateField(_("Until"), null=True, blank=True)
    sure = models.CharField(
        _("How sure"), max_length=8, choices=[("sourced", _("sourced")), ("assumed", _("assumed"))]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="authority_period"
            )
        ]

    def as_authority(self) -> Authority:
        """Return the row as the rules read it."""
        return Authority(
            self.procedure, self.decision, tuple(self.kinds), self.body, self.rule, self.source, self.valid_from, self.valid_to,
            "assumed" if self.sure == "assumed" else "sourced",
        )  # fmt: skip
