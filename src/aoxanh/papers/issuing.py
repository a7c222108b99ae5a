"""A paper's way from draft to issue, as plain functions: an operation of any room calls them inside its transaction.

    paper = issuing.draft(unit, form.document(facts), kind="decision", by=user_id, about=[person])
    issuing.sign(paper, signature, by=user_id)
    issue = issuing.issue(paper, by=user_id)          # numbered and dated today
    issuing.draft_and_issue(...)                      # all three, where one act of one officer does it

Who may is asked by the operation that calls. Each step is a conditional UPDATE: of two who act at once one wins.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from aoxanh.audit.objection import Objection
from aoxanh.org.models import Unit, UnitEvent, UnitVersion, today
from aoxanh.papers.documents import Check, Document, Signature
from aoxanh.papers.issuers import BODIES, KINDS, number_in_words, symbol_of
from aoxanh.papers.models import Issue, JointSigner, Number, NumberBook, Paper, PaperPerson, Voiding
from aoxanh.papers.typesetting import VERSION, as_pdf
from aoxanh.people.models import Person


@dataclass(frozen=True)
class Series:
    """Whose numbers a paper takes: the unit, its body (a department by its code), the kind."""

    unit: Unit
    kind: str
    body: str = "committee"
    department: str = ""


CHECK_WORDS = "Kiểm tra văn bản tại"
BEGINNING = dt.date(1931, 3, 26)


def draft(
    unit: Unit,
    document: Document,
    *,
    kind: str,
    body: str = "committee",
    department: str = "",
    form: str = "",
    form_version: str = "",
    about: Iterable[Person] = (),
    by: int | None = None,
    corrects: Paper | None = None,
) -> Paper:
    """Keep a document as a draft of a unit's paper; `about` are the people it is about. Returns the Paper.

    Raises Objection when it is to correct a paper that was never issued, or another unit's.
    """
    if corrects is not None and (corrects.state != "issued" or corrects.unit_id != unit.pk):
        raise Objection(_("Only an issued paper of the same unit can be corrected."), rule="R-DOC-02")
    paper = Paper(
        unit=unit, kind=kind, body=body, department=department, form=form, form_version=form_version,
        corrects=corrects, drafted_at=timezone.now(), drafted_by=by,
    )  # fmt: skip
    paper.set_document(document)
    paper.save(force_insert=True)
    PaperPerson.objects.bulk_create(
        [PaperPerson(paper=paper, person=one) for one in {p.pk: p for p in about}.values()]
    )
    return paper


def redraft(paper: Paper, document: Document) -> Paper:
    """Replace what a paper says before it is signed; it must be checked again. Returns the Paper."""
    paper.set_document(document)
    changes: dict[str, Any] = {
        "wrapped_key": paper.wrapped_key,
        "sealed": paper.sealed,
        "abstract_sealed": paper.abstract_sealed,
    }
    advance(paper, ("draft", "checked"), "draft", checked_at=None, checked_by=None, **changes)
    paper.joint.update(signed_at=None, signed_by=None, signed_as="")
    return paper


def check(paper: Paper, *, by: int | None = None) -> Paper:
    """Note that somebody read the draft and found it right. Returns the Paper."""
    advance(paper, ("draft",), "checked", checked_at=timezone.now(), checked_by=by)
    return paper


def sign(paper: Paper, signature: Signature, *, by: int | None = None) -> Paper:
    """Sign a draft: the signature takes the place of the last one the document names. Returns the Paper."""
    document = opened(paper)
    if document.joint and JointSigner.objects.filter(paper=paper, signed_at=None).exists():
        raise Objection(_("The other body has not signed yet: it signs first, whoever numbers the paper last."), rule="R-DOC-02")  # fmt: skip
    signed = (
        (signature, *document.signatures[1:]) if document.joint else (*document.signatures[:-1], signature)
    )
    paper.set_document(replace(document, signatures=signed))
    signed_as = signed_words(signature)
    advance(
        paper, ("draft", "checked"), "signed", signed_at=timezone.now(), signed_by=by, signed_as=signed_as,
        wrapped_key=paper.wrapped_key, sealed=paper.sealed,
    )  # fmt: skip
    return paper


def issue(paper: Paper, *, on: dt.date | None = None, number: Number | None = None, by: int | None = None) -> Issue:  # fmt: skip
    """Number and date a signed paper, typeset it for good and issue it. Returns the Issue.

    `on`: today where not given; `number`: one reserved before, or the next of its book. From here on the paper never
    changes: a mistake is another paper that names it. Raises Objection for a day in the future or before the number
    that precedes, or a reserved number of another book.
    """
    day = on or today()
    if day > today():
        raise Objection(_("A paper is dated today or earlier."), field="on", rule="R-DOC-02")
    document = opened(paper)
    series = Series(paper.unit, paper.kind, paper.body, paper.department)
    book = book_of(series, day)
    taken = claimed(number, book, day) if number else take(book, series, day, by=by)
    code = secrets.token_urlsafe(16)
    whole = replace(
        document,
        number=taken.shown,
        day=day,
        check=Check(f"{settings.AOXANH_ADDRESS}/p/{code}/", CHECK_WORDS),
    )
    file = as_pdf(whole)
    paper.set_document(whole)
    assert paper.seal is not None  # noqa: S101 - just made
    advance(
        paper,
        ("signed",),
        "issued",
        sealed=paper.sealed,
        wrapped_key=paper.wrapped_key,
        abstract_sealed=paper.abstract_sealed,
    )
    return Issue.objects.create(
        paper=paper, number=taken, unit_id=paper.unit_id, on=day, at=timezone.now(), by=by, code=code,
        digest=hashlib.sha256(file).hexdigest(), template=VERSION, sealed=paper.seal.close_bytes(file, "file"),
    )  # fmt: skip


def draft_and_issue(
    unit: Unit,
    document: Document,
    *,
    kind: str,
    signature: Signature,
    body: str = "committee",
    department: str = "",
    form: str = "",
    form_version: str = "",
    about: Iterable[Person] = (),
    by: int | None = None,
    on: dt.date | None = None,
) -> Issue:
    """Draft, sign and issue in one act: what a procedure does when the deciding officer decides. Returns the Issue."""
    paper = draft(
        unit, document, kind=kind, body=body, department=department, form=form, form_version=form_version,
        about=about, by=by,
    )  # fmt: skip
    sign(paper, signature, by=by)
    return issue(paper, on=on, by=by)


def drop(paper: Paper) -> Paper:
    """Give a paper up before it is issued; a number it did not have is missed nowhere. Returns the Paper."""
    advance(paper, ("draft", "checked", "signed"), "dropped")
    return paper


def reserve(series: Series, purpose: str, *, on: dt.date | None = None, by: int | None = None) -> Number:
    """Take a number out of its book ahead of the paper it is kept for. Returns the Number."""
    day = on or today()
    return take(book_of(series, day), series, day, by=by, reserved_for=purpose)


def void(number: Number, *, reason: str, by: int | None = None) -> Voiding:
    """Note why a number, reserved or issued, holds no valid paper; it stays in the book (L21). Returns the Voiding."""
    if Voiding.objects.filter(number=number).exists():
        raise Objection(_("This number is void already."), rule="L21")
    return Voiding.objects.create(number=number, reason=reason, at=timezone.now(), by=by)


# -- steps


def signed_words(signature: Signature) -> str:
    """Return who signed and as what, as registers say it: "Lê Thị Ánh (TM. BAN CHẤP HÀNH, BÍ THƯ)"."""
    manner = ", ".join(part for part in (*signature.authority, signature.position) if part)
    return (f"{signature.name} ({manner})" if signature.name and manner else signature.name or manner)[:200]


def advance(paper: Paper, before: tuple[str, ...], after: str, *, seen: dt.datetime | None = None, **changes: Any) -> None:  # fmt: skip
    """Move a paper on, if it still stands where it was seen (checked at `seen`); raise Objection if somebody was faster."""
    stands = Paper.objects.filter(pk=paper.pk, state__in=before)
    if seen is not None:
        stands = stands.filter(checked_at=seen)
    moved = stands.update(state=after, **changes)
    if not moved:
        raise Objection(
            _("The paper has moved on meanwhile. Open it again to see where it is."), rule="R-DOC-02"
        )
    paper.state = after
    for name, value in changes.items():
        setattr(paper, name, value)


def opened(paper: Paper) -> Document:
    """Return what a paper says; raise Objection once its words were erased."""
    document = paper.document
    if document is None:
        raise Objection(_("What this paper said was erased."), rule="L30")
    return document


def term_start(unit: Unit, day: dt.date) -> dt.date:
    """Return the first day of the term a day lies in: the day after the last congress before it (R-DOC-02).

    The closing day itself still belongs to the old term. Without a congress: from the unit's first day.
    """
    held = UnitEvent.objects.filter(unit=unit, kind=UnitEvent.Kind.CONGRESS, effective_on__lt=day)
    last = held.aggregate(last=Max("effective_on"))["last"]
    if unit.congress_on and unit.congress_on < day:
        last = max(last or unit.congress_on, unit.congress_on)
    if last is not None:
        return last + dt.timedelta(days=1)
    first = (
        UnitVersion.objects.filter(unit=unit)
        .order_by("starts_on")
        .values_list("starts_on", flat=True)
        .first()
    )
    return min(first or BEGINNING, day)


def book_of(series: Series, day: dt.date) -> NumberBook:
    """Return the book a paper is numbered in on a day, opening it the first time."""
    data = BODIES[series.body]
    own = series.department if data.series not in {"committee", "inspection", "congress"} else ""
    book, _opened = NumberBook.objects.get_or_create(
        unit=series.unit, series=data.series, department=own, term_starts_on=term_start(series.unit, day),
        abbreviation="" if data.one_series else KINDS[series.kind].abbreviation,
    )  # fmt: skip
    return book


def take(book: NumberBook, series: Series, day: dt.date, *, by: int | None, reserved_for: str = "") -> Number:
    """Take the next number of a book: one after the other, none twice, none left out (L21).

    The UPDATE holds the book's row until the transaction ends; where that is rolled back, so is the number.
    """
    NumberBook.objects.filter(pk=book.pk).update(last=F("last") + 1)
    last = NumberBook.objects.values_list("last", flat=True).get(pk=book.pk)
    before = Number.objects.filter(book=book, number=last - 1).values_list("on", flat=True).first()
    if before is not None and day < before:
        raise Objection(
            _("Number %(number)s of this book is of %(day)s; the next is not dated earlier.") % {"number": last - 1, "day": f"{before:%d/%m/%Y}"},
            field="on", rule="R-DOC-02",
        )  # fmt: skip
    version = series.unit.standing(day) or series.unit.last_standing()
    if version is None:
        raise Objection(_("The unit does not stand on that day."), field="on", rule="R-ORG-09")
    symbol = symbol_of(version.kind, series.body, version.kind_data.symbol, series.department)
    abbreviation, alone = KINDS[series.kind].abbreviation, BODIES[series.body].number_alone
    shown = number_in_words(last, abbreviation, symbol, alone=alone)
    return Number.objects.create(
        book=book, number=last, shown=shown, on=day, taken_at=timezone.now(), taken_by=by, reserved_for=reserved_for,
    )  # fmt: skip


def claimed(number: Number, book: NumberBook, day: dt.date) -> Number:
    """Return a reserved number for a paper; raise Objection where it is of another book, used, void or of a later day."""
    if number.book_id != book.pk:
        raise Objection(_("This number was kept in another book."), field="number", rule="R-DOC-02")
    if Issue.objects.filter(number=number).exists() or Voiding.objects.filter(number=number).exists():
        raise Objection(_("This number is used or void already."), field="number", rule="L21")
    if day < number.on:
        raise Objection(_("The number was kept after that day."), field="on", rule="R-DOC-02")
    return number
