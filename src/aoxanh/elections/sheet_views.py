"""Pages of an election: prepared, its lists, who came, the sheet on the phone, closed and sent for recognition."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.accounts.models import User
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection, attempt
from aoxanh.cases.policies import may_see_case
from aoxanh.cases.queries import members_of
from aoxanh.elections import operations, policies
from aoxanh.elections.committee_views import chosen_people, load
from aoxanh.elections.counting import count, faults
from aoxanh.elections.forms import AttendForm, CandidatesForm, PrepareForm, SheetForm
from aoxanh.elections.models import Election
from aoxanh.elections.paper import minutes
from aoxanh.elections.queries import (
    Counted,
    counted,
    disciplined_members,
    eligible,
    next_ordinal,
    offered,
    open_committee,
    setting_of,
    statute_of,
    voters_of,
)
from aoxanh.elections.rules import (
    Setting,
    attendance_checks,
    delegate_checks,
    ex_officio_check,
    mode_checks,
    size_checks,
)
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import ancestors
from aoxanh.papers.queries import head_of
from aoxanh.papers.typesetting import as_pdf
from aoxanh.people.models import Person

either = require_http_methods(["GET", "HEAD", "POST"])


def load_election(request: Request, uid: UUID) -> tuple[Election, UnitVersion]:
    """Return an election the reader may see; one they may not see does not exist."""
    election = get_object_or_404(Election.objects.select_related("unit", "case"), uid=uid)
    version = election.unit.standing(election.held_on) or election.unit.last_standing()
    if version is None or not policies.may_see_election(request.user, election):
        raise Http404
    return election, version


def running(request: Request, uid: UUID) -> tuple[Election, UnitVersion]:
    """Return an election the reader may go on with."""
    election, version = load_election(request, uid)
    if not policies.may_run(request.user, election):
        raise PermissionDenied
    return election, version


@either
def prepare(request: Request, unit_id: int) -> HttpResponse:
    """Prepare an election: what is elected, how many, when and how."""
    unit, version = load(request, unit_id)
    if not policies.may_prepare(request.user, unit):
        raise PermissionDenied
    there = Election.objects.filter(unit=unit, state="prepared").first()
    if there is not None and request.method != "POST":
        return redirect("elections:election", there.uid)
    occasion = "midterm" if request.GET.get("occasion") == "midterm" else "congress"
    about = setting_before(version, occasion)
    form = PrepareForm(request.POST or None, about=about, initial={"occasion": occasion})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: operations.prepare_election(unit, actor=request.actor, **form.entered()))
        if made:
            messages.success(request, _("Prepared. Now put people on the lists."))
            return redirect("elections:election", made.uid)
    context = {
        "version": version, "above": ancestors(version, today()), "form": form, "members": about.members, "ordinal": next_ordinal(unit),
        "committee": open_committee(unit_id), "least": about.statute["branch_committee_from"],
    }  # fmt: skip
    return render(request, "elections/prepare.html", context, status=422 if form.errors else 200)


def setting_before(version: UnitVersion, occasion: str) -> Setting:
    """Return an election still to be prepared as the rules see it."""
    members = members_of(version.unit_id, today()) if version.kind_data.has_members else 0
    return Setting(version, statute_on(today()), occasion == "congress", members)


@require_safe
def election_page(request: Request, uid: UUID) -> HttpResponse:
    """Show an election: what the rules say of it, who came, each contest with its list, sheets and arithmetic."""
    election, version = load_election(request, uid)
    return page(request, election, version)


def page(request: Request, election: Election, version: UnitVersion, attend: AttendForm | None = None) -> HttpResponse:  # fmt: skip
    """Draw an election, with a form that came back where there is one."""
    statute = statute_of(election)
    about = setting_of(election, statute, version)
    known = counted(election, statute)
    may_run = election.is_open and bool(policies.may_run(request.user, election))
    over = may_run and bool(known) and all(one.standing.over for one in known)
    form = attend or AttendForm(election=election, about=about)
    context = {
        "election": election, "version": version, "above": ancestors(version, today()), "contests": in_turn(known), "may_run": may_run, "attend": form,
        "checks": checks_of(election, about), "over": over, "ready": over and bool(policies.may_close(request.user, election)),
        "steps": steps_of(election, known), "tie_rule": any(line.outcome == "tied" for one in known for lines in one.standing.lines for line in lines),
    }  # fmt: skip
    return render(request, "elections/election.html", context, status=422 if form.errors else 200)


def ex_officio_checks(election: Election, about: Setting) -> list[Any]:
    """Return who of the committee that convenes a congress of delegates is no delegate by office (R-ELE-05)."""
    if not election.is_congress or about.is_branch:
        return []
    return [ex_officio_check(name) for name in disciplined_members(election.unit_id, election.held_on)]


def in_turn(known: list[Counted]) -> list[tuple[Counted, bool]]:
    """Return the contests in their order, each with whether it waits for one before it."""
    rows, waits = [], False
    for one in known:
        free = one.contest.office == "delegate"
        rows.append((one, waits and not free))
        waits = waits or not one.standing.over
    return rows


def checks_of(election: Election, about: Setting) -> list[Any]:
    """Return what the rules say of an election as it was prepared and attended."""
    found = [*size_checks(about), *mode_checks(about, election.mode)]
    if election.present is not None and election.entitled:
        total = election.delegates_elected + election.delegates_ex_officio + election.delegates_designated
        found += [*attendance_checks(about, election.entitled, election.present), *delegate_checks(about, election.delegates_designated, total)]  # fmt: skip
    return [*found, *ex_officio_checks(election, about)]


def steps_of(election: Election, known: list[Counted]) -> list[dict[str, Any]]:
    """Return how far an election has come, as a timeline draws it."""
    done = [
        (_("Prepared"), True), (_("Lists"), bool(known) and all(one.candidates for one in known)), (_("Who came"), election.present is not None),
        (_("Counted"), bool(known) and all(one.standing.over for one in known)), (pgettext("election", "Closed"), election.closed_at is not None),
        (_("Recognised by the superior"), election.state == "recognised"),
    ]  # fmt: skip
    now = next((n for n, (_title, passed) in enumerate(done) if not passed), len(done))
    return [{"title": title, "state": "done" if passed else "now" if n == now else "todo"} for n, (title, passed) in enumerate(done)]  # fmt: skip


@require_safe
def minutes_file(request: Request, uid: UUID) -> HttpResponse:
    """Give the minutes of the counting as PDF, to be printed and signed."""
    return minutes_answer(load_election(request, uid)[0])


def minutes_answer(election: Election) -> HttpResponse:
    """Return the minutes of the counting, for page and API."""
    body = "congress" if election.is_congress else "committee"
    head = head_of(election.unit, body=body, day=election.held_on)
    document = minutes(election, counted(election, statute_of(election)), head)
    answer = HttpResponse(as_pdf(document), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="bien-ban-kiem-phieu-{election.held_on:%Y%m%d}.pdf"'
    return answer


@require_POST
def act(request: Request, uid: UUID, act: str) -> HttpResponse:
    """Note who came, take a sheet back, close, or give up."""
    election, version = running(request, uid)
    revision = number(request.POST.get("revision", ""))
    if act == "attend":
        return attended(request, election, version, revision)
    office = request.POST.get("office", "")
    acts: dict[str, tuple[Any, dict[str, Any], str]] = {
        "uncount": (operations.take_back_round, {"office": office}, _("The sheet is taken back.")),
        "close": (operations.close_election, {}, _("Closed. The file for recognition is due within fifteen days.")),
        "give-up": (operations.give_up, {}, _("Given up.")),
    }  # fmt: skip
    if act not in acts:
        raise Http404
    operation, more, text = acts[act]
    try:
        done = operation(election, actor=request.actor, revision=revision, **more)
    except Objection as objection:
        messages.error(request, str(objection.message))
        return redirect("elections:election", uid)
    messages.success(request, text)
    if act == "close":
        # whoever closed it may have been voted out by it: they go where they still may look
        stays = may_see_case(User.objects.get(pk=request.user.pk), done)
        return redirect("cases:case", done.uid) if stays else redirect("org:unit", election.unit_id)
    return redirect("elections:unit", election.unit_id) if act == "give-up" else redirect("elections:election", uid)  # fmt: skip


def attended(request: Request, election: Election, version: UnitVersion, revision: int) -> HttpResponse:
    """Note how many were summoned and came."""
    about = setting_of(election, statute_of(election), version)
    form = AttendForm(request.POST, election=election, about=about)
    if form.is_valid() and attempt(form, lambda: operations.note_attendance(election, actor=request.actor, revision=revision, **form.entered())):  # fmt: skip
        messages.success(request, _("Noted. Now the sheets can be entered."))
        return redirect("elections:election", election.uid)
    return page(request, election, version, form)


def number(text: str) -> int:
    """Return a revision as a page sends it; 0 for anything else, which no election has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def contest(election: Election, office: str) -> tuple[Counted, list[Counted]]:
    """Return one contest of an election with all of them, or 404."""
    known = counted(election, statute_of(election))
    here = next((one for one in known if one.contest.office == office), None)
    if here is None:
        raise Http404
    return here, known


@either
def candidates(request: Request, uid: UUID, office: str) -> HttpResponse:
    """Put people on a contest's list."""
    election, version = running(request, uid)
    here, known = contest(election, office)
    about = setting_of(election, statute_of(election), version)
    form = CandidatesForm(request.POST if "save" in request.POST else None, about=about)
    given = request.POST.getlist("selected") or request.GET.getlist("selected")
    chosen = (
        chosen_people(request, given) if given or form.is_bound else [one.person for one in here.candidates]
    )
    if form.is_bound and form.is_valid():
        facts = {"revision": number(request.POST.get("revision", "")), "office": office, "people": chosen}
        if attempt(form, lambda: operations.set_candidates(election, actor=request.actor, **facts, **form.entered())):  # fmt: skip
            messages.success(request, _("The list is kept."))
            return redirect("elections:election", uid)
    query = (request.POST.get("q") or request.GET.get("q", "")).strip()[:80]
    rows = listed(
        request, version, chosen, eligible(election, here.contest, known), query=query, office=office
    )
    context = {
        "election": election, "version": version, "above": ancestors(version, today()), "here": here, "form": form, "rows": rows, "query": query,
        "needs": here.contest.seats + (office in {"executive", "standing"}), "from_body": operations.from_body(office),
    }  # fmt: skip
    return render(request, "elections/candidates.html", context, status=422 if form.errors else 200)


def listed(request: Request, version: UnitVersion, chosen: list[Person], body: list[Person], *, query: str, office: str) -> list[dict[str, Any]]:  # fmt: skip
    """Return the rows of the page: those chosen first, then those who may be: of the body, or of the unit by name."""
    ids = {one.pk for one in chosen}
    small = operations.from_body(office) and version.kind_data.has_members and not body
    others = (
        body
        if operations.from_body(office) and not small
        else offered(request.user, version.path, query, chosen)
    )
    return [{"person": one, "chosen": True} for one in chosen] + [
        {"person": one, "chosen": False} for one in others if one.pk not in ids
    ]


@either
def sheet(request: Request, uid: UUID, office: str) -> HttpResponse:
    """Enter a round's sheet."""
    election, version = running(request, uid)
    here, known = contest(election, office)
    voters = voters_of(election, here.contest, known)
    form = SheetForm(request.POST or None, counted=here, voters=voters)
    sound = form.is_valid()
    told = reckoned(form, voters)  # before a refusal takes the entry it is about away
    if sound:
        revision = number(request.POST.get("revision", ""))
        row = attempt(form, lambda: operations.enter_round(election, actor=request.actor, revision=revision, office=office, **form.entered()))  # fmt: skip
        if row:
            messages.success(request, _("Round %(n)d is counted.") % {"n": row.number})
            return redirect("elections:election", uid)
    context = {
        "election": election, "version": version, "above": ancestors(version, today()), "here": here, "form": form, "voters": voters,
        "round": len(here.sheets) + 1, **told,
    }  # fmt: skip
    return render(request, "elections/sheet.html", context, status=422 if form.errors else 200)


@require_POST
def reckon(request: Request, uid: UUID, office: str) -> HttpResponse:
    """Say what a sheet comes to while it is typed; nothing is written."""
    election, _version = running(request, uid)
    here, known = contest(election, office)
    voters = voters_of(election, here.contest, known)
    form = SheetForm(request.POST, counted=here, voters=voters)
    form.is_valid()
    return render(request, "elections/_reckoned.html", {"here": here, **reckoned(form, voters)})


def reckoned(form: SheetForm, voters: int) -> dict[str, Any]:
    """Return what a sheet comes to as far as it is filled in: what cannot be right, and the arithmetic of each."""
    if not form.is_bound:
        return {"lines": [], "wrong": [], "valid": None}
    sheet = operations.sheet_of(form.counted, **form.entered())
    names = {one.pk: one.person.full_name for one in form.counted.candidates}
    lines = [{"name": names[line.candidate], "line": line} for line in count(sheet)]
    return {"lines": lines, "wrong": faults(sheet, voters)[:2], "valid": max(0, sheet.valid)}
