"""The link of a branch, and the applications that came by it; what an application says is sealed under a key of its own."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy

from aoxanh.cases.models import Case
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import Unit, UnitVersion, path_condition, today
from aoxanh.vault.sealing import Seal, blind_index, new_wrapped_key

STATES = [
    ("received", pgettext_lazy("application", "Received")),
    ("examined", pgettext_lazy("application", "Under examination")),
    ("taken", pgettext_lazy("application", "Opened as a case")),
    ("declined", pgettext_lazy("application", "Not taken")),
]
WAITING = ("received", "examined")


class LinkQuerySet(models.QuerySet["Link"]):
    """Links of branches."""

    def open_on(self, day: dt.date) -> LinkQuerySet:
        """Keep those that take applications on a day."""
        return self.filter(closed_at=None, closes_on__gte=day)


class Link(models.Model):
    """The link by which a branch takes applications until `closes_on`; printed on posters, so it is no secret.

    `received` counts what came in, also what is deleted since. `code`: 128 random bits, so that nobody finds it by trying.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="application_links")
    code = models.CharField(max_length=22, unique=True)
    closes_on = models.DateField()
    received = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(closed_at__isnull=True), name="application_link_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Whether it takes applications today."""
        return self.closed_at is None and self.closes_on >= today()


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications."""

    def visible_to(self, user: Any) -> ApplicationQuerySet:
        """Keep those that came to units whose cases the user opens: the one way to a list of applications."""
        paths = user.paths("cases.open")
        mine = UnitVersion.objects.as_of(today()).filter(path_condition(paths)).values("unit_id")
        return self.filter(unit__in=mine) if paths else self.none()

    def waiting(self) -> ApplicationQuerySet:
        """Keep those not answered yet."""
        return self.filter(state__in=WAITING)


class Application(models.Model):
    """One application. `receipt`: blind index of the code by which the applicant follows it; `unit`: who examines it.

    What it says is opened by its own key, which is dropped when the application becomes a case: then the person's
    record holds it. The row itself is deleted a dated number of days after it came or was answered (our design).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link = models.ForeignKey(Link, models.PROTECT, related_name="applications")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="applications")
    receipt = models.CharField(max_length=32, unique=True)
    wrapped_key = models.BinaryField(null=True, editable=False)
    sealed = models.BinaryField(null=True, editable=False)
    state = models.CharField(max_length=8, choices=STATES, default="received")
    received_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="applications")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "-received_at"], name="application_by_unit"),
            models.Index(fields=["received_at"], name="application_by_age"),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @cached_property
    def seal(self) -> Seal | None:
        """Return what opens it; None once its key was dropped."""
        return Seal(bytes(self.wrapped_key), str(self.uid)) if self.wrapped_key else None

    def say(self, said: dict[str, Any]) -> None:
        """Seal what the applicant said, making the key the first time."""
        if self.wrapped_key is None:
            self.wrapped_key = new_wrapped_key(str(self.uid))
            self.__dict__.pop("seal", None)
        assert self.seal is not None  # noqa: S101 - just made
        self.sealed = self.seal.close(json.dumps(said, ensure_ascii=False), "application")

    @cached_property
    def said(self) -> dict[str, Any]:
        """Return what the applicant said; nothing once the key was dropped."""
        if self.seal is None or not self.sealed:
            return {}
        opened: dict[str, Any] = json.loads(self.seal.open(bytes(self.sealed), "application"))
        return opened

    @property
    def is_waiting(self) -> bool:
        """Whether it is not answered yet."""
        return self.state in WAITING

    @property
    def name(self) -> str:
        """Return the applicant's name, while it is kept here."""
        return str(self.said.get("full_name", ""))

    @property
    def deleted_on(self) -> dt.date:
        """Return the day it is deleted by itself: counted from its answer, or from its coming where none was given."""
        since = timezone.localtime(self.decided_at or self.received_at).date()
        return since + dt.timedelta(days=int(statute_on(today())["application_days"]))


def receipt_of(code: str) -> str:
    """Return how a receipt code is found: by its blind index, so that the database does not hold it."""
    return blind_index("application-receipt", "".join(filter(str.isalnum, code)).upper())
