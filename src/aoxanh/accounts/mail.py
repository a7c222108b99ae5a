"""E-mails leave as background work: nobody waits for a mail server, and one that is down is tried again.

A message may carry a one-time link, so it waits sealed, and what waited is forgotten once it has left.
"""

from __future__ import annotations

import base64
import json

from django.conf import settings
from django.core.mail import EmailMessage

from aoxanh.jobs.models import Job
from aoxanh.jobs.operations import start_job
from aoxanh.vault.sealing import house_seal

KIND = "accounts.mail"


def send_soon(to: list[str], subject: str, body: str) -> Job:
    """Put a message in the queue, in the caller's transaction."""
    text = json.dumps({"to": to, "subject": subject, "body": body})
    sealed = base64.b64encode(house_seal("mail").close(text, KIND)).decode()
    return start_job(KIND, None, message=sealed)


def opened(sealed: str) -> EmailMessage:
    """Return the message that waited."""
    kept = json.loads(house_seal("mail").open(base64.b64decode(sealed), KIND))
    return EmailMessage(kept["subject"], kept["body"], settings.DEFAULT_FROM_EMAIL, kept["to"])
