"""What the house does by itself at set times, where it concerns rooms that know no clock."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.chain import prove, write_head
from aoxanh.audit.models import CommandKey
from aoxanh.drafts.models import Draft
from aoxanh.jobs.execution import Run
from aoxanh.jobs.registry import scheduled

#: Phones stay offline for weeks (proof R4).
KEYS_KEPT, DRAFTS_KEPT = timedelta(days=30), timedelta(days=60)


@scheduled("50 23 * * *", title=_("Prove the log and keep its head outside the database"))
def keep_head(run: Run) -> dict[str, object]:
    """Prove the chain; write today's head to AOXANH_AUDIT_HEADS where that is set; fail loudly on a break."""
    del run
    proof = prove(settings.AOXANH_AUDIT_HEADS)
    if not proof.holds:
        message = f"The log is broken at row {proof.broken_at}: {proof.why}"
        raise RuntimeError(message)
    kept = str(write_head(settings.AOXANH_AUDIT_HEADS)) if settings.AOXANH_AUDIT_HEADS else ""
    return {"links": proof.links, "head": proof.head, "kept": bool(kept)}


@scheduled("40 3 * * *", title=_("Forget old command keys, drafts and sessions"))
def tidy_up(run: Run) -> dict[str, int]:
    """Forget command keys after 30 days, drafts after 60, sessions that have ended."""
    keys = CommandKey.objects.filter(created_at__lt=run.due_at - KEYS_KEPT).delete()[0]
    drafts = Draft.objects.filter(saved_at__lt=run.due_at - DRAFTS_KEPT).delete()[0]
    SessionStore.clear_expired()
    return {"keys": keys, "drafts": drafts}
