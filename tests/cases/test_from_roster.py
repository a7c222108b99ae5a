"""From chosen rows of the roster, or all that match, to a docket: the same people, within the right, bounded."""

from __future__ import annotations

import re

import pytest

from aoxanh.cases.models import Case
from tests.membership.test_roster import signed_in


@pytest.fixture
def page(place):
    """The roster's act, as the branch secretary asks for it."""
    for n in range(3):
        place.member(f"Nguyễn Văn A{'bcd'[n]}", birth="1990-01-01")
    place.member("Lê Văn Trẻ", birth="2005-01-01")
    place.member("Trần Văn Xa", birth="1990-01-01", unit=place.far_branch)

    def ask(user, query="", **posted):
        return signed_in(user).post(
            "/roster/act/open_cases/", {"query": query, "all_matching": "1", **posted}
        )

    return ask


def test_everybody_over_30_goes_into_one_docket(place, page):
    """All that match the filter are chosen on the server; the procedure's own page judges each and opens the docket."""
    shown = page(place.branch_secretary, "maturing=over30")
    assert [person.full_name for person in shown.context["people"]] == [
        "Nguyễn Văn Ab",
        "Nguyễn Văn Ac",
        "Nguyễn Văn Ad",
    ]
    text = shown.content.decode()
    begins = re.findall(r'formaction="([^"]+)"', text)
    address = next(one for one in begins if "maturation" in one)
    uids = [str(person.uid) for person in shown.context["people"]]
    begun = signed_in(place.branch_secretary).post(address, {"selected": uids})
    assert begun.status_code == 200
    assert [person.full_name for person in begun.context["people"]] == [
        p.full_name for p in shown.context["people"]
    ]
    assert not Case.objects.exists(), "nothing is opened before the form is sent"


def test_only_by_who_opens_cases_and_of_today(place, page):
    """A committee member has no such act; a past day has none either; several units ask for one first."""
    assert page(place.committee).status_code == 403
    assert page(place.branch_secretary, "as_of=2024-01-01").status_code == 302
    assert "Lê Văn Trẻ" not in page(place.stranger).content.decode()
