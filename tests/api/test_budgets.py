"""Proof B19: a list costs the same queries with three rows and with sixty; the documentation page stands alone."""

from __future__ import annotations

import importlib
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from ninja import Schema

from aoxanh.accounts.models import Token
from tests.api.conftest import FOUNDED, add, establish

#: A look into SQLite's word index, and one at how large a scope near the root is, cost a query each.
BUDGETS = {
    "/api/me": 3,
    "/api/units": 2,
    "/api/units?q=doan": 3,
    "/api/units/{branch}": 3,
    "/api/units/{branch}/children": 3,
    "/api/units/{branch}/ancestors": 4,
    "/api/units/{branch}/events": 3,
    "/api/units/{branch}/log": 6,
    "/api/units/{branch}/appointments": 7,
    "/api/people": 8,
    "/api/people?q=nguyen": 9,
    "/api/people?unit={branch}": 8,
    "/api/people/{an}": 8,
    "/api/people/{an}/consents": 6,
}


@pytest.mark.parametrize("path", BUDGETS)
def test_a_page_costs_a_fixed_number_of_queries(path, world, django_assert_max_num_queries):
    address = path.format(branch=world.branch_a.pk, an=world.an.uid)
    assert world.commune_a.get(address).status_code == 200  # the token's day is written once
    with django_assert_max_num_queries(BUDGETS[path]) as few:
        world.commune_a.get(address)
    for number in range(20):
        establish(f"S{number}", f"Phân đoàn {number}", "subbranch", world.branch_a)
        for _row in range(3):
            add(world.branch_a, f"Nguyễn Thị Hoa {'abcdefghijklmnopqrst'[number]}")
    with django_assert_max_num_queries(BUDGETS[path]) as many:
        world.commune_a.get(address)
    assert len(many) == len(few)


def test_pages_of_a_list_meet_without_a_gap(world):
    for number in range(7):
        add(world.branch_a, f"Nguyễn Thị {'ABCDEFG'[number]}")
        establish(f"S{number}", f"Phân đoàn {number}", "subbranch", world.branch_a)
    for path, key in (
        ("/api/people", "uid"),
        ("/api/units", "id"),
        (f"/api/units/{world.branch_a.pk}/log", "seq"),
    ):
        whole = [row[key] for row in world.commune_a.get(path, limit=200).json()["items"]]
        found, after = [], ""
        while after is not None:
            page = world.commune_a.get(path, limit=3, after=after).json()
            found, after = found + [row[key] for row in page["items"]], page["next"]
        assert found == whole
        assert len(whole) >= 7
    assert world.commune_a.get("/api/people", limit=201).status_code == 422


def test_yesterday_is_answered_as_it_was(world):
    path = f"/api/units/{world.branch_a.pk}"
    world.commune_a.send(
        f"{path}/rename",
        {"name": "Chi đoàn mới", "code": "18430.1", "effective_on": "2024-01-01", "decision_number": "2"},
    )
    names = [world.commune_a.get(path, as_of=day).json()["name"] for day in ("2023-12-31", "2024-01-01")]
    assert names == [f"Chi đoàn thôn {world.a.pk}", "Chi đoàn mới"]
    assert world.commune_a.get("/api/people", as_of="2009-12-31").json()["items"] == []
    assert world.branch_a.standing(FOUNDED).name == names[0]
    assert world.commune_a.get(path, as_of="1").status_code == 422


def test_the_documentation_is_our_own_page_and_fetches_nothing_from_elsewhere(world, client):
    answer = client.get("/api/docs/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "/api/people/{uid}/reveal" in text
    headings = re.findall(r'<h2 id="tag-([a-z]+)">([^<]+)</h2>', text)
    assert len(headings) > 9
    assert not [code for code, title in headings if code == title]  # a group is named in words
    assert "Idempotency-Key" in text
    assert 'src="http' not in text
    assert "<script>" not in text


def test_the_description_is_openapi_3_1_and_every_write_asks_for_a_key(client, db):
    document = json.loads(client.get("/api/openapi.json").content)
    assert document["openapi"].startswith("3.1")
    for methods in document["paths"].values():
        for method, endpoint in methods.items():
            keys = [one for one in endpoint["parameters"] if one["name"] == "Idempotency-Key"]
            assert bool(keys) == (method != "get")
            assert {"401", "403", "404", "422", "429"} <= set(endpoint["responses"])


def test_no_two_rooms_call_what_they_send_or_take_the_same():
    """The document keeps one description a name: of two, one room's answers would be described as the other's."""
    importlib.import_module("aoxanh.config.api")  # every room's, whichever test comes first
    found = {}
    waiting = [Schema]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__module__.startswith("aoxanh") and "[" not in one.__name__:
                assert found.setdefault(one.__name__, one) is one, (
                    f"{one.__module__} and {found[one.__name__].__module__}: {one.__name__}"
                )
    assert {"PaperOut", "FeeRow", "PlanOut"} <= set(found)


def test_the_generated_references_are_what_is_kept():
    kept = Path(__file__).resolve().parent.parent.parent / "docs" / "reference"
    for name, command in (("openapi.json", "openapi"), ("data-inventory.md", "data_inventory")):
        out = StringIO()
        call_command(command, stdout=out)
        assert out.getvalue() == (kept / name).read_text(encoding="utf-8")


def test_the_command_makes_lists_and_takes_back_a_token(world):
    out = StringIO()
    call_command("token", "create", "branch", "--for", "Báo cáo", "--scope", "org:read", stdout=out)
    secret = out.getvalue().strip()
    assert Token.objects.get(prefix=secret[:10]).scopes == ["org:read"]
    call_command("token", "list", "branch", stdout=out)
    assert "Báo cáo" in out.getvalue()
    call_command("token", "revoke", secret[:10], stdout=out)
    assert Token.objects.get(prefix=secret[:10]).revoked_at
