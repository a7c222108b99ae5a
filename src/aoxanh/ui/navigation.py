"""The menu: each room adds its own entries when it starts; the frame only draws them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse


@dataclass(frozen=True)
class Entry:
    """One place in the menu.

    `visible(request)` decides whether it is drawn; `count(request)` may give a number to show beside it.
    `phone` puts it in the phone's bottom bar (at most three; «Tìm» and «Thêm» are always there).
    """

    label: Any
    icon: str
    url_name: str
    group: Any = ""
    order: int = 100
    phone: bool = False
    visible: Callable[[Any], bool] = lambda request: request.user.is_authenticated
    count: Callable[[Any], int] | None = None


ENTRIES: list[Entry] = []


def add(entry: Entry) -> None:
    """Add a place to the menu; called from a room's `AppConfig.ready`."""
    ENTRIES.append(entry)


@functools.lru_cache
def address_of(url_name: str, prefix: str) -> str:
    """Return the address of a menu entry, which is looked up once; `prefix` is where the site is mounted."""
    del prefix
    return reverse(url_name)


def menu_for(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the entries this request may see, each with url, whether current, and its count: in order, every group once."""
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return []
    seen = [entry for entry in sorted(ENTRIES, key=lambda e: e.order) if entry.visible(request)]
    groups = list(dict.fromkeys(entry.group for entry in seen))
    found = []
    for entry in sorted(seen, key=lambda e: groups.index(e.group)):
        url = address_of(entry.url_name, get_script_prefix())
        current = request.path == url or (url != "/" and request.path.startswith(url))
        count = entry.count(request) if entry.count else 0
        found.append({"entry": entry, "url": url, "current": current, "count": count})
    return found
