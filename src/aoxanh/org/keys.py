"""Keys of unit names: the order people list units in, and what a search finds them by."""

from __future__ import annotations

import re

from aoxanh.vietnamese.names import fold, search_key


def unit_sort_key(name: str) -> str:
    """Return the key siblings are listed by: without accents, numbers by value (thôn 2 before thôn 10)."""
    return re.sub(r"\d+", lambda digits: digits.group().zfill(6), fold(name))[:400]


def unit_search_key(name: str, short_name: str, code: str) -> str:
    """Return the folded text whose word starts a search matches: names and code."""
    return f"{search_key(name)} {fold(short_name)} {fold(code)}"[:260]
