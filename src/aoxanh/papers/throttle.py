"""How often one address, or account, may ask whether papers are genuine: enough for an office, too little to guess codes."""

from __future__ import annotations

import time
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from aoxanh.audit.actor import client_address
from aoxanh.vault.sealing import blind_index

MOST, SECONDS = 60, 60


def too_often(request: HttpRequest, what: str = "", most: int | None = None) -> bool:
    """Count a request for `what`, of an account or else an address; return whether it asked more than `most` times a minute.

    Each process counts for itself.
    """
    address = client_address(request, settings.AOXANH_TRUSTED_PROXIES)
    who = blind_index("papers-check", f"account:{request.user.pk}" if what else address)
    key = f"papers{what}:{who}:{int(time.time() // SECONDS)}"
    cache.add(key, 0, SECONDS)
    with suppress(ValueError):  # dropped from a full cache between the two lines
        return cache.incr(key) > (MOST if most is None else most)
    return False
