"""The statute's numbers and who decides are dated data an operator adds to; what was decided stays under what held then."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.membership.models import AuthorityRow, StatuteRow
from aoxanh.membership.operations import add_authority, add_statute_value
from aoxanh.membership.rules import AUTHORITIES, authority_on, statute_on
from aoxanh.membership.statute.titles import BODIES, DECISIONS
from tests.membership.conftest import acting
from tests.membership.test_roster import signed_in

D = dt.date
NEW = {
    "procedure": "card", "decision": "reissue", "kinds": ["province"], "body": "standing_committee", "rule": "Điều 4",
    "source": "HD 45-HD/TWĐTN-CTĐ", "valid_from": D(2027, 1, 1), "sure": "sourced",
}  # fmt: skip


@pytest.fixture
def operator(place):
    """Who operates the installation."""
    return place.user("machine", place.province, "operator")


def test_the_shipped_table_has_one_decider_a_day_and_words_for_each():
    """R-ORG-10: of the shipped rows at most one holds for a decision on any day; each has its title and body in words."""
    for row in AUTHORITIES:
        assert (row.procedure, row.decision) in DECISIONS
        assert row.body in BODIES
        for day in (row.valid_from, D(2025, 6, 30), D(2025, 7, 1), D(2026, 11, 26)):
            held = [
                r
                for r in AUTHORITIES
                if (r.procedure, r.decision, r.holds_on(day)) == (row.procedure, row.decision, True)
            ]
            assert len(held) <= 1


def test_the_district_s_authority_passed_to_the_commune_and_is_marked_assumed(db):
    """R-ORG-10, §2.7: until 30/06/2025 the district, from 01/07/2025 the commune, assumed."""
    before, after = (
        authority_on("card", "issue", D(2025, 6, 30)),
        authority_on("card", "issue", D(2025, 7, 1)),
    )
    assert "district" in before.kinds
    assert ("commune" in after.kinds, after.sure) == (True, "assumed")
    assert authority_on("card", "nothing", D(2025, 7, 1)) is None


def test_an_operator_adds_who_decides_and_the_past_stays_as_it_was(place, operator):
    """Dated, audited, without a change of code; a later row of the same day puts an earlier one right."""
    add_authority(operator, actor=acting(operator), **NEW)
    assert authority_on("card", "reissue", D(2027, 1, 1)).kinds == ("province",)
    assert "commune" in authority_on("card", "reissue", D(2026, 12, 31)).kinds
    add_authority(
        operator, actor=acting(operator), **{**NEW, "kinds": ["commune"], "valid_to": D(2028, 1, 1)}
    )
    assert authority_on("card", "reissue", D(2027, 1, 1)).kinds == ("commune",)
    assert authority_on("card", "reissue", D(2028, 1, 1)).kinds == ("province",), (
        "the row that ended lets the older one hold"
    )
    entry = AuditEntry.objects.filter(action="membership.authority").first()
    assert entry.details["decision"] == "card.reissue"
    with pytest.raises(Objection):
        add_authority(operator, actor=acting(operator), **{**NEW, "valid_to": D(2027, 1, 1)})
    with pytest.raises(PermissionDenied):
        add_authority(place.officer, actor=acting(place.officer), **NEW)


@pytest.mark.parametrize("model", [AuthorityRow, StatuteRow])
def test_rows_are_never_changed_or_deleted(place, operator, model):
    """Append-only by the database itself."""
    add_authority(operator, actor=acting(operator), **NEW)
    value = {
        "code": "maturity_age",
        "value": 31,
        "rule": "Điều 5",
        "source": "HD 45",
        "valid_from": D(2027, 1, 1),
        "sure": "sourced",
    }
    add_statute_value(operator, actor=acting(operator), **value)
    assert statute_on(D(2027, 1, 1))["maturity_age"] == 31
    for act in (lambda: model.objects.update(source="x"), lambda: model.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_page_adds_it_for_the_operator_alone(place, operator):
    """Everybody reads the table; the operator has the form; a form that is wrong comes back filled."""
    posted = {
        "what": "authority", "who-decision": "honorary.decide", "who-kinds": ["commune", "province"], "who-body": "standing_committee", "who-rule": "Điều 6",
        "who-source": "HD 45-HD/TWĐTN-CTĐ", "who-valid_from": "01/01/2027", "who-sure": "sourced",
    }  # fmt: skip
    client = signed_in(operator)
    assert client.post("/statute/", {**posted, "who-kinds": []}).status_code == 422
    assert client.post("/statute/", posted).status_code == 302
    page = client.get("/statute/", {"as_of": "2027-02-01"})
    (row,) = [
        item
        for item in page.context["authorities"]
        if item["now"] and (item["row"].procedure, item["row"].decision) == ("honorary", "decide")
    ]
    assert (row["row"].source, row["row"].sure) == ("HD 45-HD/TWĐTN-CTĐ", "sourced")
    officer = signed_in(place.officer)
    assert officer.get("/statute/").context["authority"] is None
    assert officer.post("/statute/", posted).status_code == 403
