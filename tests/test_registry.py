"""What every operation and every column must have, also those that come later."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

import aoxanh
from aoxanh.audit.operation import OPERATIONS, SENTENCES
from aoxanh.database.inventory import INVENTORY, columns_of

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import messages  # noqa: E402

for found in pkgutil.walk_packages(aoxanh.__path__, "aoxanh."):
    if found.name.endswith(("operations", "merging", "urls")):
        importlib.import_module(found.name)

ROOMS = ROOT / "src" / "aoxanh"
DONE = {m.singular for path in messages.catalogues("vi") for m in messages.read_po(path) if m.done}
KEY = re.compile(r"%\((\w+)\)s")


def facts_of() -> dict[str, set[str]]:
    """The names each action's function may hand to the log, read off the code: literal keys in its module."""
    found: dict[str, set[str]] = {}
    for path in ROOMS.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        keys = {
            key.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Dict)
            for key in node.keys
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in {"operation", "reading"}
                and node.args
            ):
                action = node.args[0]
                if isinstance(action, ast.Constant):
                    found[action.value] = keys | ({"fields"} if node.func.id == "reading" else set())
    return found


FACTS = facts_of()


@pytest.mark.parametrize("action", sorted(OPERATIONS))
def test_every_operation_has_a_policy(action):
    assert callable(OPERATIONS[action].allow)
    assert OPERATIONS[action].perform.__doc__


@pytest.mark.parametrize("action", sorted(SENTENCES))
def test_every_act_has_a_sentence_in_both_languages(action):
    with translation.override("en"):
        english = str(SENTENCES[action])
    assert english
    assert english in DONE, f"no Vietnamese for {english!r}"
    with translation.override("vi"):
        assert set(KEY.findall(str(SENTENCES[action]))) <= set(KEY.findall(english))


@pytest.mark.parametrize("action", sorted(SENTENCES))
def test_every_fact_a_sentence_prints_is_handed_over(action):
    with translation.override("en"):
        printed = set(KEY.findall(str(SENTENCES[action])))
    assert printed <= FACTS[action]


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda m: m._meta.label)
def test_every_column_is_in_the_data_inventory(model):
    known = INVENTORY.get(model, {})
    assert set(known) == set(columns_of(model)), "classify it in the room's inventory.py"
    for data in known.values():
        assert data.kind == "none" or (str(data.purpose) and str(data.retention))
