"""Pages of a unit's papers: its register, writing a paper, numbers kept free and void; the units of the reader."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.audit.operation import reading
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.queries import ancestors, names_on
from aoxanh.papers import operations, policies, queries
from aoxanh.papers.documents import Column, Document, Table
from aoxanh.papers.downloads import MAKERS, answer_of
from aoxanh.papers.forms import general
from aoxanh.papers.issuers import KINDS, Head
from aoxanh.papers.models import Issue, Number, Paper
from aoxanh.papers.paper_forms import (
    PaperForm,
    RegisterForm,
    ReserveForm,
    VoidForm,
)
from aoxanh.papers.typesetting import as_pngs
from aoxanh.ui import sheets
from aoxanh.ui.formats import day as shown_day

PAGE = 50
MOST_ROWS = 20_000
#: Pages of a paper that are shown while it is written.
MOST_SHOWN = 4
either = require_http_methods(["GET", "HEAD", "POST"])
note_register = reading("papers.export", says=gettext_lazy("took a register of %(n)s papers out"))


@require_safe
def mine(request: Request) -> HttpResponse:
    """Lead to the register of the reader's unit; of several, let them choose."""
    ids = [a.unit_id for a in request.user.appointments_today if "papers.see" in request.user.rights_of(a)]
    if not ids:
        raise PermissionDenied
    if len(set(ids)) == 1:
        return redirect("papers:register", ids[0])
    units = [request.user.units_today[pk] for pk in dict.fromkeys(ids) if pk in request.user.units_today]
    return render(request, "papers/mine.html", {"units": units})


@require_safe
def register_page(request: Request, unit_id: int) -> HttpResponse:
    """Show a unit's papers: issued, in the making, and the numbers kept free or void."""
    unit, version = load_unit(request, unit_id)
    tab = request.GET.get("tab", "issued")
    form = RegisterForm(request.GET or None, terms=queries.terms_of(unit_id))
    context: dict[str, Any] = {
        "unit": unit, "version": version, "above": ancestors(version, version.starts_on), "form": form, "tab": tab, "query": query_of(request),
        "may_draft": bool(policies.may_draft(request.user, unit)), "may_number": bool(policies.may_number(request.user, unit)),
        "tabs": [
            {"label": title, "url": f"?tab={code}", "current": tab == code}
            for code, title in (("issued", _("Issued papers")), ("making", _("In the making")), ("joint", _("Signed jointly")), ("numbers", _("Numbers")))
        ],
    }  # fmt: skip
    if tab == "making":
        context["drafts"] = Paper.objects.filter(unit=unit).in_the_making().order_by("-drafted_at")[:PAGE]
    elif tab == "joint":
        signers = list(queries.signed_jointly(unit_id)[:PAGE])
        leads = names_on({one.paper.unit_id for one in signers}, today())
        context["joint"] = [(one, leads[one.paper.unit_id].name) for one in signers]
    elif tab == "numbers":
        context["kept"] = queries.unused(unit_id)[:PAGE]
        context["voided"] = Number.objects.filter(book__unit=unit, voiding__isnull=False).select_related("voiding").order_by("-on", "-pk")[:PAGE]  # fmt: skip
    else:
        found = queries.after(
            queries.narrowed(queries.issued(unit_id), form.asked()), request.GET.get("after", "")
        )
        rows = list(found[: PAGE + 1])
        more = (
            f"?{query_of(request)}&after={rows[PAGE - 1].on}.{rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
        )
        context |= {"rows": rows[:PAGE], "pager": {"next_url": more, "shown": len(rows[:PAGE])}}
    return render(request, "papers/register.html", context)


def query_of(request: Request) -> str:
    """Return what the register was narrowed to, without the place in it."""
    asked = request.GET.copy()
    asked.pop("after", None)
    return asked.urlencode()


@require_POST
def register_file(request: Request, unit_id: int, kind: str) -> HttpResponse | FileResponse:
    """Give the register as a workbook, text or paper; it is written down who took it out."""
    if kind not in sheets.TYPES and kind not in MAKERS:
        raise Http404
    unit, version = load_unit(request, unit_id)
    form = RegisterForm(request.POST, terms=queries.terms_of(unit_id))
    rows = list(queries.narrowed(queries.issued(unit_id), form.asked())[:MOST_ROWS])
    note_register(
        unit,
        actor=request.actor,
        grant=policies.may_see_papers(request.user, unit),
        unit=unit,
        facts={"n": len(rows), "kind": kind},
    )
    name = f"so-van-ban-{version.code}"
    if kind in MAKERS:
        return answer_of(register_paper(unit, version, rows), kind, name)
    lines = [
        [_("Register of papers issued"), version.name],
        [],
        [str(title) for title in HEADINGS],
        *(cells(row) for row in rows),
    ]
    made: Any = {"csv": sheets.as_csv, "ods": sheets.as_ods}.get(
        kind, lambda found: sheets.as_xlsx(found, head=2)
    )(lines)
    answer = FileResponse(made, content_type=sheets.TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


HEADINGS = (
    gettext_lazy("Number and symbol"), gettext_lazy("Day"), pgettext_lazy("paper", "Kind of paper"), gettext_lazy("Abstract"), gettext_lazy("Signed by"),
    gettext_lazy("Note"),
)  # fmt: skip


def cells(row: Issue) -> list[str]:
    """Return a row of the register."""
    note = row.number.voiding.reason if hasattr(row.number, "voiding") else ""
    if not note and getattr(row, "corrected", False):
        note = _("corrected by a later paper")
    return [row.number.shown, str(shown_day(row.on)), str(row.paper.kind_title), row.paper.abstract, row.paper.signed_as, note]  # fmt: skip


def register_paper(unit: Unit, version: UnitVersion, rows: list[Issue]) -> Document:
    """Return the register as a paper, lying across."""
    head = queries.head_of(unit)
    columns = (
        Column("TT", 0.4, "center"), Column("Số, ký hiệu", 1.5), Column("Ngày", 1, "center"), Column("Loại", 1.1), Column("Trích yếu", 3.6),
        Column("Người ký", 2.2), Column("Ghi chú", 1.4),
    )  # fmt: skip
    listed = tuple((str(n), *cells(row)) for n, row in enumerate(rows, start=1))
    return Document(
        kind="SỔ ĐĂNG KÝ VĂN BẢN ĐI", abstract=version.name, issuer=head.issuer, numbered=False, place=head.place, day=today(), landscape=True,
        body=(Table(columns, listed, size=11),),
    )  # fmt: skip


@either
def new(request: Request, unit_id: int) -> HttpResponse:
    """Write a paper; `corrects` names the one it corrects."""
    unit, version = load_unit(request, unit_id)
    if not policies.may_draft(request.user, unit):
        raise PermissionDenied
    corrected = wrong_paper(request, unit)
    first = {"recipients": "Lưu", "kind": "decision"} if corrected is None else correcting(corrected)
    form = PaperForm(request.POST or None, initial=first, central=version.kind == "central")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        document = form.document(*heads_of(unit, data))
        paper = attempt(
            form,
            lambda: operations.draft_paper(
                unit, actor=request.actor, document=document, kind=data["kind"], body=data["body"],
                department=data["department"], form="general", form_version=general.FORM.version, corrects=corrected,
                jointly=data["jointly"],
            ),
        )  # fmt: skip
        if paper:
            messages.success(request, _("The draft is kept. Look at it, then have it signed."))
            return redirect("papers:paper", paper.uid)
    context = {
        "form": form,
        "version": version,
        "unit": unit,
        "corrected": corrected,
        "title": _("Write a paper"),
    }
    return render(request, "papers/write.html", context, status=422 if form.errors else 200)


def heads_of(unit: Unit, data: dict[str, Any]) -> tuple[Head, Head | None]:
    """Return the heading of a paper that is written, and the other body's where two sign it."""
    head = queries.head_of(
        unit, body=data.get("body") or "committee", department=data.get("department") or ""
    )
    return head, queries.head_of(data["jointly"]) if data.get("jointly") else None


@require_POST
def preview(request: Request, unit_id: int) -> HttpResponse:
    """Show the paper as it will look with what is written so far; nothing is kept."""
    unit, version = load_unit(request, unit_id)
    if not policies.may_draft(request.user, unit):
        raise PermissionDenied
    form = PaperForm(request.POST, central=version.kind == "central")
    form.is_valid()
    document = form.document(*heads_of(unit, form.cleaned_data))
    shown = [f"data:image/png;base64,{b64encode(page).decode()}" for page in as_pngs(document, dots=72)[:MOST_SHOWN]]  # fmt: skip
    return render(request, "papers/_preview.html", {"shown": shown})


def wrong_paper(request: Request, unit: Unit) -> Paper | None:
    """Return the issued paper that is to be corrected, if the address names one of this unit."""
    try:
        uid = UUID(request.GET.get("corrects", ""))
    except ValueError:
        return None
    return Paper.objects.select_related("issue__number").filter(uid=uid, unit=unit, state="issued").first()


def correcting(paper: Paper) -> dict[str, str]:
    """Return the beginning of a paper that corrects another: it names it by number and day."""
    named = (
        f"{KINDS[paper.kind].name.capitalize()} số {paper.issue.number.shown} ngày {paper.issue.on:%d/%m/%Y}"
    )
    return {
        "kind": paper.kind, "body": paper.body, "department": paper.department, "abstract": f"Về việc đính chính {named}",
        "text": f"Điều 1. Đính chính {named} như sau: …\nĐiều 2. Quyết định này là bộ phận không tách rời của {named}.", "recipients": "Lưu",
    }  # fmt: skip


@either
def reserve(request: Request, unit_id: int) -> HttpResponse:
    """Keep a number free."""
    unit, version = load_unit(request, unit_id)
    if not policies.may_number(request.user, unit):
        raise PermissionDenied
    form = ReserveForm(request.POST or None, initial={"kind": "decision"})
    if request.method == "POST" and form.is_valid():
        number = attempt(
            form, lambda: operations.reserve_number(unit, actor=request.actor, **form.cleaned_data)
        )
        if number:
            messages.success(request, _("Number %(number)s is kept.") % {"number": number.shown})
            return redirect(f"{request.path.removesuffix('reserve/')}?tab=numbers")
    context = {
        "form": form,
        "version": version,
        "unit": unit,
        "title": _("Keep a number free"),
        "button": _("Keep the number"),
    }
    return render(request, "papers/step.html", context, status=422 if form.errors else 200)


@either
def void(request: Request, number_id: int) -> HttpResponse:
    """Void a number, of an issued paper or one that was kept."""
    number = load_number(request, number_id)
    unit = number.book.unit
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: operations.void_number(number, actor=request.actor, reason=reason)):
            messages.success(
                request, _("Number %(number)s is void; it stays in its book.") % {"number": number.shown}
            )
            issue = Issue.objects.select_related("paper").filter(number=number).first()
            if issue:
                return redirect("papers:paper", issue.paper.uid)
            return redirect("papers:register", unit.pk)
    context = {
        "form": form, "number": number, "version": standing(unit), "unit": unit, "title": _("Void a number"), "button": _("Void it"),
    }  # fmt: skip
    return render(request, "papers/step.html", context, status=422 if form.errors else 200)


def load_number(request: Request, number_id: int) -> Number:
    """Return a number the reader may void; one of a unit whose papers they may not see does not exist."""
    number = get_object_or_404(Number.objects.select_related("book__unit"), pk=number_id)
    if not policies.may_see_papers(request.user, number.book.unit):
        raise Http404
    if not policies.may_void(request.user, number):
        raise PermissionDenied
    return number


def load_unit(request: Request, unit_id: int) -> tuple[Unit, UnitVersion]:
    """Return a unit whose papers the reader may see, and how it stands or stood last."""
    unit = get_object_or_404(Unit, pk=unit_id)
    if not policies.may_see_papers(request.user, unit):
        raise Http404
    return unit, standing(unit)


def standing(unit: Unit) -> UnitVersion:
    """Return how a unit stands today, or stood last."""
    version = unit.standing(today()) or unit.last_standing()
    if version is None:
        raise Http404
    return version
