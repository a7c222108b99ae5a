"""What a case gives out on paper: forms without a number, and a look at the paper the next step will issue."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.audit.operation import reading
from aoxanh.cases import policies
from aoxanh.cases.case_views import load
from aoxanh.cases.printing import printed, to_come
from aoxanh.papers.downloads import MAKERS, answer_of
from aoxanh.papers.typesetting import as_png
from aoxanh.people.policies import is_own

note_printed = reading("cases.print", says=gettext_lazy("printed a form of a case: %(procedure)s"))


@require_POST
def print_form(request: Request, uid: UUID, form: str, kind: str) -> HttpResponse:
    """Give a form without a number, filled in, as PDF or Word; it is written down who took it."""
    case = load(request, uid)
    if kind not in MAKERS:
        raise Http404
    own = case.person is not None and is_own(request.user, case.person)
    document = printed(
        case, form, sensitive=own or bool(request.user.holds("people.sensitive", at=case.unit))
    )
    if document is None:
        raise Http404
    note_printed(
        case, actor=request.actor, grant=policies.may_see_case(request.user, case), unit=case.unit_id,
        subject=case.person.uid if case.person else None, facts={"procedure": case.procedure, "form": form},
    )  # fmt: skip
    return answer_of(document, kind, form.replace("_", "-"))


@never_cache
@require_safe
def preview(request: Request, uid: UUID) -> HttpResponse:
    """Show the first page of the paper the step a case waits at will issue, to who takes the step."""
    case = load(request, uid)
    if not policies.may_move(request.user, case):
        raise PermissionDenied
    document = to_come(case)
    if document is None:
        raise Http404
    return HttpResponse(as_png(document, dots=80), content_type="image/png")
