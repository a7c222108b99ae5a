"""Every rule of the Union is implemented and shown by a test, or says why not (docs/reference/rules.md)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
import rules

RULES, VECTORS, STRANGE = rules.read()


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_cited_by_code_and_test_or_says_why_not(code):
    rule = RULES[code]
    if not rule.why:
        assert rule.code, "no code cites it: implement it, or say in tests/rules.txt why not"
        assert rule.tests, "no test cites it"


def test_nothing_cites_a_rule_that_is_not_written():
    assert not STRANGE, dict(STRANGE)


@pytest.mark.parametrize("number", range(1, rules.VECTORS + 1))
def test_each_vector_has_its_test(number):
    assert VECTORS[number], f"no test names vector {number} of §5.1"
