"""The screens: an election from preparation to recognition as its officers walk it, and what the superior decides."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse

from aoxanh.accounts.models import Appointment
from aoxanh.cases.models import Case
from aoxanh.elections import committee_operations as later
from aoxanh.elections.models import Candidate, Committee, Election, Round, Seat
from aoxanh.org.models import Unit
from aoxanh.org.operations import Decision
from aoxanh.people.models import Person
from tests.elections.conftest import DAY
from tests.membership.conftest import MACHINE

D = dt.date


def browser(user) -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(user)
    return client


@pytest.fixture
def people(place):
    return place.members(10)


def post(client, election, name, args=(), **form):
    fresh = Election.objects.get(pk=election.pk)
    address = reverse(f"elections:{name}", args=[fresh.uid, *args])
    return client.post(address, {"revision": fresh.revision, **form})


def votes(election, office, yes):
    ids = {one.person_id: one.pk for one in election.contests.get(office=office).candidates.all()}
    return {f"yes-{ids[person.pk]}": n for person, n in yes.items()}


def test_a_branch_secretary_walks_an_election_to_its_end(place, people):
    client = browser(place.branch_secretary)
    form = {"occasion": "congress", "held_on": "26/03/2024", "mode": "in_person", "executive": "3", "secretary": "1", "deputy": "0"}  # fmt: skip
    address = reverse("elections:prepare", args=[place.branch.pk])
    refused = client.post(address, {**form, "executive": "7"})
    assert refused.status_code == 422
    assert "R-ORG §2.2" in refused.content.decode()
    assert 'value="7"' in refused.content.decode()
    assert client.post(address, form).status_code == 302
    election = Election.objects.get()
    assert reverse("elections:election", args=[election.uid]) in client.get("/").content.decode()
    chosen = [str(one.uid) for one in people[:4]]
    short = post(client, election, "candidates", ["executive"], save="1", source="committee", selected=chosen[:3])  # fmt: skip
    assert short.status_code == 422
    assert "số dư" in short.content.decode()
    assert f'value="{chosen[0]}" aria-label' in short.content.decode()
    assert not Candidate.objects.exists()
    assert post(client, election, "candidates", ["executive"], save="1", source="committee", selected=chosen).status_code == 302  # fmt: skip
    assert post(client, election, "act", ["attend"], entitled=10, present=10).status_code == 302
    a, b, c, d = people[:4]
    sheet = {"issued": 10, "collected": 10, "invalid": 1, **votes(election, "executive", {a: 9, b: 8, c: 6, d: 2})}  # fmt: skip
    told = post(client, election, "reckon", ["executive"], **sheet).content.decode()
    assert "9 trên 10 phiếu phát ra (90%); cần trên 5 phiếu" in told
    assert "<html" not in told
    assert not Round.objects.exists()
    wrong = post(client, election, "sheet", ["executive"], **{**sheet, "collected": 12})
    assert wrong.status_code == 422
    assert "Thu về 12 phiếu nhưng chỉ phát ra 10" in wrong.content.decode()
    assert 'value="12"' in wrong.content.decode()
    assert not Round.objects.exists()
    assert post(client, election, "sheet", ["executive"], **sheet).status_code == 302
    found = client.get(reverse("elections:candidates", args=[election.uid, "secretary"])).content.decode()
    assert [one.full_name in found for one in people[:4]] == [True, True, True, False]
    post(client, election, "candidates", ["secretary"], save="1", source="committee", selected=chosen[:1])
    post(client, election, "sheet", ["secretary"], issued=3, collected=3, **votes(election, "secretary", {a: 3}))  # fmt: skip
    minutes = client.get(reverse("elections:minutes", args=[election.uid]))
    assert minutes.content.startswith(b"%PDF")
    clerk = browser(place.clerk)  # staff of the commune prepares and counts, but does not close
    assert (
        "Kết thúc bầu cử</button>"
        not in clerk.get(reverse("elections:election", args=[election.uid])).content.decode()
    )
    assert post(clerk, election, "act", ["close"]).status_code == 403
    closed = post(client, election, "act", ["close"])
    case = Case.objects.get()
    assert closed["Location"] == reverse("org:unit", args=[place.branch.pk]), (
        "who was voted out may look at it no more"
    )
    assert Appointment.objects.in_force(DAY).get(unit=place.branch, duty="secretary").user.person == a
    secretary = browser(Person.objects.get(pk=a.pk).user)
    page = secretary.get(reverse("cases:case", args=[case.uid])).content.decode()
    assert "6 trên 10 phiếu phát ra (60%); cần trên 5 phiếu" in page
    sent = secretary.post(reverse("cases:move", args=[case.uid, "agree"]), {"step": "SEND", "on": "26/03/2024", "has_minutes": "on", "has_list": "on"})  # fmt: skip
    assert sent.status_code == 422
    assert "Hồ sơ còn thiếu" in sent.content.decode()


def test_recognition_waits_for_the_commune_and_is_late_after_fifteen_days(place, people, today):
    """R-ELE-08: the clock is on the first page, and the superior recognises from there."""
    election = place.branch_congress(people)
    place.send(election, on=D(2024, 3, 26))
    client = browser(place.officer)
    assert "Công nhận kết quả bầu cử: 1 hồ sơ đang chờ" in client.get("/").content.decode()
    assert "1 quá hạn" not in client.get("/").content.decode()
    today.move_to(dt.datetime(2024, 4, 11, 2, tzinfo=dt.UTC))
    client = browser(place.officer)
    assert "1 quá hạn" in client.get("/").content.decode()
    case = Case.objects.get()
    done = client.post(reverse("cases:move", args=[case.uid, "agree"]), {"step": "RECOGNISE", "on": "11/04/2024"})  # fmt: skip
    assert done.status_code == 302
    page = client.get(reverse("elections:unit", args=[place.branch.pk])).content.decode()
    assert "01-QĐ/ĐTN" in page
    assert people[0].full_name in page


def test_the_committee_of_any_day_and_the_terms_before(place, people):
    place.branch_congress(people[:4] + people[4:], on=D(2024, 1, 15))
    Election.objects.update(state="recognised")
    place.branch_congress(people[3:])
    client = browser(place.branch_deputy)
    Appointment.objects.filter(user=place.branch_deputy).update(ends_on=None)
    address = reverse("elections:unit", args=[place.branch.pk])
    now, then = client.get(address).content.decode(), client.get(f"{address}?as_of=2024-02-01").content.decode()  # fmt: skip
    assert (people[3].full_name in now, people[0].full_name in now) == (True, False)
    assert (people[3].full_name in then, people[0].full_name in then) == (False, True)
    assert "Đại hội lần thứ 1" in now
    assert people[3].full_name in client.get(reverse("org:unit", args=[place.branch.pk])).content.decode()
    told = json.loads(client.get(f"/api/units/{place.branch.pk}/committees?as_of=2024-02-01").content)
    assert [one["posts"] for one in told[0]["seats"]] == [["secretary", "member"], ["deputy", "member"], ["member"]]  # fmt: skip
    uid = Election.objects.latest("held_on").uid
    rounds = json.loads(client.get(f"/api/elections/{uid}").content)["contests"][0]["rounds"]
    assert [line["outcome"] for line in rounds[0]["lines"]] == ["elected"] * 3 + ["short"]


def test_completing_a_committee_takes_nothing_for_granted(place, people):
    place.branch_congress(people)
    Election.objects.update(state="recognised")
    client = browser(Person.objects.get(pk=people[0].pk).user)
    address = reverse("elections:prepare", args=[place.branch.pk])
    assert (
        f"{address}?occasion=midterm"
        in client.get(reverse("elections:unit", args=[place.branch.pk])).content.decode()
    )
    page = client.get(f"{address}?occasion=midterm")
    assert {page.context["form"][name].value() for name in ("executive", "secretary", "deputy")} == {0}
    assert client.get(address).context["form"]["executive"].value() == 3


def test_the_province_decides_on_its_pages(place, people):
    """R-ORG-05 to R-ORG-07."""
    unit = place.unit("C9", "Đoàn xã Mới", "commune", place.province)
    client = browser(place.province_officer)
    address = reverse("elections:interim", args=[unit.pk])
    found = client.post(address, {"find": "1", "q": "nguyen thi", f"post-{people[0].uid}": "secretary"}).content.decode()  # fmt: skip
    assert found.count('value="secretary" selected') == 1
    nobody = client.post(address, {"name": "1", "effective_on": "26/03/2024", f"post-{people[0].uid}": "member"})  # fmt: skip
    assert nobody.status_code == 422
    assert not Committee.objects.exists()
    named = {"name": "1", "effective_on": "26/03/2024", f"post-{people[0].uid}": "secretary", f"post-{people[1].uid}": "member"}  # fmt: skip
    assert client.post(address, named).status_code == 302
    committee = Committee.objects.get()
    assert committee.decision_number == "01-QĐ/TĐTN"
    term = reverse("elections:term", args=[committee.uid])
    assert client.post(term, {"until": "26/03/2030", "effective_on": "26/03/2024", "number": "9-QĐ"}).status_code == 422  # fmt: skip
    assert client.post(term, {"until": "26/03/2025", "effective_on": "26/03/2024", "number": "9-QĐ"}).status_code == 302  # fmt: skip
    assert Unit.objects.get(pk=unit.pk).term_ends_on == D(2025, 3, 26)
    designate = reverse("elections:designate", args=[unit.pk])
    form = {"person": str(people[2].uid), "post": "executive.member", "effective_on": "26/03/2024", "number": ""}  # fmt: skip
    assert client.post(designate, form).status_code == 422  # two decided on: 15 % of two is nobody
    seat = Seat.objects.get(person=people[1])
    end = reverse("elections:end_seat", args=[seat.pk])
    assert client.post(end, {"went": "moved", "on": "27/03/2024"}).status_code == 422
    assert client.post(end, {"went": "moved", "on": "26/03/2024", "words": "Chuyển công tác"}).status_code == 302  # fmt: skip
    assert Seat.objects.get(pk=seat.pk).went == "moved"


def test_a_term_that_ends_soon_and_one_that_has_run_out_wait_on_the_first_page(place, people, today):
    """R-ORG-07: an interim committee's six months; the unit stands among the terms that have run out."""
    unit = place.unit("B9", "Chi đoàn thôn Mới", "branch", place.commune)
    later.name_interim(unit, actor=MACHINE, people=[(people[0], "secretary")], decision=Decision(DAY, "1-QĐ"))
    today.move_to(dt.datetime(2024, 8, 10, 2, tzinfo=dt.UTC))
    home = browser(place.officer).get("/").content.decode()
    assert "1 ban chấp hành sắp hết nhiệm kỳ" in home
    today.move_to(dt.datetime(2024, 9, 30, 2, tzinfo=dt.UTC))
    client = browser(place.officer)
    assert "1 tổ chức đã hết nhiệm kỳ" in client.get("/").content.decode()
    overdue = client.get(reverse("statistics:overdue", args=[place.commune.pk, "terms"])).content.decode()
    assert "Chi đoàn thôn Mới" in overdue
    assert "đã hết nhiệm kỳ" in client.get(reverse("elections:unit", args=[unit.pk])).content.decode()
