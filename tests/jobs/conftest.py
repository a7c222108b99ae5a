"""A person with work to do, and kinds of work that last for one test."""

from __future__ import annotations

import pytest

from aoxanh.accounts.models import User
from aoxanh.jobs import registry
from aoxanh.jobs.registry import job


@pytest.fixture
def hoa(db):
    return User.objects.create_user("hoa", "mat-khau-cua-hoa", name="Nguyễn Thị Hoa")


@pytest.fixture
def kinds(monkeypatch):
    """Declare kinds of work that are forgotten after the test."""
    monkeypatch.setattr(registry, "KINDS", dict(registry.KINDS))
    for module in ("operations", "execution"):
        monkeypatch.setattr(f"aoxanh.jobs.{module}.KINDS", registry.KINDS)

    def declare(function, **options):
        job("test.work", title="Việc thử", **{"backoff": 0, **options})(function)
        return "test.work"

    return declare
