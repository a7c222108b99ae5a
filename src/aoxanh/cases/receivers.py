"""What cases do when units are reorganised: go on where they belong."""

from __future__ import annotations

from aoxanh.audit.models import AuditEntry
from aoxanh.audit.operation import on
from aoxanh.cases.carrying import settle
from aoxanh.org.models import today


@on("reorganisation.carry_out")
@on("reorganisation.take_back")
@on("org.unit.close")
def follow_units(entry: AuditEntry) -> None:
    """Put open cases where they belong after units changed."""
    del entry
    settle(today())
