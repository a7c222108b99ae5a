"""How often one address may ask whether papers are genuine: enough for an office, too little to guess codes."""

from __future__ import annotations

import time
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from aoxanh.audit.actor import client_address
from aoxanh.vault.sealing import blind_index

MOST, SECONDS = 60, 60


def too_often(request: HttpRequest) -> bool:
    """Count a request of an address; return whether it asked too often this minute. Each process counts for itself."""
    who = blind_index("papers-check", client_address(request, settings.AOXANH_TRUSTED_PROXIES))
    key = f"papers:{who}:{int(time.time() // SECONDS)}"
    cache.add(key, 0, SECONDS)
    with suppress(ValueError):  # dropped from a full cache between the two lines
        return cache.incr(key) > MOST
    return False
