"""Pages of people: forms come back filled, reveals are written down, a resend has one effect."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from aoxanh.audit.models import AuditEntry, CommandKey
from aoxanh.org.models import today
from aoxanh.org.operations import Decision
from aoxanh.people.models import Person
from aoxanh.people.operations import appoint_person
from tests.people.conftest import MACHINE

CARD_TEXT = (
    "042203001234|187654321|Nguyễn Văn A|15082003|Nam|Thôn Xuân Hải, Thịnh Lộc, Lộc Hà, Hà Tĩnh|20042021"
)


@pytest.fixture
def officer(place, client):
    client.force_login(place.officer)
    return client


def entered(**more):
    return {
        "full_name": "Lê Văn Hùng",
        "birth": "01/02/2004",
        "role": "youth",
        "starts_on": "01/03/2024",
        **more,
    }


def test_a_person_is_added_and_found(place, officer):
    answer = officer.post(
        reverse("people:new", args=[place.branch.pk]), entered(command_key=str(uuid.uuid4()))
    )
    person = Person.objects.get(search__contains=" hung")
    assert answer.status_code == 302
    assert str(person.uid) in answer["Location"]
    assert "Lê Văn Hùng" in officer.get(reverse("search"), {"q": "van hung"}).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("birth", "31/02/2004", "31/02/2004"),
        ("birth", "32", ""),
        ("birth", "01/01/2199", "chưa đến"),
        ("citizen_id", "4222030012", ""),
        ("citizen_id", "042503001234", ""),
        ("phone", "0123456789", ""),
        ("email", "khong-phai", ""),
        ("full_name", "<script>", "chữ cái"),
        ("full_name", "", ""),
        ("sex", "x", ""),
        ("starts_on", "2004", "ngày, tháng và năm"),
    ],
)
def test_bad_input_comes_back_filled_with_its_field_named_and_nothing_written(
    place, officer, field, value, said
):
    before = Person.objects.count()
    answer = officer.post(
        reverse("people:new", args=[place.branch.pk]), entered(**{field: value, "occupation": "Thợ xây"})
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Thợ xây" in page
    assert f'id="id_{field}_error"' in page
    assert said in page
    assert Person.objects.count() == before


def test_a_resent_form_has_one_effect_and_the_same_answer(place, officer):
    """Proof R4."""
    url, body = reverse("people:new", args=[place.branch.pk]), entered(command_key="key-1")
    first, second = officer.post(url, body), officer.post(url, body)
    assert (second.status_code, second["Location"]) == (first.status_code, first["Location"])
    assert second["Idempotent-Replay"] == "true"
    assert Person.objects.filter(search__contains=" hung").count() == 1


def test_another_body_under_the_same_key_is_a_conflict(place, officer):
    url = reverse("people:new", args=[place.branch.pk])
    officer.post(url, entered(command_key="key-1"))
    answer = officer.post(url, entered(command_key="key-1", full_name="Ai Khác"))
    assert answer.status_code == 409
    assert not Person.objects.filter(search__contains=" khac").exists()


def test_a_refused_form_may_be_mended_under_its_key(place, officer):
    url = reverse("people:new", args=[place.branch.pk])
    assert officer.post(url, entered(command_key="key-1", birth="31/02/2004")).status_code == 422
    assert not CommandKey.objects.exists()
    assert officer.post(url, entered(command_key="key-1")).status_code == 302


def test_a_kept_answer_is_sealed(place, officer):
    officer.post(reverse("people:new", args=[place.branch.pk]), entered(command_key="key-1"))
    kept = CommandKey.objects.get()
    assert b"people" not in bytes(kept.answer)


def test_somebody_alike_is_shown_before_a_second_record_is_made(place, officer):
    place.person("Lê Văn Hùng", birth="2004-02-01")
    url = reverse("people:new", args=[place.other_branch.pk])
    answer = officer.post(url, entered())
    assert answer.status_code == 422
    assert "Đã có hồ sơ chưa?" in answer.content.decode()
    assert officer.post(url, entered(alike_seen="on")).status_code == 302


def test_numbers_are_covered_and_revealing_is_written_down(place, officer):
    person = place.person(citizen_id="042203001234")
    page = officer.get(reverse("people:person", args=[person.uid])).content.decode()
    assert "042******234" in page
    assert "042203001234" not in page
    answer = officer.post(
        reverse("people:reveal", args=[person.uid]), {"field": "citizen_id"}, headers={"HX-Request": "true"}
    )
    assert "042203001234" in answer.content.decode()
    entry = AuditEntry.objects.get(action="people.reveal")
    assert (entry.actor_id, entry.subject) == (place.officer.pk, person.uid)
    assert (
        "officer"
        in officer.get(reverse("people:person", args=[person.uid]), {"tab": "readers"}).content.decode()
    )


def test_a_committee_member_sees_people_but_reveals_nothing(place, client):
    person = place.person(citizen_id="042203001234", ethnicity="02")
    client.force_login(place.committee)
    page = client.get(reverse("people:person", args=[person.uid])).content.decode()
    assert "Tày" not in page
    for field in ("citizen_id", "phone", "email", "sensitive"):
        assert client.post(reverse("people:reveal", args=[person.uid]), {"field": field}).status_code == 403
    assert not AuditEntry.objects.filter(action__startswith="people.re").exists()


def test_a_foreign_record_answers_as_if_there_were_none(place, client):
    person = place.person()
    client.force_login(place.stranger)
    assert client.get(reverse("people:person", args=[person.uid])).status_code == 404
    assert client.get(reverse("people:person", args=[uuid.uuid4()])).status_code == 404
    assert "Quỳnh" not in client.get(reverse("search"), {"q": "quynh"}).content.decode()


def test_a_scanned_card_fills_the_form_and_is_kept_nowhere(place, officer, caplog):
    """campaigns §8.2: the raw text is never logged or stored."""
    answer = officer.post(
        reverse("people:scan"),
        {"card": CARD_TEXT + "|Nguyễn Thị Mẹ|042175000001"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Nguyễn Văn A" in page
    assert "15/08/2003" in page
    assert "Nguyễn Thị Mẹ" not in page
    assert "187654321" not in page
    assert "Nguyễn" not in caplog.text
    assert not AuditEntry.objects.filter(facts__contains="Nguyễn Văn A").exists()


@pytest.mark.parametrize(
    "card",
    ["", "abc", "042203001234|Nguyễn Văn A|15082003|Nam|x|20042021", "4" * 5000, "|" * 400, "\x00|\x00"],
)
def test_an_unreadable_card_says_so_in_vietnamese(place, officer, card):
    answer = officer.post(reverse("people:scan"), {"card": card}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "042203001234" not in answer.content.decode()


def test_a_card_says_what_differs_from_the_record(place, officer):
    person = place.person("Nguyễn Văn An", birth="2003-08-14", sex="male", citizen_id="042203001234")
    answer = officer.post(
        reverse("people:scan"), {"card": CARD_TEXT, "person": str(person.uid)}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert "Nguyễn Văn An" in page
    assert "14/08/2003" in page
    assert "Giới tính" not in page


def test_people_correct_parts_of_their_own_record_and_take_it_out(place, client):
    person = place.person()
    user = place.user("me", place.sibling, "committee_member")
    user.appointments.all().delete()
    Person.objects.filter(pk=person.pk).update(user=user)
    client.force_login(user)
    assert client.get(reverse("people:me")).status_code == 302
    answer = client.post(
        reverse("people:edit", args=[person.uid]),
        {"occupation": "Kỹ sư", "full_name": "Tên Khác", "revision": "1"},
    )
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.occupation, person.full_name) == ("Kỹ sư", "Nguyễn Thị Quỳnh Trang")
    taken = client.post(reverse("people:download", args=[person.uid]))
    assert taken["Content-Disposition"].startswith("attachment")
    assert "Kỹ sư" in taken.content.decode()
    assert client.get(reverse("people:list")).content.decode().count("<tr>") <= 1


@pytest.mark.parametrize(
    "query",
    [
        "as_of=2023-06-25",
        "as_of=31/02/2023",
        "as_of=x",
        "after=>999999",
        "after=<script>",
        "q=%00",
        "unit=abc",
        "age=16-17&sex=male&missing=phone&role=youth",
        "q=" + "a" * 500,
    ],
)
def test_no_address_breaks_the_list(place, officer, query):
    place.person()
    assert officer.get(f"{reverse('people:list')}?{query}").status_code == 200


def test_who_was_just_appointed_is_handed_a_link_from_the_units_page(place, officer):
    """Only where the reader hands links out at every unit of theirs: the commune does not open its province's accounts."""
    here, above = place.person(), place.person("Trần Thị Dung")
    for person, units in ((here, [place.branch]), (above, [place.branch, place.province])):
        for unit in units:
            appoint_person(
                unit, actor=MACHINE, person=person, duty="deputy_secretary", decision=Decision(today())
            )
            person.refresh_from_db()
    page = officer.get(reverse("org:unit", args=[place.branch.pk])).content.decode()
    assert reverse("people:account", args=[here.uid]) in page
    assert reverse("people:account", args=[above.uid]) not in page
