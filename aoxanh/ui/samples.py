"""Sample data for the living page."""

from __future__ import annotations

from typing import Any


def gallery() -> dict[str, Any]:
    """Return everything the living page shows."""
    return {}


def branches() -> list[dict[str, Any]]:
    """Return children for the sample tree."""
    return []
