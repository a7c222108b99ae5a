"""The small world of cases on 26 March 2024, for fees."""

import pytest

from tests.cases.conftest import CasePlace, today

__all__ = ["today"]


@pytest.fixture
def place(db, today):
    """The small world of cases."""
    return CasePlace()
