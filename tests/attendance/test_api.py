"""Attendance over the API: what the pages do, with their rights, once a command key."""

from __future__ import annotations

import pytest

from aoxanh.attendance.models import Gathering
from aoxanh.audit.models import AuditEntry
from tests.api.conftest import Caller, token_of


@pytest.fixture
def branch(place):
    """The branch secretary's program."""
    return Caller(token_of(place.branch_secretary))


def sheet(*marks, **more):
    return {
        "kind": "meeting", "day": "2024-03-05", "marks": [{"person": str(one.uid), "how": how} for one, how in marks], **more
    }  # fmt: skip


def test_a_meeting_is_recorded_corrected_and_taken_back(place, branch, member, other):
    """R-MTG-01, R4: the same key has one effect; who is not on the sheet does not exist; the log says where it came from."""
    address = f"/api/units/{place.branch.pk}/gatherings"
    whole = sheet((member, "present"), (other, "absent"))
    first, again = (branch.send(address, whole, key="b-1") for _time in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    told = first.json()
    assert (told["title"], told["listed"], told["present"]) == ("Sinh hoạt chi đoàn tháng 3/2024", 2, 1)
    assert AuditEntry.objects.get(action="attendance.record").source == "api"
    part = branch.send(address, sheet((member, "present"), title="Khác"), key="b-2")
    assert (part.status_code, part.json()["rule"]) == (422, "R-MTG-01")
    stranger = place.member("Lê Thị Xa", unit=place.far_branch)
    assert branch.send(address, sheet((stranger, "present"), title="Khác"), key="b-3").status_code == 404
    change = {"changes": [{"person": str(other.uid), "before": "absent", "after": "excused"}]}
    one = f"/api/gatherings/{told['uid']}"
    assert branch.send(f"{one}/correct", change).json()["excused"] == 1
    assert branch.send(f"{one}/correct", change).status_code == 422, "no longer marked as absent"
    assert branch.send(f"{one}/take-back", {}).json()["taken_back_at"]
    assert Gathering.objects.count() == 1


def test_an_online_meeting_without_consent_is_refused(place, branch, member):
    """R-MTG-04."""
    told = branch.send(f"/api/units/{place.branch.pk}/gatherings", sheet((member, "present"), mode="online", ground="special"))  # fmt: skip
    assert (told.status_code, told.json()["rule"]) == (422, "R-MTG-04")
    assert not Gathering.objects.exists()


def test_a_year_is_told_page_by_page_and_summed_up_above(place, branch, member, other):
    place.months([1, 2], absent=[other])
    address = f"/api/units/{place.branch.pk}/attendance"
    first = branch.get(address, year=2024, limit=1).json()
    second = branch.get(address, year=2024, limit=1, after=first["next"]).json()
    rows = {row["person"]: row for row in (*first["items"], *second["items"])}
    assert second["next"] is None
    assert (rows[str(member.uid)]["present"], rows[str(member.uid)]["due"]) == (2, 2)
    assert rows[str(other.uid)]["inactive"] == ["2024-01-01", "2024-02-01"]
    assert rows[str(other.uid)]["months"][0] == {
        "month": "2024-01-01",
        "present": 0,
        "excused": 0,
        "absent": 1,
    }
    held = branch.get(f"/api/units/{place.branch.pk}/gatherings").json()["items"]
    assert [row["day"] for row in held] == ["2024-02-05", "2024-01-05"]
    above = (
        Caller(token_of(place.officer))
        .get(f"/api/units/{place.commune.pk}/attendance/below", year=2024)
        .json()
    )
    own = next(row for row in above if row["unit"] == place.branch.pk)
    assert (own["meetings"], own["percent"], own["met_this_month"]) == (2, 50, 0)
