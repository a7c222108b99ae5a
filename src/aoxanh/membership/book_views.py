"""Pages of the book: somebody's lines as a timeline, entering and taking back, the statute's numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.membership import operations, policies
from aoxanh.membership.forms import AuthorityForm, CorrectForm, LineForm, NewMemberForm, StatuteForm
from aoxanh.membership.kinds import KINDS, OVERLAYS
from aoxanh.membership.models import BookEntry, Member
from aoxanh.membership.registers import communes, destination
from aoxanh.membership.rules import all_authorities, all_values, authority_on, statute_on
from aoxanh.membership.statute.titles import BODIES, DECISIONS, GRADES, PATTERNS
from aoxanh.membership.statute.values import Authority, Value
from aoxanh.org.kinds import KINDS as UNIT_KINDS
from aoxanh.org.kinds import SECTORS
from aoxanh.org.models import Unit, today
from aoxanh.org.queries import names_on
from aoxanh.people.models import Person
from aoxanh.people.policies import is_own
from aoxanh.people.queries import alike
from aoxanh.people.views import load
from aoxanh.ui.as_of import day_asked
from aoxanh.ui.formats import day as shown_day
from aoxanh.ui.formats import number

either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def book_page(request: Request, uid: UUID) -> HttpResponse:
    """Show somebody's book: every line with its paper and rule, the newest first."""
    person = load(request, uid)
    entries = list(BookEntry.objects.filter(person=person).order_by("-effective_on", "-seq"))
    context = {
        "own": is_own(request.user, person), "person": person, "member": Member.objects.filter(person=person).first(),
        "lines": told(entries, person, request), "may_record": bool(policies.may_record(request.user, person)),
    }  # fmt: skip
    return render(request, "membership/book.html", context)


def told(entries: list[BookEntry], person: Person, request: Request) -> list[dict[str, Any]]:
    """Return lines as the timeline shows them."""
    units = names_on({e.unit_id for e in entries if e.unit_id}, today())
    taken_back = {e.corrects for e in entries if e.corrects is not None}
    may_correct = request.user.holds_anywhere("book.correct") is not None
    rows = []
    places = communes({e.details.get("place") for e in entries})
    for entry in entries:
        facts, kind = entry.details, KINDS[entry.kind]
        words, details = entry.opened(person.seal)
        what = OVERLAYS[facts["what"]].title if facts.get("what") in OVERLAYS else ""
        rows.append(
            {
                "entry": entry, "title": f"{what} – {kind.title}" if what else str(kind.title), "rule": kind.rule,
                "unit": units.get(entry.unit_id or 0), "card": facts.get("card_number", ""),
                "joined": facts.get("joined_on", "") if entry.kind == "joining_noted" else "",
                "until": facts.get("until", ""), "gone": entry.seq in taken_back,
                "paper": " · ".join(
                    part for part in (entry.decision_number, shown_day(entry.decision_on) if entry.decision_on else "", entry.decision_body) if part
                ),
                "words": words, "away": destination(facts, details, places, whole=is_own(request.user, person)),
                "may_correct": may_correct and entry.kind != "corrected" and entry.seq not in taken_back
                and bool(policies.may_correct(request.user, entry)),
            }
        )  # fmt: skip
    return rows


@either
def new_line(request: Request, uid: UUID) -> HttpResponse:
    """Enter what a paper decided."""
    person = load(request, uid)
    if not policies.may_record(request.user, person):
        raise PermissionDenied
    form = LineForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: operations.record_line(person, actor=request.actor, line=form.line()))
    ):
        messages.success(request, _("The line is in the book."))
        return redirect("membership:book", person.uid)
    context = {"form": form, "person": person, "title": _("Enter a line in the book")}
    return render(request, "membership/line.html", context, status=422 if form.errors else 200)


@either
def correct(request: Request, uid: UUID, seq: int) -> HttpResponse:
    """Take a line back; what it did is undone by a new line."""
    person = load(request, uid)
    entry = get_object_or_404(BookEntry.objects.select_related("person"), person=person, seq=seq)
    if not policies.may_correct(request.user, entry):
        raise PermissionDenied
    form = CorrectForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: operations.correct_line(entry, actor=request.actor, words=form.cleaned_data["words"]),
        )
    ):
        messages.success(request, _("The line is taken back; both stay in the book."))
        return redirect("membership:book", person.uid)
    context = {"form": form, "person": person, "entry": entry, "title": _("Take a line back")}
    return render(request, "membership/line.html", context, status=422 if form.errors else 200)


@either
def new_member(request: Request, unit_id: int) -> HttpResponse:
    """Enter a member whom earlier records know; alike records are shown before a second one is made."""
    unit = get_object_or_404(Unit, pk=unit_id)
    if not policies.may_enrol(request.user, unit):
        raise PermissionDenied
    form = NewMemberForm(request.POST or None)
    twins: list[Person] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        twins = twins_of(request, form)
        if not twins or data["alike_seen"]:
            person = attempt(
                form,
                lambda: operations.enrol_member(
                    unit, actor=request.actor, since=data["since"], facts=form.facts(), joined_on=data["joined_on"],
                    card_number=data["card_number"],
                ),
            )  # fmt: skip
            if person:
                messages.success(request, _("%(name)s is in the book.") % {"name": person.full_name})
                return redirect("membership:book", person.uid)
    context = {
        "form": form, "version": unit.standing(today()) or unit.last_standing(), "alike": twins, "title": _("Enter a member"),
    }  # fmt: skip
    return render(request, "people/form.html", context, status=422 if form.errors or twins else 200)


def twins_of(request: Request, form: NewMemberForm) -> list[Person]:
    """Return whom the reader can see who may be the same person as the one being entered."""
    probe = Person()
    probe.set_name(form.cleaned_data["full_name"])
    birth = form.cleaned_data.get("birth")
    probe.birth = birth.stored if birth else ""
    return list(alike(probe, Person.objects.visible_to(request.user))[:5])


@either
def statute_page(request: Request) -> HttpResponse:
    """Show the statute's numbers and who decides what, with the articles; an operator adds to both."""
    operates = request.user.holds_anywhere("system.operate")
    values = all_values()
    codes = sorted({(v.code, str(v.title)) for v in values}, key=lambda pair: pair[1])
    posted = request.POST if request.method == "POST" else None
    deciding = posted is not None and posted.get("what") == "authority"
    form = StatuteForm(None if deciding else posted, codes=codes)
    authority = AuthorityForm(posted if deciding else None, prefix="who")
    if posted is not None:
        if not operates:
            raise PermissionDenied
        if (
            deciding
            and authority.is_valid()
            and attempt(
                authority,
                lambda: operations.add_authority(request.user, actor=request.actor, **authority.row()),
            )
        ):
            messages.success(request, _("From its day on this body decides."))
            return redirect("membership:statute")
        if (
            not deciding
            and form.is_valid()
            and attempt(
                form,
                lambda: operations.add_statute_value(request.user, actor=request.actor, **form.cleaned_data),
            )
        ):
            messages.success(request, _("The value holds from its day on."))
            return redirect("membership:statute")
    day = day_asked(request)
    context = {
        **statute_told(values, day), "form": form if operates else None, "authority": authority if operates else None, "as_of": day, "day": day,
    }  # fmt: skip
    return render(
        request, "membership/statute.html", context, status=422 if form.errors or authority.errors else 200
    )


def statute_told(values: list[Value], day: dt.date) -> dict[str, Any]:
    """Return values and authorities as the page shows them, with what holds on a day."""
    now, rows = statute_on(day).values, all_authorities()
    deciding = [authority_on(a.procedure, a.decision, day, rows) for a in rows]
    in_order = sorted(
        zip(rows, deciding, strict=True), key=lambda pair: (*place_of(pair[0]), pair[0].valid_from)
    )
    return {
        "values": [{"value": v, "now": now.get(v.code) == v, "says": said(v.value)} for v in sorted(values, key=lambda v: (str(v.title), v.valid_from))],
        "authorities": [
            {
                "row": a, "now": a is holding, "kinds": ", ".join(str(UNIT_KINDS[k].title) for k in a.kinds if k in UNIT_KINDS),
                "title": DECISIONS.get((a.procedure, a.decision), a.procedure), "body": BODIES.get(a.body, a.body),
            }
            for a, holding in in_order
        ],
    }  # fmt: skip


def place_of(row: Authority) -> tuple[int]:
    """Return where a procedure stands in the table."""
    known = list(DECISIONS)
    decision = (row.procedure, row.decision)
    return (known.index(decision) if decision in known else len(known),)


def level(key: str) -> str:
    """Return the level a table names: a kind of unit, of some sector, or one unit by its code."""
    kind, _slash, more = key.partition("/")
    title = str(UNIT_KINDS[kind].title) if kind in UNIT_KINDS else kind
    return f"{title} ({SECTORS.get(more, more)})" if more else title


def said(value: Any) -> str:
    """Return a value in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(said(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{level(key)}: {said(one)}" for key, one in value.items())
    if isinstance(value, int):
        return str(number(value))
    return str(GRADES.get(value) or PATTERNS.get(value, value))
