"""Acts on a selection: asked anew on the server, looked at first, then done as it was looked at."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client

from aoxanh.accounts.models import Invitation, User
from aoxanh.audit.models import AuditEntry
from aoxanh.membership import acts
from aoxanh.membership.acts import Act, Verdict
from aoxanh.org.models import today
from aoxanh.people import many_operations
from aoxanh.people.models import Person
from tests.membership.conftest import acting
from tests.membership.test_roster import signed_in


def look(client, code="together", **posted):
    """Ask what an act would make of a selection."""
    return client.post(f"/roster/act/{code}/", {"query": "", "all_matching": "1", "step": "look", **posted})


def do(client, page, code="together", **posted):
    """Confirm what a page showed."""
    return client.post(
        f"/roster/act/{code}/",
        {"query": "", "all_matching": "1", "step": "do", "seen": page.context["seen"], **posted},
    )


def workplaces():
    """Return who works or learns where."""
    return dict(Person.objects.order_by("sort_key").values_list("full_name", "workplace"))


def test_particulars_of_many_are_put_right_as_they_were_looked_at(place):
    """Looked at first, what is written already stays, each record's own history tells it; one transaction."""
    an, binh = place.member("Nguyễn Văn An"), place.member("Lê Văn Bình")
    Person.objects.filter(pk=binh.pk).update(workplace="Nhà máy")
    client, asked = (
        signed_in(place.officer),
        {"workplace": "Trường THPT Lộc Hà", "education": "upper_secondary"},
    )
    page = look(client, **asked)
    assert page.context["go_n"] == 2
    (words,) = [verdict.becomes for row, verdict in page.context["go"] if row.person.pk == an.pk]
    assert "— → Trường THPT Lộc Hà" in words
    assert workplaces() == {"Nguyễn Văn An": "", "Lê Văn Bình": "Nhà máy"}, "looking changes nothing"
    assert do(client, page, **asked)["Location"] == "/roster/?status="
    assert workplaces() == {"Nguyễn Văn An": "Trường THPT Lộc Hà", "Lê Văn Bình": "Nhà máy"}
    entries = AuditEntry.objects.filter(action="people.correct")
    assert {entry.subject for entry in entries} == {an.uid, binh.uid}
    assert "THPT" not in "".join(entry.facts for entry in entries), "values are sealed"
    page = look(client, **asked)
    assert (page.context["go_n"], page.context["stay_n"]) == (0, 2)
    page = look(client, over="on", **asked)
    assert page.context["go_n"] == 1
    do(client, page, over="on", **asked)
    assert workplaces()["Lê Văn Bình"] == "Trường THPT Lộc Hà"


def test_what_has_changed_since_it_was_looked_at_is_shown_anew(place):
    """Somebody joined the list, or the form says something else: nothing is done before it was looked at."""
    place.member("Nguyễn Văn An")
    client = signed_in(place.officer)
    page = look(client, workplace="Trường A")
    place.member("Lê Văn Bình")
    again = do(client, page, workplace="Trường A")
    assert again.status_code == 200
    assert again.context["go_n"] == 2
    other = do(client, again, workplace="Trường B")
    assert other.status_code == 200
    assert set(workplaces().values()) == {""}
    do(client, other, workplace="Trường B")
    assert set(workplaces().values()) == {"Trường B"}


def test_nobody_acts_on_who_is_not_theirs(place):
    """Rows named by the browser are asked within the right; the operation asks once more, and all or nothing."""
    an, far = place.member("Nguyễn Văn An"), place.member("Trần Văn Xa", unit=place.far_branch)
    client = signed_in(place.officer)
    page = client.post(
        "/roster/act/together/",
        {"query": "", "selected": [str(an.uid), str(far.uid)], "step": "look", "workplace": "X"},
    )
    assert [row.person for row, _verdict in page.context["go"]] == [an]
    assert look(signed_in(place.committee), workplace="X").status_code == 403
    with pytest.raises(PermissionDenied):
        many_operations.correct_many(
            place.officer, actor=acting(place.officer), people=[an, far], facts={"workplace": "X"}, over=True
        )
    assert set(workplaces().values()) == {""}


def test_an_act_is_bounded_and_of_today(place, monkeypatch):
    """More than it may take, or a past day: refused in words."""
    place.member("Nguyễn Văn An")
    place.member("Lê Văn Bình")
    client = signed_in(place.officer)
    past = client.post(
        "/roster/act/together/",
        {"query": "as_of=2024-01-01", "all_matching": "1", "step": "look", "workplace": "X"},
        follow=True,
    )
    assert "hôm nay" in past.content.decode()
    monkeypatch.setitem(
        acts.ACTS, "together", acts.ACTS["together"].__class__(**{**vars(acts.ACTS["together"]), "most": 1})
    )
    many = client.post(
        "/roster/act/together/",
        {"query": "", "all_matching": "1", "step": "look", "workplace": "X"},
        follow=True,
    )
    assert "nhiều nhất 1 người" in many.content.decode().lower()
    assert client.post("/roster/act/nothing/").status_code == 404


def test_slips_with_links_are_shown_once_and_open_each_account(place):
    """A link for each who has no account open; who has one, and oneself, cannot go, told why."""
    an, binh = place.member("Nguyễn Văn An"), place.member("Lê Văn Bình")
    open_already = User.objects.create_user("binh", password="mot cau dai du muoi lam", name="Bình")
    Person.objects.filter(pk=binh.pk).update(user=open_already)
    client = signed_in(place.officer)
    page = look(client, "links")
    assert [row.person for row, _verdict in page.context["go"]] == [an]
    assert [verdict.why for _row, verdict in page.context["stay"]] == ["Tài khoản đã được mở."]
    sheet = do(client, page, "links")
    assert "no-store" in sheet["Cache-Control"]
    (link,) = re.findall(r"http://testserver(/[^<\s]+)", sheet.content.decode())
    assert Client().get(link).status_code in {200, 302}
    assert Invitation.objects.get().user == Person.objects.get(pk=an.pk).user
    assert {e.subject for e in AuditEntry.objects.filter(action="people.invite")} == {an.uid}
    assert look(signed_in(place.user("leader", place.commune, "pioneer_leader")), "links").status_code == 403


def test_another_room_adds_an_act(place):
    """The seam of dockets: a verdict for each person with its rule, and one call to carry it out."""
    an, binh = place.member("Nguyễn Văn An", birth="1990-01-01"), place.member("Lê Văn Bình")
    went = []

    def judge(request, rows, facts):
        young = Verdict(can=False, why="Chưa quá 30 tuổi", rule="R-MAT-01")
        return {
            row.person.pk: Verdict(can=True, becomes="mở hồ sơ") if row.person.age() > 30 else young
            for row in rows
        }

    def carry_out(request, rows, facts):
        went.extend(row.person for row in rows)
        return HttpResponse("docket")

    act = Act("mature", "Xét trưởng thành", "flag", "book.record", 50, judge=judge, carry_out=carry_out)
    acts.register(act)
    try:
        with pytest.raises(ValueError, match="already"):
            acts.register(act)
        client = signed_in(place.officer)
        assert "/roster/act/mature/" in client.get("/roster/").content.decode()
        page = look(client, "mature")
        assert "R-MAT-01" in page.content.decode()
        assert [row.person for row, _v in page.context["stay"]] == [binh]
        assert do(client, page, "mature").content == b"docket"
        assert went == [an]
        assert "/roster/act/mature/" not in client.get("/roster/?as_of=2024-01-01").content.decode()
    finally:
        del acts.ACTS["mature"]
    assert today() > dt.date(2024, 1, 1)
