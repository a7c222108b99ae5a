"""The line under the name: in which duty somebody works here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from aoxanh.accounts.duties import DUTIES


def who(request: HttpRequest) -> dict[str, Any]:
    """Give the page frame the first duty and its unit; read only where it is drawn."""
    return {"who_meta": SimpleLazyObject(lambda: line_of(request))}


def line_of(request: HttpRequest) -> str:
    """Return «Bí thư · Đoàn xã Bình An», or an empty line."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.appointments_today:
        return ""
    first = min(user.appointments_today, key=lambda a: DUTIES[a.duty].order)
    version = user.units_today.get(first.unit_id)
    return (
        f"{first.duty_data.title} · {version.short_name or version.name}"
        if version
        else str(first.duty_data.title)
    )
