"""The small world of cases on 26 March 2024, with an open link of the branch."""

import datetime as dt

import pytest

from aoxanh.applications import operations
from aoxanh.applications.models import Application
from tests.cases.conftest import CasePlace, acting, today
from tests.membership.conftest import MACHINE

__all__ = ["today"]

SAID = {
    "full_name": "Lê Thị Thu", "birth": "2006-05-19", "sex": "female", "phone": "+84912345678", "home_town": "Lộc Hà",
    "education": "upper_secondary", "sponsor": "member", "sponsor_name": "Trần Văn Sơn", "sponsor_since": "2023-01-01",
    "ethnicity": "01", "consents": {"membership": ["2026-1", "a" * 64], "sensitive": ["2026-1", "b" * 64]},
}  # fmt: skip
FACTS = {"applied_on": "2024-03-20", "sponsor": "member", "sponsor_since": "2023-01-01", "variant": "meeting"}
WORDS = {"sponsor_name": "Trần Văn Sơn"}
#: What the phone sends.
FORM = {
    "full_name": "Lê Thị Thu", "birth": "19/05/2006", "phone": "0912 345 678", "education": "upper_secondary",
    "pledge": "on", "agree_membership": "on",
}  # fmt: skip


class LinkPlace(CasePlace):
    """The small world, the branch taking applications."""

    def __init__(self, closes_on=dt.date(2024, 6, 30)) -> None:
        super().__init__()
        self.link = operations.open_link(
            self.branch, actor=acting(self.branch_secretary), closes_on=closes_on
        )

    def apply(self, **said) -> tuple[Application, str]:
        code = operations.apply(self.link, actor=MACHINE, said={**SAID, **said})
        return Application.objects.latest("pk"), code

    def take(self, application, *, by=None, person=None, facts=FACTS, words=WORDS):
        actor = acting(by or self.branch_secretary)
        return operations.take(application, actor=actor, person=person, facts=facts, words=words)


@pytest.fixture
def place(db, today):
    """The small world of cases, with a link."""
    return LinkPlace()
