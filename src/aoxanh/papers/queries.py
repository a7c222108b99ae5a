"""Reads of papers: the register, books, numbers, the heading of a unit's papers."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from aoxanh.accounts.models import Appointment
from aoxanh.org.models import Unit, today
from aoxanh.org.queries import ancestors
from aoxanh.papers.issuers import (
    BODIES,
    BRANCHES,
    Head,
    edition_on,
    formal,
    issuer_of,
    place_of,
    signature_of,
)
from aoxanh.papers.models import Issue, JointSigner, Number, NumberBook, Scan, SignedFile, Voiding

#: Duties that make a branch one with a committee (membership §6.2, "Signing").
COMMITTEE = ("deputy_secretary", "standing_committee", "committee_member")


def head_of(unit: Unit, *, body: str = "committee", department: str = "", day: dt.date | None = None) -> Head:  # fmt: skip
    """Return the heading and the signature block of a unit's papers on a day; four queries at most."""
    day = day or today()
    version = unit.standing(day) or unit.last_standing()
    assert version is not None  # noqa: S101 - every unit stood some day
    above = ancestors(version, day)
    has_committee = True
    if version.kind in BRANCHES:
        in_force = Appointment.objects.in_force(day).filter(unit=unit, duty__in=COMMITTEE)
        has_committee = in_force.exists()
    superior = above[-1] if above else None
    block = signature_of(version, body, has_committee=has_committee)
    words = BODIES[body].title if version.kind not in BRANCHES else None
    return Head(
        issuer_of(version, superior, body, department=department), place_of(version, above), formal(version.name),
        formal(superior.name) if superior else "", block, edition_on(day),
        committee=enacting(version.name, BODIES[body].signs, branch=version.kind in BRANCHES),
        body_words=SAID.get(body, "Ban Chấp hành") if words else "Chi đoàn",
    )  # fmt: skip


SAID = {
    "committee": "Ban Chấp hành", "standing": "Ban Thường vụ", "secretariat": "Ban Bí thư", "inspection": "Ủy ban Kiểm tra",
    "congress": "Đại hội",
}  # fmt: skip


def enacting(name: str, signs: str, *, branch: bool) -> str:
    """Return who decides, as the line above "QUYẾT ĐỊNH" says it."""
    return formal(name).upper() if branch else f"{signs} {formal(name).upper()}".strip()


def issued(unit_id: int) -> QuerySet[Issue]:
    """Return a unit's issued papers, the latest first, with all that a row of the register shows."""
    return register(Q(unit_id=unit_id))


def register(which: Q) -> QuerySet[Issue]:
    """Return issued papers, the latest first, with all that a row of a register shows."""
    found = Issue.objects.filter(which).select_related("paper", "number__voiding", "number__book")
    corrected = Issue.objects.filter(paper__corrects_id=OuterRef("paper_id"))
    return found.annotate(corrected=Exists(corrected)).defer("sealed", "paper__sealed").order_by("-on", "-pk")


def signed_jointly(unit_id: int) -> QuerySet[JointSigner]:
    """Return the papers another unit numbers and this one signs or signed too, the latest first."""
    rows = JointSigner.objects.filter(unit_id=unit_id).exclude(paper__state__in=("draft", "dropped"))
    return rows.select_related("paper__issue__number").defer("paper__issue__sealed").order_by("-pk")


def narrowed(found: QuerySet[Issue], asked: dict[str, Any]) -> QuerySet[Issue]:
    """Keep what a register's filters ask for: kind, term, first and last day."""
    if asked.get("kind"):
        found = found.filter(paper__kind=asked["kind"])
    if asked.get("term"):
        found = found.filter(number__book__term_starts_on=asked["term"])
    if asked.get("first"):
        found = found.filter(on__gte=asked["first"])
    if asked.get("last"):
        found = found.filter(on__lte=asked["last"])
    return found


def after(found: QuerySet[Issue], cursor: str) -> QuerySet[Issue]:
    """Keep what follows a row of the register; an unreadable cursor is the beginning."""
    day, _dot, pk = cursor.partition(".")
    try:
        on = dt.date.fromisoformat(day)
    except ValueError:
        return found
    if not pk.isdecimal() or len(pk) > 18:
        return found
    return found.filter(Q(on__lt=on) | Q(on=on, pk__lt=int(pk)))


def terms_of(unit_id: int) -> list[dt.date]:
    """Return the first days of the terms a unit numbered papers in, the latest first."""
    books = NumberBook.objects.filter(unit_id=unit_id).order_by("-term_starts_on")
    return list(books.values_list("term_starts_on", flat=True).distinct())


def unused(unit_id: int) -> QuerySet[Number]:
    """Return the numbers a unit kept free and has neither used nor voided."""
    found = Number.objects.filter(book__unit_id=unit_id).exclude(
        Exists(Issue.objects.filter(number=OuterRef("pk")))
    )
    return found.exclude(Exists(Voiding.objects.filter(number=OuterRef("pk")))).order_by("-on", "-pk")


def prove_books() -> tuple[int, int, str]:
    """Return how many books and numbers there are, and the first book whose numbers are not 1 to its last (L21)."""
    books, numbers, broken = 0, 0, ""
    found = NumberBook.objects.annotate(
        n=Count("numbers"), least=Min("numbers__number"), most=Max("numbers__number")
    ).order_by("pk")
    for book in found.iterator(chunk_size=500):
        books, numbers = books + 1, numbers + book.n
        whole = (book.n, book.least or 0, book.most or 0) == (book.last, min(book.last, 1), book.last)
        if not whole and not broken:
            broken = f"L21: book {book.pk} of unit {book.unit_id} has {book.n} numbers from {book.least} to {book.most}; its last is {book.last}"
    return books, numbers, broken


def prove_files() -> tuple[int, int, str]:
    """Return how many issued files, scans and signed files are as written down, how many were erased, and the first that is not."""
    same, erased, changed = 0, 0, ""
    kept: Iterator[Issue | Scan | SignedFile] = chain(
        Issue.objects.select_related("paper").order_by("pk").iterator(chunk_size=50),
        Scan.objects.select_related("paper").order_by("pk").iterator(chunk_size=5),
        SignedFile.objects.select_related("paper").order_by("pk").iterator(chunk_size=50),
    )
    for one in kept:
        file = one.file
        if file is None:
            erased += 1
        elif hashlib.sha256(file).hexdigest() == one.digest:
            same += 1
        else:
            changed = (
                changed
                or f"L18: the file of {type(one).__name__.lower()} {one.pk} is not the one that was written down"
            )
    return same, erased, changed


def origin_of(digest: str, revisions: Iterable[str] = ()) -> tuple[str, Issue | None]:
    """Return what a file is to the papers of this house, and which: "issued", "signed", "scan", "within" or "unknown".

    "within": the issued file stands whole at its beginning, and something was added elsewhere (a signature, mostly).
    """
    found = Issue.objects.select_related("paper", "number__voiding").defer("sealed", "paper__sealed")
    issue = found.filter(digest=digest).first()
    if issue is not None:
        return "issued", issue
    for kind, model in (("signed", SignedFile), ("scan", Scan)):
        paper = model.objects.filter(digest=digest).values_list("paper", flat=True).first()
        if paper is not None:
            return kind, found.filter(paper=paper).first()
    within = found.filter(digest__in=list(revisions)).first()
    return ("within", within) if within else ("unknown", None)
