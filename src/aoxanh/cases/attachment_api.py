"""Files of a case over the API: listed, attached through the same gate as on the page, taken out, taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from ninja import File, Schema
from ninja.files import UploadedFile

from aoxanh.api.doors import door
from aoxanh.api.files import PDF, gives
from aoxanh.api.words import _
from aoxanh.audit.actor import Request
from aoxanh.cases import attachment_operations as operations
from aoxanh.cases import policies
from aoxanh.cases.api import router
from aoxanh.cases.attachment_views import given, load_file
from aoxanh.cases.case_views import files_of, load
from aoxanh.cases.gate import MOST_BYTES, judged
from aoxanh.cases.models import Attachment
from aoxanh.cases.procedure import PROCEDURES

read, write = door("cases:read"), door("cases:write")


class AttachmentRow(Schema):
    """A file kept with a case; `kind`: pdf or jpg; `may_take_back`: the caller attached it and the case is under way."""

    uid: UUID
    title: str
    kind: str
    size: int
    digest: str
    step: str
    at: dt.datetime
    may_take_back: bool


def file_row(row: Attachment, *, may_take_back: bool) -> dict[str, Any]:
    """Return a file as it is told."""
    names = ("uid", "title", "kind", "size", "digest", "step", "at")
    return {**{name: getattr(row, name) for name in names}, "may_take_back": may_take_back}


@router.get(
    "/cases/{uuid:uid}/attachments", auth=read, response=list[AttachmentRow], summary=_("Files of a case")
)
def attachments(request: Request, uid: UUID) -> Any:
    """List the files kept with a case: at most twenty."""
    case = load(request, uid)
    found = files_of(request, case, PROCEDURES[case.procedure])
    return [file_row(one["row"], may_take_back=one["may_detach"]) for one in found]


@router.post(
    "/cases/{uuid:uid}/attachments",
    auth=write,
    response={201: AttachmentRow},
    summary=_("Attach a file to a case"),
)
def attach(request: Request, uid: UUID, attached: File[UploadedFile]) -> Any:
    """Keep a PDF, JPEG, PNG or WebP with a case, at most 10 MB; pictures are drawn anew, without place and time."""
    case = load(request, uid)
    if case.state == "open" and not policies.may_attach(request.user, case):
        raise PermissionDenied
    kept = judged(attached.read(MOST_BYTES + 1), str(attached.name))
    row = operations.attach(case, actor=request.actor, kept=kept)
    return 201, file_row(row, may_take_back=True)


@router.get(
    "/cases/{uuid:uid}/attachments/{uuid:file}",
    auth=read,
    summary=_("Take a file out of a case"),
    openapi_extra=gives(PDF, "image/jpeg"),
)
def take_out(request: Request, uid: UUID, file: UUID) -> HttpResponse:
    """Give a file as it is kept; it is written down who took it."""
    return given(request, load_file(request, uid, file))


@router.post(
    "/cases/{uuid:uid}/attachments/{uuid:file}/take-back",
    auth=write,
    response=AttachmentRow,
    summary=_("Take a file back"),
)
def take_file_back(request: Request, uid: UUID, file: UUID) -> Any:
    """Take back a file one attached, while the case is under way: the file is gone, its hash stays."""
    row = load_file(request, uid, file)
    if not policies.may_detach(request.user, row):
        raise PermissionDenied
    told = file_row(row, may_take_back=False)
    operations.detach(row, actor=request.actor)
    return told
