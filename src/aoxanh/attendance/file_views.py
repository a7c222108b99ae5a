"""Sheets as workbooks, and whole as a page for A4; it is written down who took what out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from aoxanh.attendance import queries
from aoxanh.attendance.models import HOW
from aoxanh.attendance.views import load, load_gathering, year_asked
from aoxanh.audit.actor import Request
from aoxanh.membership.acting import note_export
from aoxanh.membership.printing import printed
from aoxanh.org.models import UnitVersion, today
from aoxanh.ui import sheets
from aoxanh.ui.formats import day as shown_day

KINDS = ("xlsx", "print")
#: How a mark is written in a narrow column, as the branch book does: present, excused (có phép), absent (vắng).
SHORT = {"present": "x", "excused": "P", "absent": "V", "": ""}


@require_POST
def gathering_file(request: Request, uid: UUID, kind: str) -> HttpResponse | FileResponse:
    """Give a gathering's sheet."""
    gathering = load_gathering(request, uid)
    version = gathering.unit.standing(today()) or gathering.unit.last_standing()
    if kind not in KINDS or version is None:
        raise Http404
    marks = dict(HOW)
    rows = [
        [row.person.full_name, str(row.person.birth_date or ""), str(marks[row.how]), pgettext("attendance", "Guest") if row.guest else "", ""]
        for row in queries.marked(gathering)
    ]  # fmt: skip
    said = _("%(day)s · present %(present)s of %(listed)s, excused %(excused)s, absent %(absent)s") % {
        "day": shown_day(gathering.day), "present": gathering.present, "listed": gathering.listed,
        "excused": gathering.excused, "absent": gathering.absent,
    }  # fmt: skip
    heads = [
        _("Full name"),
        _("Date of birth"),
        _("Who took part"),
        pgettext("attendance", "Guest"),
        _("Signature"),
    ]
    about = {"title": gathering.title, "said": said, "back": reverse("attendance:gathering", args=[uid])}
    return handed_out(request, version, kind, heads, rows, name=f"sinh-hoat-{gathering.day:%Y%m%d}", **about)


@require_POST
def year_file(request: Request, unit_id: int, kind: str) -> HttpResponse | FileResponse:
    """Give a branch's year, its members by month."""
    _unit, version = load(request, unit_id)
    if kind not in KINDS or not version.kind_data.has_members:
        raise Http404
    year = year_asked(request)
    rows: list[list[Any]] = [
        [row.person.full_name, *(written(cell) for cell in row.cells), row.tally.present, row.tally.due, percent(row.tally.percent)]
        for row in queries.sheet(version, year, today())
    ]  # fmt: skip
    heads = [_("Full name"), *(f"T{month}" for month in range(1, 13)), _("Took part"), _("Of"), _("Share")]
    said = _("x present, P excused, V absent; several in a month are counted")
    title = _("Attendance of members in %(year)d") % {"year": year}
    back = f"{reverse('attendance:unit', args=[unit_id])}?year={year}"
    return handed_out(
        request,
        version,
        kind,
        heads,
        rows,
        name=f"sinh-hoat-{version.code}-{year}",
        title=title,
        said=said,
        back=back,
    )


def written(cell: queries.Cell) -> str:
    """Return a month as a narrow column writes it: one mark, or how many of how many."""
    tally = cell.tally
    if tally.present + tally.excused + tally.absent < 2 or not tally.due:
        return SHORT[cell.state]
    return f"{tally.present}/{tally.due}"


def percent(share: int | None) -> str:
    """Return a share as it is printed."""
    return "" if share is None else f"{share}%"


def handed_out(
    request: Request,
    version: UnitVersion,
    kind: str,
    heads: list[Any],
    rows: list[list[Any]],
    *,
    name: str,
    **about: str,
) -> HttpResponse | FileResponse:
    """Give lines as a workbook or as a page to print, to who may take lists out."""
    grant = request.user.holds("people.export", at=version)
    if not grant:
        raise PermissionDenied
    facts = {
        "n": len(rows),
        "columns": ["attendance"],
        "as_of": str(today()),
        "filters": [name],
        "kind": kind,
    }
    note_export(version.unit, actor=request.actor, grant=grant, unit=version.unit_id, facts=facts)
    if kind == "print":
        return printed(request, version, [{"title": head} for head in heads], rows, **about)
    lines = [[about["title"], version.name], [about["said"]], [], [_("No."), *heads]]
    lines += [[number, *row] for number, row in enumerate(rows, start=1)]
    answer = FileResponse(sheets.as_xlsx(lines, head=3), content_type=sheets.TYPES["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    answer["Cache-Control"] = "no-store"
    return answer
