"""Pages of dockets: many cases looked at row by row, voted on one sheet, decided with one number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.cases import operations, policies
from aoxanh.cases.advancing import Entered, blocking, checks_of, on_the_day
from aoxanh.cases.forms import StepForm, VoteRowForm
from aoxanh.cases.models import Case, Docket
from aoxanh.cases.procedure import PROCEDURES, Procedure, Step, step_of
from aoxanh.cases.queries import dockets_of, members_of
from aoxanh.cases.row_forms import Row, WorkbookForm
from aoxanh.cases.situations import about_cases
from aoxanh.cases.votes import Vote
from aoxanh.org.models import today
from aoxanh.org.queries import names_on

either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def dockets(request: Request) -> HttpResponse:
    """List the dockets of the reader's units, the newest first."""
    if not request.user.holds_anywhere("cases.see"):
        raise PermissionDenied
    rows = [{"docket": d, "title": PROCEDURES[d.procedure].title} for d in dockets_of(request.user)]
    return render(request, "cases/dockets.html", {"rows": rows})


def load(request: Request, uid: UUID) -> Docket:
    """Return a docket the reader may see."""
    docket = get_object_or_404(Docket.objects.select_related("unit"), uid=uid)
    if not policies.may_see_docket(request.user, docket):
        raise Http404
    return docket


@dataclass
class Sheet:
    """A docket as it is worked on: the step taken now, its form, and a row form for each case that can take it."""

    docket: Docket
    plug: Procedure
    cases: list[Case]
    step: Step | None = None
    form: StepForm | None = None
    rows: dict[int, VoteRowForm] = field(default_factory=dict)
    chosen: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, user: Any, docket: Docket, asked: QueryDict, *, working: bool = False) -> Sheet:
        """Return the sheet for what was asked; forms only where the reader acts, filled where it is `working`ed on."""
        cases = list(docket.cases.select_related("person", "unit", "at").order_by("person__sort_key", "pk"))
        sheet = cls(docket, PROCEDURES[docket.procedure], cases, chosen=set(asked.getlist("selected")))
        step = sheet.step = step_asked(asked.get("step", ""), sheet.plug, cases)
        places = names_on({c.at_id for c in cases if c.at_id}, today())
        mine = {pk for pk, version in places.items() if policies.acts_at(user, version)}
        acting = [c for c in cases if step is not None and c.step == step.code and c.at_id in mine]
        if step is None or not acting:
            return sheet
        bound = asked if working else None
        members = members_of(acting[0].at_id or 0, today()) if step.vote else None
        sheet.form = StepForm(bound, step=step, members=members, many=True)
        sheet.rows = {case.pk: VoteRowForm(bound, step=step, prefix=f"r{case.pk}") for case in acting}
        return sheet

    @property
    def picked(self) -> list[Case]:
        """Return the cases that were chosen and can take the step."""
        return [case for case in self.cases if case.pk in self.rows and str(case.uid) in self.chosen]


@either
def docket_page(request: Request, uid: UUID) -> HttpResponse:
    """Show a docket and take one step with its chosen cases."""
    posted = request.method == "POST"
    sheet = Sheet.read(request.user, load(request, uid), asked_of(request), working=posted)
    if request.method == "POST":
        if sheet.step is None:
            messages.error(request, _("This case has moved on meanwhile. Look at it again."))
            return redirect("cases:docket", uid)
        if sheet.form is None:
            raise PermissionDenied
        answer = act(request, sheet, sheet.form)
        if answer is not None:
            return answer
    return drawn(request, sheet)


def asked_of(request: Request) -> QueryDict:
    """Return what was asked for: what the page posted, else what its address names."""
    return request.POST if request.method == "POST" else request.GET


def step_asked(code: str, plug: Procedure, cases: list[Case]) -> Step | None:
    """Return the step to take: the one asked for, or where most of the open cases wait."""
    waiting = Counter(case.step for case in cases if case.state == "open")
    if code not in waiting and waiting:
        code = waiting.most_common(1)[0][0]
    return step_of(plug, code) if code else None


def act(request: Request, sheet: Sheet, form: StepForm) -> HttpResponse | None:
    """Take the step with the chosen rows; None where the form has to come back."""
    chosen = sheet.picked
    sound = [sheet.rows[case.pk].is_valid() for case in chosen]  # every row shows its errors
    if not form.is_valid() or not all(sound):
        return None
    entered, ids = together(form, sheet), [case.pk for case in chosen]
    decide = lambda: operations.agree_docket(sheet.docket, actor=request.actor, step=form.step.code, entered=entered, cases=ids)  # noqa: E731  # fmt: skip
    tally = attempt(form, decide)
    if not tally:
        return None
    went, lost = tally.get("agreed", 0), tally.get("voted_down", 0)
    text = ngettext("%(n)d case decided.", "%(n)d cases decided.", went) % {"n": went}
    if lost:
        text += " " + ngettext("%(n)d did not get the votes.", "%(n)d did not get the votes.", lost) % {
            "n": lost
        }
    messages.success(request, text)
    return redirect("cases:docket", sheet.docket.uid)


def together(form: StepForm, sheet: Sheet) -> Entered:
    """Return what was entered for all and for each."""
    entered = form.entered()
    votes: dict[int, Vote] = {}
    rows: dict[int, dict[str, Any]] = {}
    for case in sheet.picked:
        row = sheet.rows[case.pk]
        if entered.vote is not None and form.step.vote is not None and form.step.vote.each:
            votes[case.pk] = row.vote(entered.vote)
        rows[case.pk] = row.facts()
    return Entered(entered.on, entered.number, entered.vote, votes, entered.facts, rows, entered.words)


def drawn(request: Request, sheet: Sheet, workbook: WorkbookForm | None = None, refused: Sequence[Row] = ()) -> HttpResponse:  # fmt: skip
    """Draw the docket, with what a workbook said of it where one was brought."""
    docket, step, cases = sheet.docket, sheet.step, sheet.cases
    ids = {docket.unit_id} | {c.unit_id for c in cases} | {c.at_id for c in cases if c.at_id}
    units = names_on(ids, today())
    rows = rows_of(sheet, units, posted=request.method == "POST")
    steps = Counter(case.step for case in cases if case.state == "open")
    standing = str(sum(case.revision for case in cases))  # a move adds one
    seen = request.GET.get("seen", "")[:20] or standing
    context = {
        "docket": docket, "plug": sheet.plug, "rows": rows, "step": step, "form": sheet.form, "unit": units.get(docket.unit_id),
        "heads": next(iter(sheet.rows.values())).visible_fields() if sheet.rows else [],
        "steps": [
            {"label": getattr(step_of(sheet.plug, code), "title", code), "url": f"?step={code}", "current": step is not None and code == step.code, "count": n}
            for code, n in steps.items()
        ],
        "seen": seen, "moved": seen != standing, "workbook": workbook or WorkbookForm(), "refused": refused, "brought": workbook is not None,
        "may_take_out": sheet.form is not None and bool(request.user.holds("people.export", at=docket.unit)),
        "states": Counter(str(case.get_state_display()) for case in cases).items(),
    }  # fmt: skip
    bad = (sheet.form is not None and sheet.form.errors) or (workbook is not None and workbook.errors)
    return render(request, "cases/docket.html", context, status=422 if bad else 200)


def rows_of(sheet: Sheet, units: dict[int, Any], *, posted: bool) -> list[dict[str, Any]]:
    """Return the rows of a docket, each with the rule that stops it where one does."""
    known = about_cases([c for c in sheet.cases if c.state == "open"], today())
    rows = []
    for case in sheet.cases:
        looked_at = case.pk in known and sheet.step is not None and sheet.step.rechecks
        found = checks_of(sheet.plug, on_the_day(known[case.pk])) if looked_at else []
        stopped, current = blocking(found), step_of(sheet.plug, case.step)
        rows.append(
            {
                "case": case, "unit": units.get(case.unit_id), "at": units.get(case.at_id or 0), "stopped": stopped,
                "warned": [one for one in found if one.state == "warn"], "form": sheet.rows.get(case.pk),
                "chosen": str(case.uid) in sheet.chosen if posted else case.pk in sheet.rows and not stopped,
                "step": current.title if current and case.state == "open" else case.get_state_display(),
                "name": case.person.full_name if case.person else getattr(units.get(case.unit_id), "name", ""),
            }
        )  # fmt: skip
    return rows
