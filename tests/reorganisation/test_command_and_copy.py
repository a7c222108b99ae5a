"""`./aoxanh reorganise`, and plans made from the country's own decision (campaigns §10.2)."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from aoxanh.org.administrative import load_administrative_units, read_country
from aoxanh.org.countries import add_units, load_country
from aoxanh.org.models import Lineage, UnitVersion
from aoxanh.reorganisation.copying import steps_of_decision
from aoxanh.reorganisation.forecasting import forecast
from aoxanh.reorganisation.models import Plan
from aoxanh.reorganisation.steps import read_steps
from tests.reorganisation.conftest import tree

TIER = dt.date(2025, 7, 1)
LOC_HA = {
    "18409",
    "18412",
    "18421",
    "18430",
    "18457",
    "18493",
    "18568",
    "18577",
    "18580",
    "18583",
    "18598",
    "18670",
}


def written(path, **plan):
    path.write_text(
        json.dumps({"unit": "42", "effective_on": "2026-07-01", "decision": {"number": "1-QĐ"}, **plan})
    )
    return str(path)


def told(*arguments, **options):
    out = io.StringIO()
    call_command("reorganise", *arguments, stdout=out, **options)
    return out.getvalue()


def test_a_file_is_played_through_without_writing_and_carried_out_without_dry_run(place, tmp_path):
    place.member()
    file = written(
        tmp_path / "p.json", name="Sáp nhập", steps=[{"do": "merge", "units": ["B1"], "into": "B2"}]
    )
    found = json.loads(told(file, dry_run=True, json=True))
    assert (found["can_be_done"], found["moves"], found["before"]) == (True, 1, {"member": 1})
    assert found["digests"][0] == found["digests"][1]
    assert not Plan.objects.exists()
    found = json.loads(told(file, json=True))
    assert found["plan"]["state"] == "done"
    assert "B1" not in tree(dt.date(2026, 7, 1))


def test_what_stands_against_a_plan_is_printed_and_exits_1(place, tmp_path, capsys):
    place.member()
    file = written(tmp_path / "p.json", name="x", steps=[{"do": "dissolve", "unit": "B1"}])
    out = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("reorganise", file, stdout=out)
    assert left.value.code == 1
    assert "L5" in out.getvalue()
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "[]", '{"unit": "42"}', '{"unit": "42", "effective_on": "x", "steps": []}']
)
def test_a_file_that_is_no_plan_says_what_it_needs(place, tmp_path, text):
    (tmp_path / "p.json").write_text(text)
    with pytest.raises(CommandError, match="effective_on"):
        call_command("reorganise", str(tmp_path / "p.json"))


def test_loc_ha_s_twelve_communes_become_five_and_every_one_has_one_successor(db):
    """12 old units, 5 new ones; new Hồng Lộc carries old Tân Lộc's code (campaigns §10.2)."""
    load_administrative_units()
    country, day = read_country(2023), dt.date(2020, 1, 1)
    root = add_units([("", "province", "42", "Tỉnh đoàn Hà Tĩnh")], {}, day)
    districts = add_units([("42", "district", r.code, r.name) for r in country.level("district") if r.parent_code == "42"], root, day)  # fmt: skip
    add_units([(r.parent_code, "commune", r.code, r.name) for r in country.level("commune") if r.parent_code in districts], districts, day)  # fmt: skip
    scope = UnitVersion.objects.get(code="42")
    steps = steps_of_decision(scope, TIER)
    into = {code: step["code"] for step in steps if step["do"] == "consolidate" for code in step["units"]}
    assert {into[code] for code in LOC_HA} == {"18568", "18409", "18583", "18586", "18100"}
    assert into["18409"] == into["18412"] == "18409"
    result = forecast(read_steps(steps), TIER, scope)
    assert result.problems == []
    assert not [n for n in result.forest.nodes.values() if n.kind == "district"]


def test_the_whole_country_of_2023_becomes_34_provinces(db):
    load_administrative_units()
    load_country(2023, dt.date(2020, 1, 1))
    scope = UnitVersion.objects.get(code="TW")
    result = forecast(read_steps(steps_of_decision(scope, TIER)), TIER, scope)
    assert result.problems == []
    provinces = [n for n in result.forest.nodes.values() if n.kind == "province"]
    assert len(provinces) == 34
    assert {n.code for n in provinces} == {r.code for r in read_country(2025).level("province")}
    assert len([n for n in result.forest.nodes.values() if n.born]) == 3321
    assert not Lineage.objects.exists()


def test_a_day_without_a_decision_gives_no_steps(place):
    scope = place.province.standing(dt.date(2024, 1, 1))
    assert steps_of_decision(scope, dt.date(2024, 1, 1)) == []
