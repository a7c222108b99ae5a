"""Who acts, from where, and under which command key: an argument of every operation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest


@dataclass
class Command:
    """The key a form or a client sent with its request, so that a resend has one effect (proof R4)."""

    scope: str
    key: str
    fingerprint: str
    used: bool = False


#: Where the machine itself acts; an anonymous visitor of a page or the API is never the machine.
MACHINES = {"command", "job", "demo"}


@dataclass(frozen=True)
class Actor:
    """A person acting through a page, the API or a job; or the machine's own operator (`user` is None)."""

    user: Any = None
    source: str = "command"
    address: str = ""
    reference: str = ""
    command: Command | None = field(default=None, compare=False)

    @property
    def is_machine(self) -> bool:
        """Whether this is the command line or the clock, which nobody signs in to."""
        return self.user is None and self.source in MACHINES


class Request(HttpRequest):
    """A request as the middleware leaves it: signed in, with its actor and its number."""

    actor: Actor
    user: Any
    htmx: Any
    reference: str


def client_address(request: HttpRequest, trusted_proxies: int = 0) -> str:
    """Return the caller's network address, looking behind our own proxies only."""
    if trusted_proxies:
        hops = [h.strip() for h in request.headers.get("X-Forwarded-For", "").split(",") if h.strip()]
        if len(hops) >= trusted_proxies:
            return hops[-trusted_proxies][:45]
    return str(request.META.get("REMOTE_ADDR") or "")[:45]
