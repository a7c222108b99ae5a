"""Files of a case on the screen: attached, taken out as a download, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from aoxanh.audit.actor import Request
from aoxanh.audit.objection import Objection
from aoxanh.cases import attachment_operations as operations
from aoxanh.cases import policies
from aoxanh.cases.attachment_forms import AttachForm
from aoxanh.cases.case_views import load
from aoxanh.cases.gate import Kept
from aoxanh.cases.models import Attachment, Case

TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg"}


@require_POST
def attach(request: Request, uid: UUID) -> HttpResponse:
    """Attach files to a case."""
    case = load(request, uid)
    if case.state == "open" and not policies.may_attach(request.user, case):
        raise PermissionDenied
    form = AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for errors in form.errors.values() for text in errors))
    elif not form.kept:
        messages.error(request, _("Choose a file."))
    else:
        keep_all(request, case, form.kept)
    return redirect("cases:case", uid)


def keep_all(request: Request, case: Case, files: list[Kept]) -> None:
    """Attach files and say what became of them; those before a refused one are kept."""
    done = 0
    try:
        for one in files:
            operations.attach(case, actor=request.actor, kept=one)
            done += 1
    except Objection as objection:
        messages.error(request, f"{files[done].title}: {objection.message}")
    if done:
        messages.success(request, ngettext("%(n)d file is kept with the case.", "%(n)d files are kept with the case.", done) % {"n": done})  # fmt: skip


def load_file(request: Request, uid: UUID, file: UUID) -> Attachment:
    """Return a file of a case the reader may see."""
    rows = Attachment.objects.select_related("case__person", "case__unit", "case__target", "case__at")
    return get_object_or_404(rows, uid=file, case=load(request, uid), removed_at=None)


@require_POST
def take_out(request: Request, uid: UUID, file: UUID) -> HttpResponse:
    """Give a file as a download, never to be opened in the page; it is written down who took it."""
    return given(request, load_file(request, uid, file))


def given(request: Request, row: Attachment) -> HttpResponse:
    """Return a file as a download, for page and API, having written down who took it."""
    content, case = row.file, row.case
    if content is None:
        raise Http404
    operations.note_taken(
        case, actor=request.actor, grant=policies.may_see_case(request.user, case), unit=case.unit_id,
        subject=case.person.uid if case.person else None, facts={"procedure": case.procedure, "digest": row.digest},
    )  # fmt: skip
    answer = HttpResponse(content, content_type=TYPES[row.kind])
    answer["Content-Disposition"] = f'attachment; filename="ho-so-{row.digest[:8]}.{row.kind}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def take_back(request: Request, uid: UUID, file: UUID) -> HttpResponse:
    """Take a file back that one attached."""
    row = load_file(request, uid, file)
    if not policies.may_detach(request.user, row):
        raise PermissionDenied
    try:
        operations.detach(row, actor=request.actor)
    except Objection as objection:
        messages.error(request, str(objection.message))
    else:
        messages.success(request, _("The file is taken back and deleted."))
    return redirect("cases:case", uid)
