"""Pages of cases: the lists, one case with its checks and its way, and what can be done where it waits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection, attempt
from aoxanh.cases import operations, policies
from aoxanh.cases.advancing import MOVING, checks_of, next_step, on_the_day, two_look
from aoxanh.cases.attachment_forms import AttachForm
from aoxanh.cases.beside import BESIDE
from aoxanh.cases.forms import FilterForm, StepForm, WordsForm
from aoxanh.cases.models import Case, CaseMove
from aoxanh.cases.printing import printable
from aoxanh.cases.procedure import PROCEDURES, About, Procedure, Step, step_of
from aoxanh.cases.queries import counts, listed, members_of, own_units, page_of, shown, told
from aoxanh.cases.routing import Place, map_of, place_of
from aoxanh.cases.situations import about_cases
from aoxanh.org.models import today
from aoxanh.org.queries import names_on
from aoxanh.people.policies import is_own

TABS = ("waiting", "late", "mine", "open", "ended")


@require_safe
def case_list(request: Request) -> HttpResponse:
    """List cases: what waits for the reader first."""
    acts = bool(own_units(request.user))
    tab = request.GET.get("tab", "") or ("waiting" if acts else "mine")
    tab = tab if tab in TABS else "open"
    choices = [(p.code, p.title) for p in sorted(PROCEDURES.values(), key=lambda p: p.order)]
    form = FilterForm(request.GET, choices=choices)
    procedure = request.GET.get("procedure", "")
    page = page_of(
        listed(request.user, tab, procedure if procedure in PROCEDURES else ""), request.GET.get("after", "")
    )
    numbers = counts(request.user) if acts else {}
    titles = {
        "waiting": _("Waits for me"), "late": _("Late"), "mine": _("Begun by me") if acts else _("Mine"), "open": _("Under way"), "ended": _("Ended"),
    }  # fmt: skip
    shows = [code for code in TABS if acts or code != "waiting"]
    context = {
        "rows": shown(page.rows), "tab": tab, "form": form, "procedure": procedure,
        "tabs": [
            {
                "label": titles[code], "url": f"?tab={code}", "current": code == tab, "count": numbers.get(code),
                "tone": "bad" if code == "late" and numbers.get("late") else "",
            }
            for code in shows
        ],
        "may_gather": acts and tab == "waiting" and bool(procedure), "unit_ids": own_units(request.user),
        "may_open": bool(request.user.holds_anywhere("cases.open")),
        "may_see_dockets": bool(request.user.holds_anywhere("cases.see")), "asks": asked_for(request) if tab == "mine" else [],
        "pager": {"next_url": next_url(request, page.next), "shown": len(page.rows)},
    }  # fmt: skip
    return render(request, "cases/list.html", context)


def asked_for(request: Request) -> list[Procedure]:
    """Return what the reader can ask for themselves; nothing for whoever has no record of their own."""
    if getattr(request.user, "person", None) is None:
        return []
    return sorted((plug for plug in PROCEDURES.values() if plug.asked), key=lambda plug: plug.order)


def next_url(request: Request, cursor: str) -> str:
    """Return the address of the next page."""
    query = request.GET.copy()
    query["after"] = cursor
    return f"?{query.urlencode()}" if cursor else ""


def load(request: Request, uid: UUID) -> Case:
    """Return a case the reader may see; one they may not see does not exist."""
    case = get_object_or_404(Case.objects.select_related("person", "unit", "at", "target", "docket"), uid=uid)
    if not policies.may_see_case(request.user, case):
        raise Http404
    return case


@require_safe
def case_page(request: Request, uid: UUID) -> HttpResponse:
    """Show a case: what it is about, the rules looked at, its way, and what the reader can do."""
    return page(request, load(request, uid))


def page(request: Request, case: Case, form: StepForm | None = None, words: WordsForm | None = None, act: str = "") -> HttpResponse:  # fmt: skip
    """Draw a case, with a form that came back where there is one."""
    plug = PROCEDURES[case.procedure]
    about = about_cases([case], today())[case.pk]
    step = step_of(plug, case.step) if case.state == "open" else None
    may_move = bool(policies.may_move(request.user, case))
    lie = map_of([case], today())
    own = case.person is not None and is_own(request.user, case.person)
    beside = BESIDE.get(case.procedure)
    may_withdraw = bool(policies.may_withdraw(request.user, case))
    standing = f"{case.step}.{case.state}"
    moves = moves_of(case)
    seen = request.GET.get("seen", "")[:40] or standing  # what the open page shows, where it asks anew
    if step is not None and may_move and form is None:
        form = StepForm(step=step, members=members_of(case.at_id or 0, today()) if step.vote else None)
    mine = any(move.actor_id == request.user.pk and move.act in MOVING for move in moves)
    context = {
        "two_look": two_look() if step is not None and step.second and mine else "",
        "case": case, "plug": plug, "about": about, "step": step, "form": form, "words": words, "act": act,
        "checks": checks_of(plug, on_the_day(about)) if step is not None and step.rechecks else [],
        "facts": facts_of(plug, about), "way": way_of(case, plug, about, lie), "own": own,
        "moves": told(case, moves, words=True), "at": lie.versions.get(case.at_id or 0),
        "unit": lie.versions.get(case.unit_id), "target": lie.versions.get(case.target_id or 0), "may_move": may_move,
        "may_withdraw": may_withdraw, "place": place_of(case, step, lie) if step else None,
        "may_return": step is not None and next_step(plug, about, "") != step,
        "prints": printable(case, plug, about, moves), "paper_to_come": may_move and step is not None and step.paper,
        "seen": seen, "moved": seen != standing,
        "files": files_of(request, case, plug), "attach_form": AttachForm() if case.state == "open" and (own or may_move or may_withdraw) else None,
        "may_see_person": case.person is not None and (own or request.user.holds_anywhere("people.see")),
        "beside": beside, **(beside.shown(case) if beside else {}),
    }  # fmt: skip
    bad = (form is not None and form.errors) or (words is not None and words.errors)
    return render(request, "cases/case.html", context, status=422 if bad else 200)


def moves_of(case: Case) -> list[CaseMove]:
    """Return the moves of a case with the papers they rest on, the papers' files left where they are."""
    return list(case.moves.select_related("issue__paper").defer("issue__sealed", "issue__paper__sealed"))


def files_of(request: Request, case: Case, plug: Procedure) -> list[dict[str, Any]]:
    """Return the files kept with a case, their content left where it is: one query."""
    rows = case.attachments.filter(removed_at=None).defer("sealed")
    return [
        {
            "row": row, "step": getattr(step_of(plug, row.step), "title", ""),
            "may_detach": case.state == "open" and row.by is not None and row.by == request.user.pk,
        }
        for row in rows
    ]  # fmt: skip


def facts_of(plug: Procedure, about: About) -> list[tuple[Any, Any]]:
    """Return what was entered, in words, in the order of the form."""
    fields = dict(plug.Form.base_fields)
    for step in plug.route:
        fields |= step.form.base_fields if step.form else {}
    rows = []
    for name, field in fields.items():
        value = about.facts.get(name, about.words.get(name))
        if value in (None, "", []):
            continue
        rows.append((field.label, said(field, value, about, name)))
    return rows


def said(field: Any, value: Any, about: About, name: str) -> Any:
    """Return one entry in words."""
    choices = dict(getattr(field, "choices", None) or {})
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(choices.get(one, one)) for one in value)
    if choices:
        return choices.get(value, value)
    day = about.on(name) if isinstance(value, str) and name.endswith(("_on", "since", "until")) else None
    return day.strftime("%d/%m/%Y") if day else value


def way_of(case: Case, plug: Procedure, about: About, lie: Any) -> list[dict[str, Any]]:
    """Return the steps of the case's own way, with where each is taken and how far it has come."""
    route: list[Step] = list(plug.route_of(about))
    codes = [step.code for step in route]
    if case.step and case.step not in codes:
        current = step_of(plug, case.step)
        route += [current] if current else []
        codes = [step.code for step in route]
    here = codes.index(case.step) if case.step in codes else 0
    rows = []
    for number, step in enumerate(route):
        place: Place | None = place_of(case, step, lie)
        done = case.state == "done" or (number < here)
        now = number == here and case.state == "open"
        stopped = (
            {"refused": "bad", "withdrawn": "ended", "lapsed": "ended"}.get(case.state, "")
            if number == here
            else ""
        )
        rows.append(
            {
                "title": step.title, "state": "done" if done else "now" if now else stopped or "todo",
                "meta": " · ".join(str(text) for text in (place.name if place else "", step.article) if text),
                "body": _("Who has this power is assumed: no rule says it.") if place and place.assumed else "",
            }
        )  # fmt: skip
    return rows


@require_POST
def move(request: Request, uid: UUID, act: str) -> HttpResponse:
    """Take the step, send back, refuse, withdraw, comment, or take out of a docket."""
    case = load(request, uid)
    step_code = request.POST.get("step", "")
    if act == "agree":
        return agree(request, case, step_code)
    acts = {
        "return": (operations.send_back, policies.may_move, _("The case is sent back.")),
        "refuse": (operations.refuse_case, policies.may_move, _("The case is refused.")),
        "withdraw": (operations.withdraw_case, policies.may_withdraw, _("The case is withdrawn.")),
        "comment": (operations.comment, policies.may_comment, _("Said.")),
        "drop": (operations.drop_from_docket, policies.may_withdraw, _("The case goes on alone.")),
    }
    if act not in acts:
        raise Http404
    operation, policy, text = acts[act]
    if case.state != "open":
        messages.error(request, _("This case has moved on meanwhile. Look at it again."))
        return redirect("cases:case", case.uid)
    if not policy(request.user, case):
        raise PermissionDenied
    form = WordsForm(request.POST)
    steps = {} if act in {"comment", "drop"} else {"step": step_code}
    if form.is_valid() and attempt(form, lambda: operation(case, actor=request.actor, words=form.cleaned_data["words"], **steps)):  # fmt: skip
        messages.success(request, text)
        return redirect("cases:case", case.uid)
    return page(request, load(request, uid), words=form, act=act)


def agree(request: Request, case: Case, step_code: str) -> HttpResponse:
    """Take the step a case waits at."""
    step = step_of(PROCEDURES[case.procedure], step_code)
    if step is None:
        raise Http404
    if case.state != "open" or case.step != step_code:
        messages.error(request, _("This case has moved on meanwhile. Look at it again."))
        return redirect("cases:case", case.uid)
    if not policies.may_move(request.user, case):
        raise PermissionDenied
    form = StepForm(request.POST, step=step)
    if form.is_valid():
        done = attempt(
            form,
            lambda: operations.agree_case(case, actor=request.actor, step=step_code, entered=form.entered()),
        )
        if done:
            done.refresh_from_db()
            texts = {
                "done": _("Done, and entered in the book.") if case.person else _("Done."),
                "refused": _("The vote did not pass: the case has ended."),
            }
            messages.success(request, texts.get(done.state, _("Done. It waits at the next step now.")))
            return redirect("cases:case", case.uid)
    return page(request, load(request, case.uid), form=form)


@require_POST
def gather(request: Request) -> HttpResponse:
    """Put chosen waiting cases in one docket."""
    uids = request.POST.getlist("selected")[:500]
    rows = list(Case.objects.visible_to(request.user).filter(uid__in=uids, state="open").select_related("at"))
    places = names_on({case.at_id for case in rows if case.at_id}, today())
    rows = [
        case for case in rows if case.at_id in places and policies.acts_at(request.user, places[case.at_id])
    ]
    if len({(case.at_id, case.procedure) for case in rows}) != 1 or rows[0].at is None:
        messages.error(request, _("Choose cases of one procedure that wait at one unit."))
        return redirect("cases:list")
    plug = PROCEDURES[rows[0].procedure]
    title = f"{plug.title} {today():%d/%m/%Y}"
    try:
        docket = operations.gather(rows[0].at, actor=request.actor, procedure=plug.code, title=title, cases=[c.pk for c in rows])  # fmt: skip
    except Objection as objection:
        messages.error(request, str(objection.message))
        return redirect("cases:list")
    return redirect("cases:docket", docket.uid)
