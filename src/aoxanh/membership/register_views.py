"""Pages of the Union's registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.membership import registers
from aoxanh.membership.acting import note_export
from aoxanh.membership.kinds import KINDS
from aoxanh.membership.printing import PRINTED, printed, too_many
from aoxanh.membership.registers import REGISTERS, Entry, Register
from aoxanh.membership.roster_forms import read_day
from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import names_on
from aoxanh.people.models import Person
from aoxanh.ui import sheets
from aoxanh.ui.fields import DayField
from aoxanh.ui.formats import day as shown_day

PAGE = 50


class RegisterForm(forms.Form):
    """The period of a register; anything unreadable is this year."""

    first = DayField(label=gettext_lazy("From"))
    last = DayField(label=gettext_lazy("To the end of"))


@require_safe
def register_page(request: Request, unit_id: int, code: str) -> HttpResponse:
    """Show a register of a unit over a period."""
    register, version, form, (first, last) = asked(request, unit_id, code, request.GET, "people.see")
    more_asked = further(request.GET)
    lined = registers.lines_of(register, version, first, last, **more_asked)
    found = registers.after(lined, request.GET.get("after", ""))
    lines = list(found.order_by("effective_on", "pk")[: PAGE + 1])
    shown = lines[:PAGE]
    period = f"first={first.isoformat()}&last={last.isoformat()}"
    kind = register.kinds[0] if len(register.kinds) == 1 and not register.running else ""
    narrowing = "".join(f"&{name}={value}" for name, value in {"kind": kind, **more_asked}.items() if value)
    more = (
        f"?{period}{narrowing}&after={shown[-1].effective_on.isoformat()}.{shown[-1].pk}"
        if len(lines) > PAGE
        else ""
    )
    rows = registers.entries(register, shown)
    reach = [reached(row, whole=False) for row in rows] if register.running else []
    open_books = set(
        Person.objects.visible_to(request.user)
        .filter(pk__in=[row.line.person_id for row in rows])
        .values_list("pk", flat=True)
    )
    context = {
        "open_books": open_books, "register": register, "version": version, "form": form, "first": first, "last": last,
        "period": period, "kind": kind, "way": more_asked["way"], "known_on": more_asked["known_on"], "line": more_asked["line"],
        "line_unit": line_unit(more_asked["line"], last), "kind_title": KINDS[kind].title if kind else "",
        "rows": rows, "reach": list(zip(rows, reach, strict=True)) if reach else [], "pager": {"next_url": more, "shown": len(shown)},
        "tabs": tabs_of(unit_id, (first, last), code),
        "may_export": bool(request.user.holds("people.export", at=version)),
    }  # fmt: skip
    return render(request, "membership/register.html", context)


@require_POST
def register_file(
    request: Request, unit_id: int, code: str, kind: str
) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """Give a register as a file, or whole as a page to print; it is written down who took what out."""
    if kind not in {*sheets.TYPES, "print"}:
        raise Http404
    register, version, _form, (first, last) = asked(request, unit_id, code, request.POST, "people.see")
    grant = request.user.holds("people.export", at=version)
    if not grant:
        raise PermissionDenied
    whole = bool(request.user.holds("people.reveal", at=version))
    rows = [
        cells(register, entry, whole=whole)
        for entry in registers.walk(register, version, first, last, **further(request.POST))
    ]
    back = reverse("membership:register", args=[unit_id, code])
    sheet = Sheet(register, version, (first, last), headings(register), rows, back)
    return handed_out(request, sheet, kind, grant)


@dataclass(frozen=True)
class Sheet:
    """A register as it is taken out: whose, of when, its heads and rows, and the page it is from."""

    register: Register
    version: UnitVersion
    period: tuple[dt.date, dt.date]
    heads: list[str]
    rows: list[list[Any]]
    page: str


def handed_out(
    request: Request, sheet: Sheet, kind: str, grant: Any
) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """Give a register as a file or as a page to print; it is written down who took what out."""
    register, version, (first, last), n = sheet.register, sheet.version, sheet.period, len(sheet.rows)
    back = f"{sheet.page}?first={first}&last={last}"
    if kind == "print" and n > PRINTED:
        messages.error(request, too_many())
        return redirect(back)
    facts = {"n": n, "columns": [register.code], "as_of": str(last), "filters": [str(first)], "kind": kind}
    note_export(version.unit, actor=request.actor, grant=grant, unit=version.unit_id, facts=facts)
    if kind == "print":
        said = f"{first:%d/%m/%Y} – {last:%d/%m/%Y} · {register.source}"
        about = {"title": register.title, "said": said, "back": back}
        return printed(request, version, [{"title": title} for title in sheet.heads], sheet.rows, **about)
    lines = file_lines(request, sheet)
    makers: dict[str, Any] = {
        "csv": sheets.as_csv,
        "ods": sheets.as_ods,
        "xlsx": lambda rows: sheets.as_xlsx(rows, head=HEAD),
    }
    made = makers[kind](lines)
    answer: Any = (StreamingHttpResponse if kind == "csv" else FileResponse)(
        made, content_type=sheets.TYPES[kind]
    )
    answer["Content-Disposition"] = (
        f'attachment; filename="so-{register.code}-{version.code}-{first}-{last}.{kind}"'
    )
    answer["Cache-Control"] = "no-store"
    return answer


#: Lines above the headings of a file.
HEAD = 3


def file_lines(request: Request, sheet: Sheet) -> Iterator[list[Any]]:
    """Yield the lines of a register's file: what it is, who took it out, headings, lines."""
    first, last = sheet.period
    yield [str(sheet.register.title), sheet.version.name, f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"]
    yield [_("Taken out by %(name)s on %(day)s") % {"name": str(request.user), "day": f"{today():%d/%m/%Y}"}]
    yield []
    yield [_("No."), *sheet.heads]
    for number, row in enumerate(sheet.rows, start=1):
        yield [number, *row]


def headings(register: Register) -> list[str]:
    """Return the heads of a register's columns."""
    if register.running:
        return [
            _("From"), _("Until"), _("Full name"), _("Date of birth"), _("What"), _("Where they can be reached"), _("Card number"),
        ]  # fmt: skip
    return [
        _("Day"), _("Full name"), _("Date of birth"), _("What"), pgettext("unit", "From"), pgettext("unit", "To"), _("Card number"),
        _("Decision number"), _("Deciding body"),
    ]  # fmt: skip


def cells(register: Register, entry: Entry, *, whole: bool) -> list[Any]:
    """Return a line's cells; `whole` shows where somebody can be reached to the house."""
    line = entry.line
    day, born = str(shown_day(line.effective_on)), str(line.person.birth_date or "")
    if register.running:
        until = str(shown_day(entry.until)) if entry.until else ""
        return [
            day,
            until,
            line.person.full_name,
            born,
            str(entry.what),
            reached(entry, whole=whole),
            entry.card,
        ]
    return [
        day, line.person.full_name, born, str(entry.what), entry.source, entry.goal, entry.card, line.decision_number, line.decision_body,
    ]  # fmt: skip


def reached(entry: Entry, *, whole: bool) -> str:
    """Return where somebody away can be reached."""
    facts = entry.line.details
    return registers.destination(facts, entry.details, {facts.get("place") or 0: entry.place}, whole=whole)


def further(data: Any) -> dict[str, Any]:
    """Return whose knowledge counts, whether only who came in or went out is asked for, and of which unit below."""
    way, line = data.get("way", ""), data.get("line", "")
    return {
        "known_on": read_day(data.get("known_on", "")), "way": way if way in {"in", "out"} else "",
        "line": int(line) if line.isdecimal() and len(line) < 18 else None,
    }  # fmt: skip


def line_unit(line: int | None, day: dt.date) -> UnitVersion | None:
    """Return the unit below a register is narrowed to, as it stood: no query for none."""
    return names_on([line], day).get(line) if line else None


def asked(
    request: Request, unit_id: int, code: str, data: Any, right: str
) -> tuple[Register, UnitVersion, RegisterForm, tuple[dt.date, dt.date]]:
    """Return the register, the unit as it stood on the last day, the form and the period."""
    if code not in REGISTERS:
        raise Http404
    version, form, period = unit_asked(request, unit_id, data, right)
    return registers.narrowed(REGISTERS[code], data.get("kind", "")), version, form, period


def tabs_of(unit_id: int, period: tuple[dt.date, dt.date], current: str) -> list[dict[str, Any]]:
    """Return the registers of a unit over a period, those of other rooms too."""
    first, last = (day.isoformat() for day in period)
    rows = [
        (r.code, r.title, reverse("membership:register", args=[unit_id, r.code])) for r in REGISTERS.values()
    ]
    rows += [(r.code, r.title, reverse(name, args=[unit_id])) for r, name in registers.ELSEWHERE]
    return [
        {"label": _("List of members"), "url": f"{reverse('membership:roster')}?unit={unit_id}&as_of={last}", "current": False},
        *({"label": title, "url": f"{url}?first={first}&last={last}", "current": code == current} for code, title, url in rows),
    ]  # fmt: skip


def unit_asked(
    request: Request, unit_id: int, data: Any, right: str
) -> tuple[UnitVersion, RegisterForm, tuple[dt.date, dt.date]]:
    """Return the unit as it stood on the last day, the form and the period; a unit the reader may not see does not exist."""
    year = today().replace(month=1, day=1), today()
    form = RegisterForm(data if data.get("first") else None, initial={"first": year[0], "last": year[1]})
    first, last = (
        (form.cleaned_data["first"], form.cleaned_data["last"]) if form.is_bound and form.is_valid() else year
    )
    version = version_seen(request, unit_id, last, right)
    if version is None:
        raise Http404
    return version, form, (first, last)


def version_seen(request: Request, unit_id: int, last: dt.date, right: str) -> UnitVersion | None:
    """Return a unit as it stood on a day or last before it, None where the reader may not see it."""
    versions = UnitVersion.objects.filter(unit_id=unit_id).select_related("unit")
    version = (
        versions.as_of(last).first() or versions.filter(starts_on__lte=last).order_by("-starts_on").first()
    )
    if version is None:
        return None
    stood = min(last, version.ends_on - dt.timedelta(days=1)) if version.ends_on else last
    return (
        version if any(version.path.startswith(path) for path in request.user.paths(right, stood)) else None
    )
