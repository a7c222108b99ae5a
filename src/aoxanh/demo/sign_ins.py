"""What `make run` prints for somebody who wants to look around."""

from __future__ import annotations

from django.db import DatabaseError
from django.utils import translation

from aoxanh.demo.management.commands.demo import accounts
from aoxanh.demo.world import PASSWORD


def lines() -> list[str]:
    """Return the sign-ins of the demo world, one a line; none where there is no such world."""
    try:
        with translation.override("vi"):
            rows = accounts()
    except DatabaseError:  # served before it was prepared: there is nobody to name yet
        return []
    if not any(row["duty"] for row in rows):
        return []
    shown = [
        f"  {row['login']:<14}{row['name']:<28}{row['duty_title']}{', ' if row['duty'] else ''}{row['unit']}"
        for row in rows
    ]
    return ["Tài khoản dùng thử:", *shown, f"  Mật khẩu chung: {PASSWORD}"]
