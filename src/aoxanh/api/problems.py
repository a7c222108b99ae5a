"""Refusals as problem+json (RFC 9457), in the caller's language; `detail` is a sentence that is safe to show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from aoxanh.audit.objection import Objection
from aoxanh.ui.errors import render_error

MEDIA_TYPE = "application/problem+json"
#: What pydantic's kinds of errors are called to the caller; the rest cannot be read.
SAID = {
    "missing": _("This field is required."),
    "extra_forbidden": _("There is no such field."),
    "string_too_long": _("This is too long."),
}


class FieldProblem(Schema):
    """What is wrong with one field or parameter."""

    field: str
    message: str
    code: str


class Problem(Schema):
    """A refusal: what happened, which rule says so, and what is wrong with which field."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    rule: str = ""
    errors: list[FieldProblem] = []
    alike: list[str] = []


class Refused(Exception):  # noqa: N818 - as Objection: a refusal, not a fault
    """What was sent cannot be accepted. `more` goes into the problem beside what every problem says."""

    def __init__(
        self, errors: Iterable[dict[str, str]] = (), *, status: int = 422, detail: Any = None, **more: Any
    ) -> None:
        super().__init__(status)
        self.status, self.detail = status, detail
        self.more = {**more, "errors": list(errors)} if errors else more


def problem(
    request: HttpRequest, status: int, *, title: Any = None, detail: Any = None, **more: Any
) -> HttpResponse:
    """Return a status as problem+json, worded as the pages word it; `more` is added to the object."""
    response = render_error(request, status, title=title, text=detail)
    if more:
        body = {**json.loads(response.content), **more}
        response.content = json.dumps(body, ensure_ascii=False).encode()
    return response


def errors_of(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return what is wrong with a form, field by field; what concerns no field has an empty name."""
    return [
        {
            "field": "" if name == "__all__" else name,
            "message": str(" ".join(error.messages)),
            "code": str(error.code or "invalid"),
        }
        for name, errors in form.errors.as_data().items()
        for error in errors
    ]


def unreadable(error: ValidationError) -> list[dict[str, str]]:
    """Return what could not be read of a request, place by place; what was sent is not repeated."""
    return [
        {
            "field": ".".join(str(part) for part in one["loc"][1:] if part not in {"body", "sent"}),
            "message": str(SAID.get(one["type"], _("This value cannot be read."))),
            "code": str(one["type"]),
        }
        for one in error.errors
    ]


def must_sign_in(request: HttpRequest, error: Any = None) -> HttpResponse:
    """Answer 401: nobody signed in, or a token that is unknown, ended or taken back."""
    del error
    response = problem(
        request, 401, title=_("Please sign in"),
        detail=_("Send a valid token: Authorization: Bearer …. This one is missing, unknown, ended or taken back."),
    )  # fmt: skip
    response["WWW-Authenticate"] = 'Bearer realm="aoxanh"'
    return response


def objected(request: HttpRequest, error: Objection) -> HttpResponse:
    """Answer 422 with the rule, and the field where it concerns one."""
    more: dict[str, Any] = {"rule": error.rule} if error.rule else {}
    if error.field:
        more["errors"] = [{"field": error.field, "message": str(error.message), "code": "objection"}]
    return problem(request, 422, detail=error.message, **more)


def not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """Answer 405."""
    response = problem(
        request, 405, title=_("This cannot be done here"), detail=_("This address takes another method.")
    )
    response["Allow"] = allowed
    return response


def fault(request: HttpRequest, error: Exception) -> NoReturn:
    """Let anything else through: it is a bug, or a twin's answer the middleware knows."""
    del request
    raise error


def answer_problems(api: NinjaAPI) -> None:
    """Have every exception of the house answered as a problem."""
    handlers: dict[type[Exception], Any] = {
        Exception: fault,
        AuthenticationError: must_sign_in,
        Objection: objected,
        PermissionDenied: lambda r, e: problem(r, 403, detail=str(e) if " " in str(e) else None),
        Http404: lambda r, _e: problem(r, 404),
        HttpError: lambda r, e: problem(r, e.status_code),
        Throttled: lambda r, _e: problem(r, 429),
        Refused: lambda r, e: problem(r, e.status, detail=e.detail, **e.more),
        ValidationError: lambda r, e: problem(r, 422, errors=unreadable(e)),
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
