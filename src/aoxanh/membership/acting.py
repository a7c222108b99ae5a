"""This room's acts on a selection: taking it out as a file, putting particulars right, handing out sign-in links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from aoxanh.audit.actor import Request
from aoxanh.audit.operation import reading
from aoxanh.membership import columns, roster
from aoxanh.membership.acts import Act, Verdict, register
from aoxanh.membership.asked import may_have
from aoxanh.membership.printing import PRINTED, printed
from aoxanh.membership.roster import Row
from aoxanh.membership.roster_forms import Asked
from aoxanh.people import many_operations
from aoxanh.people.forms import PersonForm
from aoxanh.people.policies import may_give_account
from aoxanh.people.queries import place_people
from aoxanh.ui import sheets
from aoxanh.ui.formats import day as shown_day

note_export = reading("people.export", says=gettext_lazy("took a list of %(n)s people out"))
#: What may be put right of many people at once.
TOGETHER = ("sex", "education", "qualification", "theory", "occupation", "workplace", "home_town")


# -- taking out


def take_out(
    request: Request, asked: Asked, kind: str
) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """Give exactly these rows as a file, with the columns the reader may have; it is written down who took what out."""
    note_taken(request, asked, kind)
    sheet, selection = allowed(request, asked), asked.selection
    name = f"danh-sach-{asked.version.code if asked.version else 'doan-vien'}-{selection.day:%Y%m%d}.{kind}"
    lines = written(request, asked, sheet)
    if kind == "csv":
        answer: Any = StreamingHttpResponse(sheets.as_csv(lines), content_type=sheets.TYPES[kind])
    else:
        made = sheets.as_xlsx(lines, head=2) if kind == "xlsx" else sheets.as_ods(lines)
        answer = FileResponse(made, content_type=sheets.TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def print_list(request: Request, asked: Asked) -> HttpResponse:
    """Show exactly these rows whole on a page for A4 paper; written down as taking them out is."""
    note_taken(request, asked, "print")
    sheet = allowed(request, asked)
    rows = [[column.value(row) for column in sheet] for row in columns.walk(asked.selection, sheet)]
    said = _("As of %(day)s") % {"day": shown_day(asked.selection.day)}
    back = f"{reverse('membership:roster')}?{request.POST.get('query', '')[:2000] or 'status='}"
    heads = [{"title": column.title} for column in sheet]
    return printed(
        request,
        asked.version,
        heads,
        rows,
        title=_("List of members"),
        said=said,
        back=back,
        mark=watermark(request),
    )


def allowed(request: Request, asked: Asked) -> list[columns.Column]:
    """Return the chosen columns whose right the reader holds at every unit of the list."""
    paths, day = asked.selection.paths, asked.selection.day
    return [c for c in asked.sheet if not c.right or may_have(request, c.right, paths, day)]


def note_taken(request: Request, asked: Asked, kind: str) -> None:
    """Write down who takes which list out, how, as of which day, by which filters."""
    selection = asked.selection
    facts = {
        "n": roster.count(selection), "columns": [c.code for c in allowed(request, asked)], "as_of": str(selection.day),
        "filters": sorted(selection.filters), "kind": kind,
    }  # fmt: skip
    target = asked.version.unit if asked.version else request.user
    grant, unit = request.user.holds_anywhere("people.export"), asked.version and asked.version.unit_id
    note_export(target, actor=request.actor, grant=grant, unit=unit, facts=facts)


def heading(asked: Asked) -> str:
    """Return what a list that is taken out is called."""
    return _("Roster of %(unit)s as of %(day)s") % {
        "unit": asked.version.name if asked.version else _("all units of the reader"), "day": shown_day(asked.selection.day),
    }  # fmt: skip


def watermark(request: Request) -> str:
    """Return who takes a list out, when, and what they owe it."""
    text = _("Taken out by %(who)s at %(at)s · personal data: keep it safe, delete it when it is not needed")
    return text % {"who": request.user.name, "at": f"{timezone.localtime():%H:%M %d/%m/%Y}"}


def written(request: Request, asked: Asked, sheet: list[columns.Column]) -> Iterator[list[Any]]:
    """Yield the lines of the file."""
    yield [heading(asked)]
    yield [watermark(request)]
    yield [_("No."), *(str(column.title) for column in sheet)]
    for number, row in enumerate(columns.walk(asked.selection, sheet), start=1):
        yield [number, *(column.value(row) for column in sheet)]


# -- putting particulars right


class TogetherForm(forms.Form):
    """What to write for all chosen people; what is left empty stays as it is."""

    sex, education, qualification, theory, occupation, workplace, home_town = (
        PersonForm.base_fields[name] for name in TOGETHER
    )
    over = forms.BooleanField(
        required=False, label=gettext_lazy("Also where something else is written already"),
        help_text=gettext_lazy("Otherwise only what is empty is filled in."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a form that says nothing."""
        data = super().clean() or {}
        if not any(data.get(name) for name in TOGETHER):
            raise forms.ValidationError(_("Choose at least one particular to write."), code="nothing")
        return data


def judge_together(request: Request, rows: list[Row], facts: Mapping[str, Any]) -> dict[int, Verdict]:
    """Say what would be written in each record."""
    del request
    found = {}
    for row in rows:
        changes = many_operations.changes_of(row.person, given(facts), over=bool(facts["over"]))
        words = "; ".join(
            f"{PersonForm.base_fields[n].label}: {told(n, was)} → {told(n, now)}"
            for n, (was, now) in changes.items()
        )
        found[row.person.pk] = (
            Verdict(can=True, becomes=words)
            if changes
            else Verdict(can=False, why=_("This is written already."))
        )
    return found


def given(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the particulars that are to be written."""
    return {name: facts[name] for name in TOGETHER if facts.get(name)}


def told(name: str, value: str) -> str:
    """Return a value of a record in words."""
    titles = dict(getattr(PersonForm.base_fields[name], "choices", ()))
    return str(titles.get(value, value) or "—")


def put_right(request: Request, rows: list[Row], facts: Mapping[str, Any]) -> None:
    """Write it."""
    people = [row.person for row in rows]
    n = many_operations.correct_many(
        request.user, actor=request.actor, people=people, facts=given(facts), over=bool(facts["over"])
    )
    text = ngettext("%(n)s record is put right.", "%(n)s records are put right.", n) % {"n": n}
    messages.success(request, text)


# -- handing out sign-in links


def judge_links(request: Request, rows: list[Row], facts: Mapping[str, Any]) -> dict[int, Verdict]:
    """Say who gets a link: whoever has not opened an account yet."""
    del facts
    place_people([row.person for row in rows])
    found = {}
    for row in rows:
        user = row.person.user
        if user and user.has_usable_password():
            found[row.person.pk] = Verdict(can=False, why=_("The account is open already."))
        elif not may_give_account(request.user, row.person):
            found[row.person.pk] = Verdict(can=False, why=_("You may not hand out a link to this person."))
        else:
            found[row.person.pk] = Verdict(can=True, becomes=user.username if user else _("a new account"))
    return found


def hand_out(request: Request, rows: list[Row], facts: Mapping[str, Any]) -> HttpResponse:
    """Make the links and show them, this once, as slips to print."""
    del facts
    made = many_operations.invite_many(request.user, actor=request.actor, people=[row.person for row in rows])
    slips = []
    for person, issued in made:
        link = request.build_absolute_uri(reverse("use_invitation", args=[issued.token]))
        qr = segno.make(link, error="m").svg_data_uri(scale=3, border=2, dark="#000", light="#fff")
        slips.append(
            {
                "person": person,
                "account": issued.invitation.user,
                "link": link,
                "qr": qr,
                "until": issued.invitation.expires_at,
            }
        )
    answer = render(request, "membership/slips.html", {"slips": slips})
    answer["Cache-Control"] = "no-store"
    return answer


def register_acts() -> None:
    """Register them all; called when the room is ready."""
    for order, (kind, title) in enumerate((("xlsx", "Excel"), ("csv", "CSV"), ("ods", "ODS"))):
        taking = Act(
            kind,
            title,
            "download",
            "people.export",
            10**9,
            partial(take_out, kind=kind),
            order=90 + order,
            past=True,
            whole=True,
        )
        register(taking)
    register(
        Act(
            "print",
            gettext_lazy("Print"),
            "printer",
            "people.export",
            PRINTED,
            print_list,
            order=20,
            past=True,
            whole=True,
        )
    )
    register(
        Act(
            "together", gettext_lazy("Put particulars right"), "edit", "people.edit", 500, form=TogetherForm, judge=judge_together,
            carry_out=put_right, order=10, hint=gettext_lazy("The same for all of them: what a class or a workplace has in common."),
        )
    )  # fmt: skip
    register(
        Act(
            "links", gettext_lazy("Slips with sign-in links"), "key", "accounts.invite", 100, judge=judge_links, carry_out=hand_out, order=20,
            hint=gettext_lazy("A slip with a code for each: it opens the account once. The slips are shown this once; print them at once."),
        )
    )  # fmt: skip
