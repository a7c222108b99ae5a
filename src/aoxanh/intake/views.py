"""Pages of intake: bringing a file, what was found in it, taking it in, back, or putting it aside."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection, attempt
from aoxanh.intake import files, operations, policies
from aoxanh.intake.fields import DATES, FIELDS
from aoxanh.intake.forms import FileForm
from aoxanh.intake.judging import branches_of_sheets
from aoxanh.intake.models import OUTCOMES, Batch, BatchRow
from aoxanh.intake.queries import batches_of, branches_below
from aoxanh.intake.template import template
from aoxanh.jobs.operations import start_job
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.queries import ancestors, names_on
from aoxanh.people import lists
from aoxanh.ui.sheets import TYPES, as_xlsx
from aoxanh.vietnamese.dates import PartialDate

either = require_http_methods(["GET", "HEAD", "POST"])
#: Up to this size a file is looked through while its sender waits; larger ones in the background.
AT_ONCE = 400_000
PAGE = 50
ACTS = {"take": operations.take_in, "undo": operations.undo, "drop": operations.drop}


@either
def bring(request: Request, unit_id: int) -> HttpResponse:
    """Bring a file for a unit and what is below it."""
    unit = get_object_or_404(Unit, pk=unit_id)
    if not policies.may_take_in(request.user, unit):
        raise PermissionDenied
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, upload = files.keep(form.cleaned_data["file"]), form.cleaned_data["file"]
        if upload.size > AT_ONCE:
            arguments = {
                "unit": unit.pk,
                "file": name,
                "name": upload.name,
                "since": str(form.cleaned_data["since"]),
            }
            return redirect("job", start_job("intake.judge", request.user, **arguments).pk)
        try:
            batch = attempt(form, lambda: judged(request, unit, name, form))
        finally:
            files.forget(name)
        if batch:
            return redirect("intake:batch", batch.pk)
    version = unit.standing(today()) or unit.last_standing()
    context = {
        "form": form, "version": version, "above": ancestors(version, today()) if version else [],
        "batches": batches_of(unit.pk)[:10],
    }  # fmt: skip
    return render(request, "intake/bring.html", context, status=422 if form.errors else 200)


def judged(request: Request, unit: Unit, name: str, form: FileForm) -> Batch:
    """Look a kept file through at once."""
    path, upload = files.path_of(name), form.cleaned_data["file"]
    since = form.cleaned_data["since"]
    batch: Batch = operations.judge_file(unit, actor=request.actor, path=path, name=upload.name, since=since)
    return batch


@require_safe
def batch_page(request: Request, batch_id: int) -> HttpResponse:
    """Show what was found in a file: counts, and every row with what becomes of it and why."""
    batch = load(request, batch_id)
    outcome = request.GET.get("outcome", "")
    rows = batch.rows.order_by("number")
    if outcome in dict(OUTCOMES):
        rows = rows.filter(outcome=outcome)
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 10:
        rows = rows.filter(number__gt=int(after))
    page = list(rows[: PAGE + 1])
    told = [(row, row.said) for row in page[:PAGE]]
    branches = names_on({said["unit"] for _row, said in told if said["unit"]}, batch.since)
    more = f"?outcome={outcome}&after={page[PAGE - 1].number}" if len(page) > PAGE else ""
    context = {
        "batch": batch, "version": batch.unit.standing(today()) or batch.unit.last_standing(), "rows": [shown(row, said, branches) for row, said in told],
        "tabs": tabs_of(batch, outcome), "pager": {"next_url": more, "shown": len(page[:PAGE])}, "total": sum(batch.counts.values()),
        "valid": batch.counts.get("accepted", 0) + batch.counts.get("changed", 0),
        "columns": list(dict.fromkeys((h, FIELDS[c].title if c in FIELDS else "") for _sheet, h, c in batch.columns)),
        "unsure": [
            (order, [str(FIELDS[code].title) for code, read in batch.orders.items() if read == [order, False]])
            for order in ("dmy", "mdy")
        ],
        "refused": batch.counts.get("refused", 0) + batch.counts.get("duplicate", 0),
    }  # fmt: skip
    return render(request, "intake/batch.html", context)


@require_POST
def decide(request: Request, batch_id: int, act: str) -> HttpResponse:
    """Take a batch in, take it back, or put it aside."""
    batch = load(request, batch_id)
    if act not in ACTS:
        raise Http404
    if act == "take" and sum(batch.counts.values()) > 3000:
        return redirect("job", start_job("intake.take_in", request.user, batch=batch.pk).pk)
    try:
        ACTS[act](batch, actor=request.actor)
    except Objection as objection:
        messages.error(request, f"{objection.message} ({objection.rule})")
    else:
        said = {
            "take": _("The file is taken in."),
            "undo": _("The file is taken back."),
            "drop": _("The file is put aside."),
        }
        messages.success(request, said[act])
    return redirect("intake:batch", batch.pk)


@require_safe
def refused_rows(request: Request, batch_id: int) -> FileResponse:
    """Give the rows not taken in as a workbook, each with its reason in a column, to be mended and sent again."""
    batch = load(request, batch_id)
    meant = {code for _sheet, _heading, code in batch.columns} | {"unit"}
    codes = [code for code in FIELDS if code in meant]
    head = [_("Row"), _("Reason"), *(str(FIELDS[code].title) for code in codes)]
    rows = batch.rows.filter(outcome__in=("refused", "duplicate")).order_by("number").iterator(chunk_size=500)
    branches = branches_of_sheets(batch)
    lines = (
        [row.row, f"{said['message']} ({row.rule})", *({"unit": branches.get(row.sheet, ""), **said["cells"]}.get(code, "") for code in codes)]
        for row, said in ((row, row.said) for row in rows)
    )  # fmt: skip
    answer = FileResponse(as_xlsx([head, *lines], head=0), content_type=TYPES["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="dong-khong-nhan-{batch.pk}.xlsx"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def template_file(request: Request, unit_id: int) -> FileResponse:
    """Give the workbook to fill in, the unit's branches offered in it."""
    unit = get_object_or_404(Unit, pk=unit_id)
    if not policies.may_take_in(request.user, unit):
        raise PermissionDenied
    version = unit.standing(today())
    branches = [v.name for v in branches_below(version, today())[:2000]] if version else []
    answer = FileResponse(template(branches), content_type=TYPES["xlsx"])
    answer["Content-Disposition"] = 'attachment; filename="mau-danh-sach-doan-vien.xlsx"'
    return answer


def load(request: Request, batch_id: int) -> Batch:
    """Return a batch of a unit the reader enters members for; else as if there were none."""
    batch = Batch.objects.select_related("unit").filter(pk=batch_id).first()
    if batch is None or not policies.may_decide(request.user, batch):
        raise Http404
    return batch


def shown(row: BatchRow, said: dict[str, Any], branches: dict[int, UnitVersion]) -> dict[str, Any]:
    """Return a row as the page shows it: the branch it goes to as that is called, numbers and contacts left out."""
    branch = branches.get(said["unit"])
    values, cells = said["values"], said["cells"]
    return {
        "row": row, "name": values.get("full_name") or cells.get("full_name") or cells.get("first_name", "—"),
        "birth": str(PartialDate.from_stored(values["birth"])) if values.get("birth") else cells.get("birth", ""),
        "unit": branch.name if branch else values.get("unit") or cells.get("unit", ""),
        "message": said["message"], "column": FIELDS[row.column].title if row.column in FIELDS else "",
        "changes": [(FIELDS[c].title, old, spoken(c, new)) for c, old, new in said["changes"] if c not in COVERED],
        "differences": [(FIELDS[c].title, spoken(c, old), spoken(c, new)) for c, old, new in said["differences"]],
    }  # fmt: skip


COVERED = {"citizen_id", "phone", "email", "ethnicity", "religion"}
CHOSEN = {
    "sex": lists.SEXES, "education": lists.EDUCATION, "qualification": lists.QUALIFICATION, "theory": lists.THEORY,
}  # fmt: skip


def spoken(code: str, stored: str) -> str:
    """Return a value of a row in words: a day day first, a choice by its name, what is covered as dots."""
    if code in COVERED:
        return "•••"
    if not stored:
        return "—"
    if code in DATES:
        return str(PartialDate.from_stored(stored))
    return str(dict(CHOSEN.get(code, ())).get(stored, stored))


def tabs_of(batch: Batch, outcome: str) -> list[dict[str, Any]]:
    """Return the outcomes as tabs with their counts."""
    every = {"label": _("All rows"), "url": "?", "current": not outcome, "count": sum(batch.counts.values())}
    return [every] + [
        {
            "label": title,
            "url": f"?outcome={code}",
            "current": outcome == code,
            "count": batch.counts.get(code, 0),
        }
        for code, title in OUTCOMES
    ]
