"""What keeping does by itself: a slice of the proof each minute, a backup each night."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aoxanh.jobs.execution import Run
from aoxanh.jobs.registry import scheduled
from aoxanh.keeping.backup import back_up, prune, recipient_of
from aoxanh.keeping.models import Slice
from aoxanh.keeping.operations import prove_next_slice

KEPT = timedelta(days=30)


@scheduled("* * * * *", title=_("Prove a slice of the membership book"), catch_up="skip", attempts=1)
def prove(run: Run) -> dict[str, Any]:
    """Prove the next slice."""
    del run
    found = prove_next_slice()
    return {
        "round": found.round,
        "people": found.people,
        "lines": found.lines,
        "holds": not found.first_break,
    }


@scheduled("30 1 * * *", title=_("Nightly backup"))
def back_up_nightly(run: Run) -> dict[str, Any]:
    """Back up into AOXANH_BACKUP_TO where that is set, and remove what is older than AOXANH_BACKUP_KEEP nights."""
    del run
    folder: Path | None = settings.AOXANH_BACKUP_TO
    if folder is None:
        return {"configured": False}
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = back_up(folder, recipient_of(""))
    path = Path(made["file"])
    removed = prune(folder, settings.AOXANH_BACKUP_KEEP)
    return {"configured": True, "file": path.name, "bytes": path.stat().st_size, "removed": len(removed)}


@scheduled("50 3 * * *", title=_("Forget old outcomes of the proof"))
def tidy_up(run: Run) -> dict[str, int]:
    """Forget slices after 30 days, all but the newest of them."""
    newest = Slice.objects.order_by("-pk").values_list("pk", flat=True)[:1]
    old = Slice.objects.filter(ended_at__lt=run.due_at - KEPT).exclude(pk__in=list(newest))
    return {"slices": old.delete()[0]}
