"""Gives each request its actor, and makes a resent POST have one effect and the same answer."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from aoxanh.audit.actor import Actor, Command, client_address
from aoxanh.audit.models import CommandKey
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import AlreadyDoneError
from aoxanh.ui.errors import render_error
from aoxanh.vault.sealing import house_seal

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "HX-Trigger", "HX-Location")
LONGEST_ANSWER = 256 * 1024
LONGEST_WAIT = 10
log = logging.getLogger("aoxanh.audit")


class ActorMiddleware:
    """Sets `request.actor`; keeps and replays answers by command key (proof R4).

    A key comes as the form field `command_key` or the header `Idempotency-Key`. It is taken only when an
    operation succeeds, so a refused form may be mended and sent again under the same key.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, from the kept answer if this very command was carried out before."""
        user = request.user if request.user.is_authenticated else None
        command = read_command(request) if request.method in UNSAFE else None
        request.actor = Actor(  # type: ignore[attr-defined]
            user=user,
            source="api" if request.path.startswith("/api/") else "page",
            address=client_address(request, settings.AOXANH_TRUSTED_PROXIES),
            reference=getattr(request, "reference", ""),
            command=command,
        )
        if command is None:
            return self.get_response(request)
        kept = finished(command)
        if kept is not None:
            return replay(request, command, kept)
        response = self.get_response(request)
        if command.used:
            keep(command, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a twin that lost the race with the winner's answer, and a refusal that no form took up with 422."""
        if isinstance(exception, Objection):
            return render_error(request, 422, text=exception.message)
        if not isinstance(exception, AlreadyDoneError):
            return None
        command: Command = request.actor.command  # type: ignore[attr-defined]
        kept = finished(command)
        return replay(request, command, kept) if kept else None


def read_command(request: HttpRequest) -> Command | None:
    """Return the request's command, or None when it carries no key."""
    key = request.headers.get("Idempotency-Key") or request.POST.get("command_key", "")
    if not key or len(key) > 80:
        return None
    return Command(scope=scope_of(request), key=key, fingerprint=fingerprint(request))


def scope_of(request: HttpRequest) -> str:
    """Return whose keys these are: a token's own (it may see less than its user), a user's, or a visitor's."""
    if token := getattr(request, "token", None):
        return f"token:{token.pk}"
    return (
        f"user:{request.user.pk}" if request.user.is_authenticated else f"session:{hash_of_session(request)}"
    )


def hash_of_session(request: HttpRequest) -> str:
    """Return a stable name of an anonymous visitor's session that does not give the session away."""
    token = request.session.session_key or request.META.get("CSRF_COOKIE") or "none"
    return hashlib.sha256(str(token).encode()).hexdigest()[:32]


def fingerprint(request: HttpRequest) -> str:
    """Return the keyed hash of what was asked: method, path and body, without tokens that change by themselves.

    Keyed, because a form may hold a new password: whoever has the database alone cannot try words against it.
    """
    digest = salted_hmac(
        "aoxanh.command", f"{request.method} {request.get_full_path()}\n", algorithm="sha256"
    )
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        for name in sorted(request.POST):
            if name not in {"csrfmiddlewaretoken", "command_key"}:
                digest.update(f"{name}={request.POST.getlist(name)}\n".encode())
        for name, file in sorted((name, cast("UploadedFile", request.FILES[name])) for name in request.FILES):
            digest.update(f"{name}:{file.name}:{file.size}\n".encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def find(command: Command) -> CommandKey | None:
    """Return the row of a command already carried out."""
    return CommandKey.objects.filter(scope=command.scope, key=command.key).first()


def finished(command: Command) -> CommandKey | None:
    """Return the row of a command, waiting a little for the answer of a twin that is still being given."""
    kept = find(command)
    for _attempt in range(LONGEST_WAIT * 20):
        if kept is None or kept.status is not None or kept.fingerprint != command.fingerprint:
            break
        time.sleep(0.05)
        kept = find(command)
    return kept


def keep(command: Command, response: HttpResponse) -> None:
    """Keep the answer of a command just carried out, sealed.

    The command has had its effect: where its answer cannot be kept it is still given, and a resend hears that
    it was saved already.
    """
    body = b"" if response.streaming else response.content
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    text = json.dumps({"headers": headers, "body": body.decode("utf-8", "replace")[:LONGEST_ANSWER]})
    sealed = house_seal("answers").close(text, f"{command.scope}:{command.key}")
    claimed = CommandKey.objects.filter(scope=command.scope, key=command.key, status=None)
    try:
        claimed.update(status=response.status_code, answer=sealed)
    except DatabaseError:
        log.exception("the answer of a command could not be kept")


def replay(request: HttpRequest, command: Command, kept: CommandKey) -> HttpResponse:
    """Return the kept answer; 409 when the key came with another body or the answer was never finished."""
    if kept.fingerprint != command.fingerprint:
        return conflict(request, _("This key was used for another request. Reload the page and try again."))
    if kept.status is None or kept.answer is None:
        return conflict(request, _("This was already saved. Reload the page to see it."))
    answer = json.loads(house_seal("answers").open(bytes(kept.answer), f"{command.scope}:{command.key}"))
    response = HttpResponse(answer["body"], status=kept.status)
    for name, value in answer["headers"].items():
        response[name] = value
    response["Idempotent-Replay"] = "true"
    return response


def conflict(request: HttpRequest, text: str) -> HttpResponse:
    """Answer 409, as a page or as problem+json."""
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": text, "status": 409}
        return HttpResponse(json.dumps(problem), status=409, content_type="application/problem+json")
    return render(request, "audit/conflict.html", {"text": text}, status=409)
