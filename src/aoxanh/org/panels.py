"""What other rooms show on a unit's page: each registers its panels; the page only draws them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aoxanh.audit.actor import Request
from aoxanh.org.models import UnitVersion


@dataclass(frozen=True)
class Panel:
    """A part of a unit's page: `context(request, version, day)` returns None where there is nothing to show."""

    template: str
    context: Callable[[Request, UnitVersion, dt.date], dict[str, Any] | None]
    order: int = 100
    aside: bool = False


PANELS: list[Panel] = []


def add_panel(panel: Panel) -> None:
    """Register a panel; called from a room's `AppConfig.ready`."""
    PANELS.append(panel)


def panels_for(request: Request, version: UnitVersion, day: dt.date, *, aside: bool) -> list[dict[str, Any]]:
    """Return the panels this request may see, each with its template."""
    found = []
    for panel in sorted(PANELS, key=lambda p: p.order):
        if panel.aside is aside:
            context = panel.context(request, version, day)
            if context is not None:
                found.append({"template": panel.template, **context})
    return found
