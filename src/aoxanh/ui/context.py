"""What every page is drawn with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from aoxanh.ui.navigation import menu_for

THEME_COOKIE = "aoxanh_theme"
THEMES = ("light", "dark")


def theme_of(request: HttpRequest) -> str:
    """Return the theme this reader chose, or "" to follow the device."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def page(request: HttpRequest) -> dict[str, Any]:
    """Give the page frame its menu and its theme."""
    menu = menu_for(request)
    return {"menu": menu, "phone_menu": [p for p in menu if p["entry"].phone][:3], "theme": theme_of(request)}
