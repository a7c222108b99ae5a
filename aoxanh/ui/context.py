"""What every page is drawn with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from aoxanh.ui.navigation import menu_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Give the page frame its menu."""
    return {"menu": menu_for(request)}
