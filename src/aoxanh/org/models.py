"""Units and how they stood through time.

A `Unit` is only an identity. Everything that can change (code, name, kind, place in the tree …) stands in
its `UnitVersion`s, each valid over a half-open period [starts_on, ends_on). One indexed range answers any
day, today included: there is no second, "current" truth to keep in step. ADR 0005.

`UnitVersion.path` joins the labels of all ancestors and of the unit itself, five base-36 digits each, so
that an ancestor list is read off the path without a query and a subtree is the range [path, path + '~').
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from aoxanh.database.fields import KeyField
from aoxanh.org.kinds import KIND_ORDER, KINDS, SECTORS, UnitKind

LABEL = 5
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MAX_DEPTH = 24


def today() -> dt.date:
    """Return the day it is in Vietnam."""
    return timezone.localdate()


def label_of(unit_id: int) -> str:
    """Return a unit's label in paths: its id in five base-36 digits (up to 60 million units)."""
    digits = ""
    for _place in range(LABEL):
        unit_id, rest = divmod(unit_id, 36)
        digits = DIGITS[rest] + digits
    return digits


def ids_of(path: str) -> list[int]:
    """Return the ids a path joins, from the root down to the unit itself."""
    return [int(path[i : i + LABEL], 36) for i in range(0, len(path), LABEL)]


def ends_after(day: dt.date) -> Q:
    """Return the condition that a period has not ended on `day`."""
    return Q(ends_on__isnull=True) | Q(ends_on__gt=day)


class AdministrativeUnit(models.Model):
    """A province, district or commune of the country, valid over a period; codes are reused over time."""

    code = models.CharField(max_length=10)
    level = models.CharField(max_length=10)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    search = KeyField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "level", "starts_on"], name="administrative_once")
        ]
        indexes = [models.Index(fields=["level", "parent"], name="administrative_children")]

    def __str__(self) -> str:
        return self.name


class AdministrativeLineage(models.Model):
    """Which unit of the country became part of which, on which day, by which resolution."""

    predecessor = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="became")
    successor = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="made_from")
    on = models.DateField()
    resolution = models.CharField(max_length=60, blank=True)
    partial = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "on"], name="administrative_lineage_once"
            )
        ]


class Unit(models.Model):
    """A unit's identity, for ever. Nothing is deleted (R-ORG-09)."""

    created_at = models.DateTimeField(default=timezone.now)
    congress_on = models.DateField(null=True, blank=True)
    congress_ordinal = models.PositiveSmallIntegerField(null=True, blank=True)
    term_ends_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["term_ends_on"], condition=Q(term_ends_on__isnull=False), name="unit_term_ends"
            )
        ]

    def __str__(self) -> str:
        return str(self.standing(today()) or f"#{self.pk}")

    @property
    def label(self) -> str:
        """Return the unit's label in paths."""
        return label_of(self.pk)

    def standing(self, day: dt.date) -> UnitVersion | None:
        """Return how the unit stood on `day`, or None if it did not exist then."""
        return self.versions.as_of(day).first()

    @property
    def place_ids(self) -> list[int]:
        """Return the ids on the way from the root down to the unit, by its place today or its last one."""
        version = self.standing(today()) or self.last_standing()
        return [*version.ancestor_ids, version.unit_id] if version else []

    def last_standing(self) -> UnitVersion | None:
        """Return the unit's latest version, also of a closed unit."""
        return self.versions.order_by("-starts_on").first()


class UnitVersionQuerySet(models.QuerySet["UnitVersion"]):
    """Lists of units as they stood."""

    def as_of(self, day: dt.date) -> UnitVersionQuerySet:
        """Keep the versions valid on `day`: one row a unit that existed."""
        return self.filter(ends_after(day), starts_on__lte=day)

    def below(self, path: str, *, itself: bool = True) -> UnitVersionQuerySet:
        """Keep the subtree of a path."""
        inside = self.filter(path__gte=path, path__lt=path + "~")
        return inside if itself else inside.exclude(path=path)

    def within(self, paths: list[str]) -> UnitVersionQuerySet:
        """Keep the subtrees of any of the paths; none of them means nothing."""
        return self.filter(path_condition(paths))

    def in_order(self) -> UnitVersionQuerySet:
        """Order siblings as people list them: higher kinds first, then by name."""
        return self.order_by("kind_order", "sort_key", "unit_id")


def path_condition(paths: list[str], prefix: str = "") -> Q:
    """Return the condition that `<prefix>path` lies in one of the subtrees."""
    condition = Q(**{f"{prefix}path__in": []})
    for path in outermost(paths):
        condition |= Q(**{f"{prefix}path__gte": path, f"{prefix}path__lt": path + "~"})
    return condition


def outermost(paths: list[str]) -> list[str]:
    """Return the paths that lie in no other of them."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


class UnitVersion(models.Model):
    """How a unit stood over [starts_on, ends_on)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    code = KeyField(max_length=20)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20)
    kind_order = models.PositiveSmallIntegerField()
    sector = models.CharField(max_length=16, blank=True)
    address = models.CharField(max_length=200, blank=True)
    administrative_unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, null=True, blank=True)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="child_versions")
    path = KeyField(max_length=LABEL * MAX_DEPTH)
    sort_key = KeyField(max_length=400)
    search = KeyField(max_length=260)

    objects = UnitVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="unit_version_period"
            ),
            models.UniqueConstraint(fields=["unit", "starts_on"], name="unit_version_start_once"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(ends_on__isnull=True), name="unit_version_open_once"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(ends_on__isnull=True), name="unit_code_open_once"
            ),
            models.CheckConstraint(condition=~Q(parent=F("unit")), name="unit_not_under_itself"),
        ]
        indexes = [
            # Kinds are counted over whole subtrees: the index alone answers.
            models.Index(fields=["path", "starts_on", "ends_on", "kind"], name="unit_version_place"),
            models.Index(fields=["parent", "starts_on"], name="unit_version_parent"),
            models.Index(fields=["kind_order", "sort_key"], name="unit_version_in_order"),
            models.Index(fields=["code", "starts_on"], name="unit_version_code"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """Return how many ancestors there are."""
        return len(self.path) // LABEL - 1

    @property
    def kind_data(self) -> UnitKind:
        """Return what is known of the unit's kind."""
        return KINDS[self.kind]

    @property
    def kind_title(self) -> Any:
        """Return the kind's translated name."""
        return KINDS[self.kind].title

    @property
    def sector_title(self) -> Any:
        """Return the sector's translated name."""
        return SECTORS.get(self.sector, "")

    @property
    def ancestor_ids(self) -> list[int]:
        """Return the ids of the ancestors, the root first, without the unit itself."""
        return ids_of(self.path)[:-1]

    def set_kind(self, kind: str) -> None:
        """Set the kind and the order that goes with it."""
        self.kind, self.kind_order = kind, KIND_ORDER[kind]


class UnitEvent(models.Model):
    """Something that was decided about a unit: the paper, the body, the day it takes effect."""

    class Kind(models.TextChoices):
        """What was decided."""

        ESTABLISHED = "established"
        RENAMED = "renamed"
        MOVED = "moved"
        KIND_CHANGED = "kind_changed"
        DETAILS_CHANGED = "details_changed"
        CLOSED = "closed"
        CONGRESS = "congress"
        TAKEN_BACK = "taken_back"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    effective_on = models.DateField()
    decision_number = models.CharField(max_length=60, blank=True)
    decision_on = models.DateField(null=True, blank=True)
    decision_body = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-effective_on", "-id"]


class Lineage(models.Model):
    """A unit that took over (part of) another: predecessors and successors are kept for ever (R-ORG-09)."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="origins")
    on = models.DateField()
    kind = models.CharField(max_length=16)
    resolution = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="lineage_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="lineage_not_itself"),
        ]
