"""Pages on what was found in a file: what its columns mean, and one row put right before it is taken in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt
from aoxanh.intake import operations
from aoxanh.intake.fields import FIELDS
from aoxanh.intake.models import Batch, BatchRow
from aoxanh.intake.row_forms import ColumnsForm, RowForm
from aoxanh.intake.views import load
from aoxanh.jobs.operations import start_job

either = require_http_methods(["GET", "HEAD", "POST"])
#: Batches of more rows are read anew in the background.
AT_ONCE = 3_000


@either
def columns(request: Request, batch_id: int) -> HttpResponse:
    """Say what the columns of a file mean; its rows are read anew, and the unit's next files so too."""
    batch = load(request, batch_id)
    if batch.state != "judged":
        return decided(request, batch)
    form = ColumnsForm(request.POST or None, batch=batch)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"mapping": form.mapping, "orders": form.orders}
        if sum(batch.counts.values()) > AT_ONCE:
            return redirect("job", start_job("intake.read_anew", request.user, batch=batch.pk, **said).pk)
        if attempt(form, lambda: operations.read_anew(batch, actor=request.actor, **said)):
            messages.success(
                request, _("The columns are read as you said, and so will the next files of this unit.")
            )
            return redirect("intake:batch", batch.pk)
    context = {
        "form": form,
        "batch": batch,
        "title": _("What the columns mean"),
        "button": _("Read the file so"),
    }
    return render(request, "intake/put_right.html", context, status=422 if form.errors else 200)


@either
def row(request: Request, batch_id: int, number: int) -> HttpResponse:
    """Put one row right."""
    batch = load(request, batch_id)
    if batch.state != "judged":
        return decided(request, batch)
    found = BatchRow.objects.select_related("batch__unit").filter(batch=batch, number=number).first()
    if found is None:
        raise Http404
    form = RowForm(request.POST or None, row=found)
    if request.method == "POST" and form.is_valid():
        cells = dict(form.cleaned_data)
        if attempt(form, lambda: operations.correct_row(found, actor=request.actor, cells=cells)):
            return after(request, found)
    said = found.said
    context = {
        "form": form, "batch": batch, "row": found, "title": _("Row %(n)d") % {"n": found.row}, "button": _("Judge the row again"),
        "message": said["message"], "column": FIELDS[found.column].title if found.column in FIELDS else "",
    }  # fmt: skip
    return render(request, "intake/put_right.html", context, status=422 if form.errors else 200)


def after(request: Request, row: BatchRow) -> HttpResponse:
    """Go on: to the next row that is refused, or back to the file where there is none."""
    if row.outcome == "refused":
        return redirect("intake:row", row.batch_id, row.number)
    messages.success(
        request, _("Row %(n)d: %(outcome)s.") % {"n": row.row, "outcome": row.get_outcome_display()}
    )
    following = row.batch.rows.filter(outcome="refused", number__gt=row.number).order_by("number").first()
    if following:
        return redirect("intake:row", row.batch_id, following.number)
    return redirect("intake:batch", row.batch_id)


def decided(request: Request, batch: Batch) -> HttpResponse:
    """Lead back to a file that was decided meanwhile: nothing in it can be put right any more."""
    objection = operations.decided()
    messages.error(request, f"{objection.message} ({objection.rule})")
    return redirect("intake:batch", batch.pk)
