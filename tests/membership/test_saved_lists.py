"""Saved lists of the roster: own and shared by a unit; orders beside that of names; filters other rooms add."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms
from django.http import QueryDict
from django.utils import timezone

from aoxanh.audit.objection import Objection
from aoxanh.membership import columns, list_operations, roster, roster_forms, tasks
from aoxanh.membership.models import FirstList, SavedList
from aoxanh.membership.roster import Selection
from aoxanh.org.models import today
from aoxanh.people.models import Distinct, Person
from aoxanh.people.operations import correct_person
from tests.membership.conftest import MACHINE, acting
from tests.membership.test_roster import names, signed_in

D = dt.date


def order_of(place, order, size=2):
    """Return the names of the commune in an order, page by page there and page by page back."""
    selection = Selection([place.commune.standing(today()).path], today(), order=order)
    pages, cursor = [], ""
    while True:
        page = roster.page(selection, cursor, size)
        pages.append(page)
        cursor = page.next
        if not cursor:
            break
    listed = [person.full_name for page in pages for person in page.rows]
    assert listed == [row.person.full_name for row in roster.walk(selection)]
    back = [page.rows for page in pages[-1:]]
    cursor = pages[-1].previous
    while cursor:
        page = roster.page(selection, cursor, size)
        back.insert(0, page.rows)
        cursor = page.previous
    assert [person.full_name for rows in back for person in rows] == listed
    return listed


@pytest.mark.parametrize("counted", [0, 20_000])
def test_a_narrowed_list_of_a_whole_country_is_the_same_met_in_order_or_gathered(place, monkeypatch, counted):
    """Where people are not gathered by unit first, more than may be counted are met in the order of names."""
    monkeypatch.setattr(roster, "COUNTED", counted)
    monkeypatch.setattr(roster, "holds_many", lambda *_a: True)
    for n, name in enumerate(["Lê Văn Bình", "Nguyễn Thị An", "Đặng Văn Ân", "Trần Văn Chín"]):
        place.member(name, birth=f"{1995 + n}-01-01")
    place.member("Phạm Thị Dung", card_number="42-1")
    selection = Selection([place.commune.standing(today()).path], today(), filters={"missing": "card_number"})
    assert selection.counted == (min(4, counted), counted == 0)
    first = roster.page(selection, "", 3)
    last = roster.page(selection, first.next, 3)
    assert [p.full_name for p in (*first.rows, *last.rows)] == [
        "Nguyễn Thị An",
        "Đặng Văn Ân",
        "Lê Văn Bình",
        "Trần Văn Chín",
    ]
    assert (last.next, roster.page(selection, last.previous, 3).rows) == ("", first.rows)


def test_each_order_is_whole_on_every_page_and_unknown_values_come_last(place):
    """Keyset paging there and back in every order; equals stand in the order of names."""
    place.member(
        "Lê Văn Bình", birth="1999-01-01", joined_on=D(2015, 3, 26), card_number="42-2", since=D(2020, 1, 1)
    )
    place.member("Nguyễn Thị An", birth="2004-05", joined_on=D(2020, 3, 26), unit=place.far_branch)
    place.member("Đặng Văn Ân", birth="", card_number="42-1")
    gone = place.member("Trần Văn Chín", birth="1999-01-01", joined_on=D(2015, 3, 26))
    an, binh, aan, chin = "Nguyễn Thị An", "Lê Văn Bình", "Đặng Văn Ân", "Trần Văn Chín"
    path = [place.commune.standing(today()).path]
    assert place.far_branch.standing(today()).path.startswith(path[0]) is False
    assert order_of(place, "name") == [aan, binh, chin]
    assert order_of(place, "birth") == [binh, chin, aan]
    assert order_of(place, "-birth") == [binh, chin, aan]
    assert order_of(place, "joined_on") == [binh, chin, aan]
    assert order_of(place, "-joined_on") == [binh, chin, aan]
    assert order_of(place, "card_number") == [aan, binh, chin]
    assert order_of(place, "-card_number") == [binh, aan, chin]
    assert order_of(place, "since") == [binh, aan, chin]
    assert order_of(place, "-since") == [aan, chin, binh]
    for code in roster.ORDERS:
        assert set(order_of(place, f"-{code}")) == {binh, aan, chin}
    place.line(gone, "matured", D(2024, 3, 26))
    everybody = Selection(path, today(), filters={"status": "all"}, order="status")
    assert [row.status for row in roster.walk(everybody)][-1] == "matured"
    assert an not in names(place)


def test_what_is_exported_stands_in_the_order_that_is_shown(place):
    """Exactly what is shown: the same people in the same order."""
    place.member("Nguyễn Văn An", birth="1999-01-01")
    place.member("Lê Văn Bình", birth="1990-01-01")
    client = signed_in(place.officer)
    answer = client.get("/roster/?sort=birth&col=birth")
    assert [item["row"].person.full_name for item in answer.context["rows"]] == [
        "Lê Văn Bình",
        "Nguyễn Văn An",
    ]
    body = b"".join(client.post("/roster/act/csv/", {"query": "sort=birth"}).streaming_content).decode(
        "utf-8-sig"
    )
    assert body.index("Lê Văn Bình") < body.index("Nguyễn Văn An")


def test_too_many_people_stand_in_the_order_of_names(place, monkeypatch):
    """A sort takes no more people than COUNTED; the page says so."""
    for name, birth in (("Nguyễn Văn An", "2001-01-01"), ("Lê Văn Bình", "1999-01-01")):
        place.member(name, birth=birth)
    monkeypatch.setattr(roster, "COUNTED", 1)
    answer = signed_in(place.officer).get("/roster/?sort=birth&sex=")
    found = Selection(
        [place.commune.standing(today()).path], today(), filters={"missing": "sex"}, order="birth"
    )
    assert [p.full_name for p in roster.page(found, "", 5).rows] == ["Nguyễn Văn An", "Lê Văn Bình"]
    assert answer.status_code == 200


def test_records_found_to_be_two_people_are_no_duplicates(place):
    """Perhaps recorded twice: the same name and birth day or phone, unless somebody looked at them."""
    one, two = place.member("Nguyễn Văn An"), place.member("Nguyễn Văn An")
    third = place.member("Lê Văn Bình", birth="")
    fourth = place.member("Lê Văn Bình", birth="1990")
    for person in (third, fourth):
        correct_person(person, actor=MACHINE, facts={"phone": "+84912345678"})
    assert len(names(place, twins=True)) == 4
    Distinct.objects.create(one=one, other=two)
    assert names(place, twins=True) == ["Lê Văn Bình", "Lê Văn Bình"]


def test_over_30_without_a_decision_is_overdue(place):
    """R-MAT-01, R-MAT-04: who stays by a decision or is in office is not; over 35 lists everybody."""
    place.member("Nguyễn Văn An", birth="1994-01-01")
    stays = place.member("Lê Văn Bình", birth="1993-01-01")
    place.line(stays, "overlay_opened", D(2024, 1, 1), what="continued", until="2028-01-01")
    officer = place.member("Trần Văn Chín", birth="1980-01-01")
    Person.objects.filter(pk=officer.pk).update(user=place.officer)
    assert names(place, maturing="over30") == ["Nguyễn Văn An"]
    assert names(place, maturing="over35") == ["Trần Văn Chín"]


def test_a_filter_that_needs_a_right_is_there_for_who_holds_it(place):
    """Ethnicity and religion: only with the right at every unit of the list."""
    an = place.member("Nguyễn Văn An")
    place.member("Lê Văn Bình")
    Person.objects.filter(pk=an.pk).update(religion="00")
    form = roster_forms.RosterForm(QueryDict("religion=00"))
    assert "religion" not in form.fields
    may = roster_forms.RosterForm(QueryDict("religion=00"), may=lambda right: right == "people.sensitive")
    assert "ethnicity" in may.fields
    assert "religion" in signed_in(place.officer).get("/roster/").context["form"].fields


def test_another_room_adds_a_column_and_a_filter_without_touching_the_roster(place):
    """The seam of fees and activity: one query a chunk for the column, one condition for the filter."""
    an = place.member("Nguyễn Văn An")
    place.member("Lê Văn Bình")
    unpaid = columns.Column(
        "unpaid",
        "Nợ đoàn phí",
        lambda row: row.more.get("unpaid", ""),
        load=lambda rows, selection: {an.pk: "3 tháng"},
    )
    columns.register(unpaid)
    roster_forms.add_filter(
        "unpaid",
        lambda: forms.IntegerField(required=False, label="Chưa đóng phí từ (tháng)"),
        lambda found, value, selection: found.filter(pk=an.pk),
    )
    try:
        with pytest.raises(ValueError, match="already"):
            columns.register(unpaid)
        answer = signed_in(place.officer).get("/roster/?unpaid=3&col=unpaid&col=above")
        (item,) = answer.context["rows"]
        shown = {cell["column"].code: cell["value"] for cell in item["cells"]}
        assert shown == {"unpaid": "3 tháng", "above": place.commune.standing(today()).name}
    finally:
        del columns.COLUMNS["unpaid"], roster_forms.ADDED["unpaid"], roster.FILTERS["unpaid"]


def save(client, query, name="Thiếu số thẻ", **more):
    """Save a list on the screen."""
    return client.post("/roster/lists/new/", {"query": query, "name": name, **more})


def test_a_saved_list_is_its_address_without_what_was_searched_for(place):
    """Own: nobody else opens or changes it; a number typed to search for is kept nowhere."""
    client = signed_in(place.officer)
    answer = save(client, "missing=card_number&q=0912345678&col=birth&col=nonsense&sort=-birth&after=>1")
    saved = SavedList.objects.get()
    assert saved.query == "sort=-birth&missing=card_number&col=birth"
    assert answer["Location"] == f"/roster/?{saved.query}"
    page = client.get(answer["Location"])
    assert [(tab["label"], tab["current"]) for tab in page.context["lists"]] == [
        ("Tất cả", False),
        ("Thiếu số thẻ", True),
    ]
    stranger = signed_in(place.stranger)
    assert stranger.get("/roster/lists/").context["rows"] == []
    assert stranger.post(f"/roster/lists/{saved.pk}/remove/").status_code == 404
    save(client, "missing=birth")
    assert SavedList.objects.count() == 1, "a name is taken once"


def test_a_shared_list_is_seen_by_whoever_sees_the_members_of_its_unit(place):
    """Shared by the commune: its officers, and those above it; not the neighbour."""
    client = signed_in(place.officer)
    save(client, f"unit={place.commune.pk}&age=over30", "Trên 30 tuổi", shared="on")
    saved = SavedList.objects.get()
    assert (saved.unit_id, saved.query) == (place.commune.pk, "age=over30")
    assert saved in SavedList.objects.visible_to(place.officer)
    assert saved not in SavedList.objects.visible_to(place.stranger)
    tabs = client.get(f"/roster/?unit={place.commune.pk}").context["lists"]
    assert tabs[-1] == {
        "label": "Trên 30 tuổi",
        "url": f"?unit={place.commune.pk}&age=over30",
        "current": False,
    }
    assert save(client, f"unit={place.far_branch.pk}", "Của người khác", shared="on").status_code == 403


def test_the_roster_opens_with_the_list_chosen_and_an_address_keeps_its_meaning(place):
    """A bare address opens the first list; any filter, or none said aloud, means what it meant."""
    place.member("Nguyễn Văn An")
    client = signed_in(place.officer)
    save(client, "missing=birth", "Thiếu ngày sinh", first="on")
    assert client.get("/roster/")["Location"] == "/roster/?missing=birth"
    assert len(client.get("/roster/?status=").context["rows"]) == 1
    saved = SavedList.objects.get()
    client.post(f"/roster/lists/{saved.pk}/plain/")
    assert client.get("/roster/").status_code == 200
    client.post(f"/roster/lists/{saved.pk}/first/")
    assert FirstList.objects.count() == 1
    client.post(f"/roster/lists/{saved.pk}/remove/")
    assert client.get("/roster/").status_code == 200


def test_a_list_taken_away_can_be_had_back_for_thirty_days(place):
    """Taken away with a way back; its name may be used meanwhile; after thirty days the row goes."""
    client, actor = signed_in(place.officer), acting(place.officer)
    save(client, "missing=birth", "Thiếu ngày sinh")
    saved = SavedList.objects.get()
    page = client.post(f"/roster/lists/{saved.pk}/remove/", follow=True)
    assert f"/roster/lists/{saved.pk}/restore/" in page.content.decode()
    assert page.context["rows"] == []
    page = client.post(f"/roster/lists/{saved.pk}/restore/", follow=True)
    assert [row["saved"] for row in page.context["rows"]] == [saved]
    client.post(f"/roster/lists/{saved.pk}/rename/", {"name": "Chưa có ngày sinh"})
    saved.refresh_from_db()
    assert saved.name == "Chưa có ngày sinh"
    list_operations.end_list(saved, actor=actor)
    save(client, "missing=birth", "Chưa có ngày sinh")
    with pytest.raises(Objection):
        list_operations.restore_list(saved, actor=actor)
    SavedList.objects.filter(pk=saved.pk).update(ended_at=timezone.now() - dt.timedelta(days=31))
    assert tasks.clear_lists(None)["lists"] == 1
    assert SavedList.objects.count() == 1
