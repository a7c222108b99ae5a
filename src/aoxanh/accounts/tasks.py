"""What accounts do in the background: their e-mails leave."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from aoxanh.accounts import mail
from aoxanh.jobs.execution import Run
from aoxanh.jobs.operations import forget_arguments
from aoxanh.jobs.registry import job


@job(mail.KIND, title=_("Send an e-mail"), attempts=8, backoff=20)
def send_mail(run: Run, message: str) -> dict[str, int]:
    """Hand a message to the mail server; what cannot be delivered now is tried again for about three quarters of an hour."""
    sent = mail.opened(message).send()
    forget_arguments(run.job)
    return {"sent": sent}
