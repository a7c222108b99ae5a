"""Files of training: the branch's registrations out and in, looked through row by row; its summary, the Party cell's list, one's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt, tell
from aoxanh.audit.operation import reading
from aoxanh.intake import files
from aoxanh.papers.queries import head_of
from aoxanh.papers.typesetting import as_pdf
from aoxanh.training import operations, policies, template
from aoxanh.training.advancing import Undertaking, Verdict, judged
from aoxanh.training.forms import FileForm
from aoxanh.training.models import Registration, TrainingProgram
from aoxanh.training.paper import form_of
from aoxanh.training.queries import Row, rows_of
from aoxanh.training.reading import Line, read, repeated
from aoxanh.training.views import Place, either, load_run
from aoxanh.ui.sheets import TYPES

note_file = reading("training.export", says=gettext_lazy("took the training of %(n)s members out as a file"))
KINDS = {"registrations": "dang-ky-ren-luyen", "summary": "ket-qua-ren-luyen", "party": "dang-vien-ren-luyen"}
SALT = "training.file"


@require_POST
def take_out(request: Request, unit_id: int, kind: str) -> FileResponse:
    """Give the branch's file to fill in, its summary, or the list for the Party cell; written down as taken out."""
    place, program = load_run(request, unit_id)
    if kind not in KINDS:
        raise Http404
    rows = rows_of(unit_id, program)
    if kind == "registrations":
        file = template.registration_file(rows, program, place.version)
    else:
        lines = template.summary_lines if kind == "summary" else template.party_lines
        file = template.as_file(lines(rows, program, place.version))
    grant = policies.may_run(request.user, place.unit)
    note_file(
        place.unit,
        actor=request.actor,
        grant=grant,
        unit=unit_id,
        facts={"n": len(rows), "year": program.title},
    )
    name = f"{KINDS[kind]}-{place.version.code}-{program.title}.xlsx".replace("–", "-")
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES["xlsx"])


@dataclass
class Looked:
    """A row of a file with what becomes of it."""

    line: Line
    verdict: Verdict | None

    @property
    def outcome(self) -> str:
        """Return new, changed, same, refused or empty."""
        if self.line.wrong:
            return "refused"
        return "empty" if self.line.is_empty else self.verdict.outcome if self.verdict else "refused"

    @property
    def why(self) -> str:
        """Return why nothing becomes of it."""
        if self.verdict and not self.line.wrong:
            return self.verdict.why
        return self.line.wrong or ("" if self.line.is_empty else _("Is no member of this branch."))

    @property
    def rule(self) -> str:
        """Return the rule of a refusal."""
        return (self.verdict.rule if self.verdict and not self.line.wrong else "") or (
            "P10" if self.why else ""
        )


def looked_through(
    place: Place, program: TrainingProgram, lines: list[Line]
) -> tuple[list[Looked], dict[int, Undertaking]]:
    """Return what becomes of each row, and what would be written, by person."""
    rows = {row.person.uid: row for row in rows_of(place.unit.pk, program)}
    asked = {
        rows[line.person].person.pk: Undertaking(tuple(line.chosen), line.words)
        for line in lines if line.person in rows and not line.wrong and not line.is_empty
    }  # fmt: skip
    verdicts = {
        verdict.row.person.uid: verdict for verdict in judged(place.unit, program, asked, replace=True)
    }
    return [Looked(line, verdicts.get(line.person) if line.person else None) for line in lines], asked


@either
def bring(request: Request, unit_id: int) -> HttpResponse:
    """Look a filled-in file through, then take it in as one."""
    place, program = load_run(request, unit_id)
    if request.POST.get("kept"):
        return take_in(request, place, program)
    form = FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"place": place, "version": place.version, "program": program, "form": form}
    if request.method == "POST" and form.is_valid():
        lines = attempt(form, lambda: read_upload(form.cleaned_data["file"], program))
        if lines is not False:
            context |= shown(place, program, lines)
    return render(request, "training/file.html", context, status=422 if form.errors else 200)


def read_upload(upload: Any, program: TrainingProgram) -> list[Line]:
    """Read an upload through the gate and forget it."""
    name = files.keep(upload)
    try:
        lines = read(files.path_of(name), program.outline)
    finally:
        files.forget(name)
    repeated(lines)
    return lines


def shown(place: Place, program: TrainingProgram, lines: list[Line]) -> dict[str, Any]:
    """Return what the page shows of a file, and the rows it sends back, signed, to be taken in."""
    looked, asked = looked_through(place, program, lines)
    kept = [[pk, list(given.chosen), given.words] for pk, given in asked.items()]
    counts = {
        key: sum(one.outcome == key for one in looked)
        for key in ("new", "changed", "same", "refused", "empty")
    }
    return {
        "looked": looked, "counts": counts, "going": counts["new"] + counts["changed"],
        "kept": signing.dumps([place.unit.pk, program.pk, kept], salt=SALT, compress=True),
    }  # fmt: skip


def take_in(request: Request, place: Place, program: TrainingProgram) -> HttpResponse:
    """Take in what was looked through an hour ago at most, as one; every row is judged anew."""
    try:
        unit, of, kept = signing.loads(request.POST["kept"], salt=SALT, max_age=3600)
    except signing.BadSignature:
        unit = of = None
    if (unit, of) != (place.unit.pk, program.pk):
        messages.error(
            request, _("Look the file through again: it waited too long, or was for another branch.")
        )
        return redirect(f"{place.path}file/?year={program.year}")
    asked = {pk: Undertaking(tuple(chosen), words) for pk, chosen, words in kept}
    tell(
        request,
        lambda: operations.register_members(
            place.unit, actor=request.actor, program=program, asked=asked, replace=True
        ),
        lambda n: ngettext("%(n)d member registered.", "%(n)d members registered.", n) % {"n": n},
    )
    return redirect(f"{place.address}&tab=register")


@require_safe
def paper(request: Request, uid: UUID) -> HttpResponse:
    """Give somebody's form as PDF: what they undertook and what each side gave, to be signed."""
    return form_file(request, uid)


def form_file(request: Request, uid: UUID) -> HttpResponse:
    """Return somebody's form, for page and API; one the reader may not see does not exist."""
    rows = Registration.objects.visible_to(request.user).select_related("person", "program", "unit")
    registration = get_object_or_404(rows, uid=uid)
    row = Row(registration.person, registration, {s.side: s for s in registration.sheets.all()})
    version = registration.unit.standing(registration.program.starts_on) or registration.unit.last_standing()
    document = form_of(row, registration, head_of(registration.unit), version.name if version else "")
    answer = HttpResponse(as_pdf(document), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="phieu-ren-luyen-{registration.program.year}.pdf"'
    return answer
