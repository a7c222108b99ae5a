"""What accounts do in the background: their e-mails leave, recoveries ripen."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts import mail
from aoxanh.accounts.models import Recovery
from aoxanh.accounts.recovery_operations import LASTS, send_link
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.jobs.execution import Run
from aoxanh.jobs.operations import forget_arguments
from aoxanh.jobs.registry import job, scheduled


@job(mail.KIND, title=_("Send an e-mail"), attempts=8, backoff=20)
def send_mail(run: Run, message: str) -> dict[str, int]:
    """Hand a message to the mail server; what cannot be delivered now is tried again for about three quarters of an hour."""
    sent = mail.opened(message).send()
    forget_arguments(run.job)
    return {"sent": sent}


@scheduled("*/10 * * * *", title=_("Send the links of ripe recoveries"))
def ripen_recoveries(run: Run) -> dict[str, int]:
    """Send each ripe recovery's link, once, to whoever has an e-mail; others get theirs from the officer's screen."""
    del run
    now, sent = timezone.now(), 0
    ripe = Recovery.objects.open().filter(link_at=None, ripe_at__lte=now, ripe_at__gt=now - LASTS)
    for recovery in ripe.exclude(user__email="").select_related("user", "opened_by"):
        try:
            send_link(recovery, actor=Actor(source="job"))
        except Objection:  # cancelled, or handed out, at this very moment
            continue
        sent += 1
    return {"sent": sent}
