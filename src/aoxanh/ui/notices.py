"""Messages shown once on the next page, some with a way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest


def notice(request: HttpRequest, text: Any, *, level: int = messages.SUCCESS, undo_url: str = "") -> None:
    """Tell the person what was done; `undo_url` adds an «Undo» button that POSTs there."""
    messages.add_message(request, level, text, extra_tags=f"undo={undo_url}" if undo_url else "")
