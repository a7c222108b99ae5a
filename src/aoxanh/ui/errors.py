"""What a person sees when something goes wrong: what happened, what to do next, and a number to quote.

Nothing here reads the database, the session or a context processor: an error page must not need what broke.
"""

from __future__ import annotations

import errno
import json
import logging
import secrets
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from aoxanh.ui.context import theme_of

log = logging.getLogger("aoxanh.errors")

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, 1, I and O, to be read out on the telephone
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
RETRY_SECONDS = 5
#: How SQLite says that there is no room: for rows, for the index of its log, or within a quota.
NO_ROOM = {"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_WRITE"}


class Unavailable(Exception):  # noqa: N818 - a state, not a fault of the code
    """The system itself cannot do this now and changed nothing: 503, with a sentence that is safe to show."""


@dataclass(frozen=True)
class Wording:
    """What one status says, and the sign it is said with."""

    title: Any
    text: Any
    icon: str = "alert-circle"
    tone: str = ""


WORDINGS = {
    400: Wording(
        gettext_lazy("We could not read that request"),
        gettext_lazy(
            "The address or the data sent is not complete. Go back and try once more from the page."
        ),
    ),
    403: Wording(
        gettext_lazy("You may not do this"),
        gettext_lazy(
            "Your current duty does not include this. If you need it, ask the secretary of your unit,"
            " or choose another duty and try again."
        ),
        "lock",
        "warn",
    ),
    404: Wording(
        gettext_lazy("There is nothing at this address"),
        gettext_lazy(
            "The page may have moved, or it is not open to you. Check the address, or look it up with search."
        ),
        "search",
    ),
    413: Wording(
        gettext_lazy("That is too large to take"),
        gettext_lazy("Nothing was saved. Send a smaller file, or split the list into several parts."),
        "upload",
        "warn",
    ),
    422: Wording(
        gettext_lazy("This cannot be accepted yet"),
        gettext_lazy("Nothing was changed. Go back, mend what is pointed out and send it again."),
        "alert-triangle",
        "warn",
    ),
    429: Wording(
        gettext_lazy("Too many attempts"),
        gettext_lazy("To keep accounts safe we ask you to wait a little. Try again in a few minutes."),
        "hourglass",
        "warn",
    ),
    500: Wording(
        gettext_lazy("Something broke on our side"),
        gettext_lazy(
            "It is not your fault, and nothing half-done was kept. Try again in a minute;"
            " if it happens again, send the number below to your support."
        ),
        "alert-triangle",
        "bad",
    ),
    503: Wording(
        gettext_lazy("The system is busy for a moment"),
        gettext_lazy("Nothing was changed. Wait a few seconds and send it again."),
        "hourglass",
        "warn",
    ),
    507: Wording(
        gettext_lazy("There is no room left to save"),
        gettext_lazy(
            "The storage is full, so nothing was saved. You can still read;"
            " please tell the person who runs this system."
        ),
        "database",
        "bad",
    ),
}


def new_reference() -> str:
    """Return a short number for one request, easy to read out: "7KQ2-M9XD"."""
    letters = "".join(secrets.choice(ALPHABET) for _place in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def reference_of(request: HttpRequest) -> str:
    """Return the request's reference, giving it one where it came by another way."""
    if not getattr(request, "reference", ""):
        request.reference = new_reference()  # type: ignore[attr-defined]
    return str(request.reference)  # type: ignore[attr-defined]


def render_error(
    request: HttpRequest, status: int, *, title: Any = None, text: Any = None, retry_after: int | None = None
) -> HttpResponse:
    """Return a status in the reader's language: a page, problem+json below /api/, a sentence to htmx."""
    wording = WORDINGS.get(status) or WORDINGS[400 if status < 500 else 500]
    with translation.override(translation.get_language_from_request(request)):
        said = {"title": str(title or wording.title), "text": str(text or wording.text)}
        response = answer(request, status, wording, said)
        response["Content-Language"] = translation.get_language() or "vi"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    response["Cache-Control"] = "no-store"
    return response


def answer(request: HttpRequest, status: int, wording: Wording, said: dict[str, str]) -> HttpResponse:
    """Return the error in the form its reader wants."""
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": said["title"], "status": status, "detail": said["text"],
                   "instance": f"urn:request:{reference_of(request)}"}  # fmt: skip
        return HttpResponse(json.dumps(problem, ensure_ascii=False), "application/problem+json", status)
    if request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true":
        return HttpResponse(f"{said['title']}. {said['text']}", "text/plain; charset=utf-8", status)
    return HttpResponse(draw(request, status, wording, said), status=status)


def draw(request: HttpRequest, status: int, wording: Wording, said: dict[str, str]) -> str:
    """Return the page; if even that cannot be drawn, plain words with the reference."""
    next_url, next_label = next_step(request, status)
    context = {
        **said, "status": status, "reference": reference_of(request), "icon": wording.icon,
        "tone": wording.tone, "theme": theme_of(request), "next_url": next_url, "next_label": next_label,
    }  # fmt: skip
    try:
        return loader.get_template("ui/error.html").render(context)
    except Exception:  # the last net: a broken template must not hide the error it was to show
        log.exception("the error page itself could not be drawn")
        return (
            f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{status}</title>'
            f"<h1>{escape(said['title'])}</h1><p>{escape(said['text'])}</p><p>{reference_of(request)}</p></html>"
        )


def next_step(request: HttpRequest, status: int) -> tuple[str, Any]:
    """Return where the first button leads."""
    if request.method == "GET" and status in {429, 500, 503}:
        return request.get_full_path(), _("Try again")
    if status == 404:
        try:
            return reverse("search"), pgettext_lazy("action", "Search")
        except NoReverseMatch:
            return "/", _("To the first page")
    return "/", _("To the first page")


def status_of(error: BaseException | None) -> int:
    """Return the status an exception deserves: 400, 404, 413, 503, 507 or 500."""
    if isinstance(error, TOO_MUCH):
        return 413
    if isinstance(error, OverflowError) and "SQLite INTEGER" in str(error):
        return 404  # an id in the address that no row can have
    if isinstance(error, DatabaseError | ValueError) and "NUL (0x00)" in str(error):
        return 400  # a sign no text has, and PostgreSQL keeps none with it
    if disk_is_full(error):
        return 507
    if isinstance(error, OperationalError | InterfaceError | Unavailable):
        return 503
    return 500


def disk_is_full(error: BaseException | None) -> bool:
    """Say whether this, or what caused it, is a full disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return True
        if isinstance(error, DatabaseError | sqlite3.Error) and "disk is full" in str(error):
            return True
        if getattr(error, "sqlite_errorname", "") in NO_ROOM:
            return True
        if type(error).__name__ == "DiskFull":  # psycopg.errors.DiskFull, without needing psycopg here
            return True
        error = error.__cause__
    return False


def render_exception(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """Return the page for an exception nobody caught."""
    status, text = status_of(error), str(error) if isinstance(error, Unavailable) else None
    return render_error(request, status, text=text, retry_after=RETRY_SECONDS if status == 503 else None)


def bad_request(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Handle 400; a body too large is 413."""
    return render_error(request, 413 if isinstance(exception, TOO_MUCH) else 400)


def permission_denied(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Handle 403; a reason given with the exception is said."""
    reason = str(exception) if exception is not None and str(exception) else None
    return render_error(request, 403, text=reason)


def page_not_found(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Handle 404; says the same whether a thing is missing or hidden."""
    del exception
    return render_error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Handle what nobody caught; Django calls this while the exception is still current."""
    return render_exception(request, sys.exc_info()[1])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Handle a form whose page is too old or came from elsewhere."""
    log.warning("csrf refused: %s", reason)
    text = _(
        "This page was open for too long, or cookies are off."
        " Go back, load the page again and send once more."
    )
    return render_error(request, 403, title=_("Please send that once more"), text=text)


def too_many_requests(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Handle 429."""
    del exception
    return render_error(request, 429, retry_after=60)


class ErrorMiddleware:
    """Gives each request its reference, and a busy database, a full disk, too large a body their pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the reference in the header."""
        reference = reference_of(request)
        response = self.get_response(request)
        response["X-Request-Id"] = reference
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for what has a page of its own; leave the rest to Django, which logs it as a fault."""
        status = status_of(exception)
        if status == 500:
            return None
        log.error("%s %s: %s", status, reference_of(request), exception)
        return render_exception(request, exception)
