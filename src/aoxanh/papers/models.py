"""Number books, the papers numbered in them, and what was issued; an issued paper never changes.

What a paper says is sealed under a key of its own: dropping the key makes words and files unreadable while number,
day and hash stay (ADR 0012). `Number`, `Voiding`, `Issue`, `Scan` and `SignedFile` are append-only; a `Paper` may change until it
is issued, the database refuses it afterwards.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aoxanh.org.models import Unit
from aoxanh.papers.documents import Document, as_data, from_data
from aoxanh.papers.issuers import BODIES, BODY_CHOICES, KIND_CHOICES, KINDS
from aoxanh.people.models import Person
from aoxanh.vault.sealing import Seal, new_wrapped_key

STATES = [
    ("draft", pgettext_lazy("paper", "Draft")),
    ("checked", pgettext_lazy("paper", "Checked")),
    ("signed", pgettext_lazy("paper", "Signed")),
    ("issued", pgettext_lazy("paper", "Issued")),
    ("dropped", pgettext_lazy("paper", "Given up")),
]


class NumberBook(models.Model):
    """The numbers of one kind of paper of one issuing body over one term, from 01 (R-DOC-02).

    `series`: whose numbers (committee and standing committee share one, R-DOC-01); `abbreviation` is empty where one
    book serves all kinds (R-DOC-03). The term begins the day after a congress and lasts to the day of the next.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    series = models.CharField(max_length=16)
    department = models.CharField(max_length=12, blank=True)
    abbreviation = models.CharField(max_length=8, blank=True)
    term_starts_on = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "series", "department", "abbreviation", "term_starts_on"],
                name="number_book_once",
            )
        ]


class Number(models.Model):
    """A number taken from a book, for a paper or kept free for one (`reserved_for`)."""

    book = models.ForeignKey(NumberBook, models.PROTECT, related_name="numbers")
    number = models.PositiveIntegerField()
    shown = models.CharField(max_length=60)
    on = models.DateField()
    taken_at = models.DateTimeField()
    taken_by = models.BigIntegerField(null=True)
    reserved_for = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="number_from_one"),
        ]

    def __str__(self) -> str:
        return self.shown


class Voiding(models.Model):
    """Why a number stands in its book without a valid paper (proof L21)."""

    number = models.OneToOneField(Number, models.PROTECT, related_name="voiding")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)


class PaperQuerySet(models.QuerySet["Paper"]):
    """Papers of a unit."""

    def in_the_making(self) -> PaperQuerySet:
        """Keep those neither issued nor given up."""
        return self.filter(state__in=("draft", "checked", "signed"))


class Paper(models.Model):
    """A paper on its way from draft to issue: what it says (sealed), for which body, who checked and signed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wrapped_key = models.BinaryField(null=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    body = models.CharField(_("Issuing body"), max_length=16, choices=BODY_CHOICES)
    department = models.CharField(max_length=12, blank=True)
    kind = models.CharField(_("Kind of paper"), max_length=16, choices=KIND_CHOICES)
    form = models.CharField(max_length=40, blank=True)
    form_version = models.CharField(max_length=20, blank=True)
    sealed = models.BinaryField(null=True)
    abstract_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=STATES, default="draft")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    drafted_at = models.DateTimeField()
    drafted_by = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.BigIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.BigIntegerField(null=True)
    signed_as = models.CharField(max_length=200, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "-drafted_at"], name="paper_by_unit"),
            models.Index(fields=["corrects"], name="paper_corrects", condition=Q(corrects__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @cached_property
    def seal(self) -> Seal | None:
        """Return what opens the paper; None once its key was dropped."""
        return Seal(bytes(self.wrapped_key), str(self.uid)) if self.wrapped_key else None

    def set_document(self, document: Document) -> None:
        """Seal what the paper says, making its key the first time."""
        if self.seal is None:
            self.wrapped_key = new_wrapped_key(str(self.uid))
            self.__dict__.pop("seal", None)
        assert self.seal is not None  # noqa: S101 - just made
        self.sealed = self.seal.close(json.dumps(as_data(document), ensure_ascii=False), "document")
        self.abstract_sealed = self.seal.close(document.abstract or document.about, "abstract")

    @property
    def document(self) -> Document | None:
        """Return what the paper says, or None once its key was dropped."""
        if self.seal is None or self.sealed is None:
            return None
        document: Document = from_data(json.loads(self.seal.open(bytes(self.sealed), "document")))
        return document

    @property
    def abstract(self) -> str:
        """Return what the paper is about."""
        opened = self.seal is not None and self.abstract_sealed is not None
        return self.seal.open(bytes(self.abstract_sealed or b""), "abstract") if opened and self.seal else ""

    @property
    def kind_title(self) -> Any:
        """Return the kind's translated name."""
        return KINDS[self.kind].title

    @property
    def body_title(self) -> Any:
        """Return the body's translated name."""
        return BODIES[self.body].title


class JointSigner(models.Model):
    """A second body that signs a paper beside the one whose number it takes (R-DOC-02): which unit's, and when it signed.

    It signs what was checked; whoever changes the draft afterwards takes its signature off again.
    """

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="joint")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.BigIntegerField(null=True)
    signed_as = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "unit"], name="joint_signer_once")]


class PaperPerson(models.Model):
    """Whom a paper is about, so that they find it and their requests reach it."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="papers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "person"], name="paper_person_once")]


class Issue(models.Model):
    """A paper as it was issued: its number, its day, the very file (sealed) and the hash of the file.

    `code` is what the QR at its foot leads to; `template` is the typesetting's version it was made with.
    """

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="issue")
    number = models.OneToOneField(Number, models.PROTECT, related_name="issue")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    code = models.CharField(max_length=22, unique=True)
    digest = models.CharField(max_length=64)
    template = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-on", "-id"], name="issue_by_unit"),
            models.Index(fields=["digest"], name="issue_by_digest"),
        ]

    @property
    def file(self) -> bytes | None:
        """Return the issued PDF, or None once the paper's key was dropped."""
        return self.paper.seal.open_bytes(bytes(self.sealed), "file") if self.paper.seal else None


SCAN_KINDS = [("pdf", "PDF"), ("jpeg", "JPEG"), ("png", "PNG")]


class Scan(models.Model):
    """The signed and stamped paper as it was scanned, sealed; `reason_sealed`: why it was scanned once more."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="scans")
    kind = models.CharField(max_length=4, choices=SCAN_KINDS)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    reason_sealed = models.BinaryField(null=True)
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "digest"], name="scan_once")]
        indexes = [models.Index(fields=["digest"], name="scan_by_digest")]

    @property
    def file(self) -> bytes | None:
        """Return the scan, or None once the paper's key was dropped."""
        return (
            self.paper.seal.open_bytes(bytes(self.sealed), f"scan:{self.digest}") if self.paper.seal else None
        )

    @property
    def reason(self) -> str:
        """Return why the paper was scanned again."""
        opened = self.paper.seal is not None and self.reason_sealed is not None
        field = f"scan-reason:{self.digest}"
        return (
            self.paper.seal.open(bytes(self.reason_sealed or b""), field)
            if opened and self.paper.seal
            else ""
        )


class SignedFile(models.Model):
    """An issued PDF with one digital signature more than the file before it (PAdES B-B), sealed beside the issued one.

    `ordinal`: 1 was made from the issued file, each later one from the one before. `signed_as` and `duty`: what the
    account that signed stood for; `fingerprint`: the SHA-256 of the certificate, whose facts are sealed.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="signed_files")
    ordinal = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    certificate_sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    duty = models.CharField(max_length=40, blank=True)
    signed_as = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "ordinal"], name="signed_in_order"),
            models.UniqueConstraint(fields=["paper", "fingerprint"], name="signed_once_by_each"),
        ]
        indexes = [models.Index(fields=["digest"], name="signed_by_digest")]

    @property
    def file(self) -> bytes | None:
        """Return the signed PDF, or None once the paper's key was dropped."""
        seal = self.paper.seal
        return seal.open_bytes(bytes(self.sealed), f"signed:{self.ordinal}") if seal else None

    @property
    def certificate(self) -> dict[str, Any]:
        """Return subject, issuer, serial number and validity of the certificate; nothing once the key was dropped."""
        seal = self.paper.seal
        if seal is None:
            return {}
        facts: dict[str, Any] = json.loads(
            seal.open(bytes(self.certificate_sealed), f"certificate:{self.ordinal}")
        )
        return facts
