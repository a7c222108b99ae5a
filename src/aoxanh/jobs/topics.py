"""Who may hear how a job goes: whoever started it."""

from __future__ import annotations

from typing import Any

from aoxanh.jobs.models import Job
from aoxanh.live.topics import topic


@topic("job")
def may_hear_job(user: Any, identifier: str) -> bool:
    """Whether this person started the job."""
    return (
        identifier.isdigit()
        and len(identifier) < 19
        and Job.objects.visible_to(user).filter(pk=identifier).exists()
    )
