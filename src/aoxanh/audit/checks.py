"""What is looked at before anything is served: the clock and the zone; Django's own `check` names the zone too."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.management.base import CommandError
from django.utils import timezone

from aoxanh.audit.clock import faults_at_start, zone_faults


def check_zone(**_kwargs: Any) -> list[CheckMessage]:
    """Return an error for a zone other than Vietnam's."""
    return [Error(text, id="audit.E001") for text in zone_faults(timezone.now())]


def refuse_wrong_clock_at_start() -> None:
    """Raise CommandError naming everything that is wrong, in words."""
    wrong = faults_at_start()
    if wrong:
        raise CommandError("\n".join(wrong))
