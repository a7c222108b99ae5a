"""The small world of tests/people, with a paper to write."""

from __future__ import annotations

import pytest

from aoxanh.papers import operations
from aoxanh.papers.forms import general
from aoxanh.papers.queries import head_of
from tests.people.conftest import MACHINE, Place, acting


class PaperPlace(Place):
    """The units and officers, and how a paper comes about."""

    def document(
        self,
        unit=None,
        kind="decision",
        abstract="Về việc khen thưởng",
        lines=("Điều 1. Khen thưởng.", "Điều 2. Thi hành."),
    ):
        return general.document(
            general.Facts(
                head_of(unit or self.commune), kind, abstract, tuple(lines), ("Căn cứ Điều lệ Đoàn",)
            )
        )

    def draft(self, unit=None, kind="decision", actor=MACHINE, **more):
        unit = unit or self.commune
        document = more.pop("document", None) or self.document(unit, kind)
        return operations.draft_paper(unit, actor=actor, document=document, kind=kind, form="general", **more)

    def signed(self, unit=None, kind="decision", **more):
        return operations.sign_paper(self.draft(unit, kind, **more), actor=MACHINE)

    def issued(self, on, unit=None, kind="decision", number=None, **more):
        return operations.issue_paper(self.signed(unit, kind, **more), actor=MACHINE, on=on, number=number)


__all__ = ["MACHINE", "PaperPlace", "acting"]


@pytest.fixture
def place(db):
    """The small world."""
    return PaperPlace()
