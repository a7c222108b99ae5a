"""Titles of endpoints, translated when they are shown."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy


def _(text: str) -> Any:
    """Return the title as the reader will see it; the framework takes it for a plain text."""
    return gettext_lazy(text)
