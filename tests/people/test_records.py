"""People, once each: adding, correcting, duplicates, merging, consents; wrong actors change nothing."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from PIL import Image

from aoxanh.accounts.operations import end_appointment
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.audit.queries import told
from aoxanh.org import operations as org
from aoxanh.org.operations import Decision
from aoxanh.people import merging, operations, queries
from aoxanh.people.models import Affiliation, ConsentEvent, Guardianship, Person
from aoxanh.vietnamese.dates import PartialDate
from tests.people.conftest import MACHINE, acting

CARD = "042203001234"


def test_one_citizen_id_belongs_to_one_person(place):
    """Proof L16."""
    place.person(citizen_id=CARD)
    before = Person.objects.count()
    with pytest.raises(Objection) as caught:
        place.person("Trần Văn Khác", citizen_id=CARD)
    assert (caught.value.field, caught.value.rule) == ("citizen_id", "L16")
    assert Person.objects.count() == before


def test_the_database_refuses_a_second_carrier_too(place):
    place.person(citizen_id=CARD)
    twin = Person()
    twin.set_name("Trần Văn Khác")
    twin.citizen_id = CARD
    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save()


def test_what_changed_of_a_person_is_sealed_in_the_log_and_told_by_field(place):
    person = place.person()
    operations.correct_person(
        person,
        actor=acting(place.officer),
        facts={"full_name": "Nguyễn Thị Quỳnh Anh", "phone": "+84912345678"},
    )
    entry = AuditEntry.objects.get(action="people.correct")
    assert entry.duty == "secretary"
    assert entry.duty_unit_id == place.commune.pk
    assert set(entry.details["fields"]) == {"full_name", "phone"}
    assert "Quỳnh" not in entry.facts
    assert "912345678" not in entry.facts
    opened = person.seal.open(bytes(entry.sealed), "audit")
    assert "Quỳnh Anh" in opened
    assert told([entry])[0]["what"] == "sửa họ và tên, điện thoại"


def test_a_stale_form_is_refused_instead_of_undoing_somebody_elses_change(place):
    person = place.person()
    operations.correct_person(
        person, actor=acting(place.officer), facts={"occupation": "Giáo viên"}, revision=1
    )
    with pytest.raises(Objection):
        operations.correct_person(
            person, actor=acting(place.branch_secretary), facts={"occupation": "Công nhân"}, revision=1
        )
    assert Person.objects.get(pk=person.pk).occupation == "Giáo viên"


@pytest.mark.parametrize("who", ["stranger", "committee"])
def test_others_cannot_correct_a_record(place, who):
    person = place.person()
    with pytest.raises(PermissionDenied):
        operations.correct_person(person, actor=acting(getattr(place, who)), facts={"full_name": "X"})
    assert Person.objects.get(pk=person.pk).full_name == person.full_name


def test_people_are_visible_to_the_officers_of_their_lists_only(place):
    person = place.person()
    assert person in Person.objects.visible_to(place.officer)
    assert person in Person.objects.visible_to(place.branch_secretary)
    assert person not in Person.objects.visible_to(place.stranger)


def test_who_moved_away_is_seen_as_of_the_day_they_were_here(place):
    person = place.person()
    operations.take_off_list(person.affiliations.get(), actor=MACHINE, on=dt.date(2024, 1, 1))
    operations.put_on_list(
        place.far_branch, actor=MACHINE, person=person, role="youth", starts_on=dt.date(2024, 1, 1)
    )
    officer = place.officer
    assert person not in Person.objects.visible_to(officer)
    assert person in Person.objects.visible_to(officer, dt.date(2023, 6, 25))
    assert person in Person.objects.visible_to(place.stranger)
    assert person not in Person.objects.visible_to(place.stranger, dt.date(2023, 6, 25))


def test_a_unit_with_people_on_its_lists_does_not_close(place):
    """Proof L5."""
    place.person()
    with pytest.raises(Objection, match="1"):
        org.close_unit(place.branch, actor=MACHINE, decision=Decision(dt.date(2025, 7, 1), number="2-QĐ/ĐTN"))


@pytest.mark.parametrize("typed", ["quynh trang", "trang quynh", "ngu", "nguyen thi quynh trang", "  QUỲNH "])
def test_people_are_found_by_the_beginnings_of_words_without_accents(place, typed):
    person = place.person()
    assert list(queries.search_people(Person.objects.visible_to(place.officer), typed)) == [person]


@pytest.mark.parametrize("typed", ["rang", "uynh", "%", "_", "quynh' OR 1=1", "x"])
def test_other_letters_find_nobody(place, typed):
    place.person()
    assert not queries.search_people(Person.objects.visible_to(place.officer), typed).exists()


def test_people_are_found_by_citizen_id_and_phone_in_full(place):
    person = place.person(citizen_id=CARD, phone="+84912345678")
    for typed in (CARD, "0912345678", "0912 345 678", "+84912345678"):
        assert list(queries.search_people(Person.objects.visible_to(place.officer), typed)) == [person]


@pytest.mark.parametrize("many", [None, True, False])
def test_a_list_pages_forward_and_back_in_vietnamese_order(place, monkeypatch, many):
    """However few or many are said to fit: found as the database likes, met in order name by name, or gathered first."""
    monkeypatch.setattr(queries, "MET_FIRST", 1)
    names = [
        "Lê Thị Án",
        "Trần Quốc Anh",
        "Võ Văn Dũng",
        "Đặng Thị Đào",
        "Phạm Minh Đức",
        "Y Ksor",
        "Nguyễn Thị Ở",
    ]
    for name in names:
        place.person(name, birth="")
    place.person("Bùi Thị Không", birth="2001-02-03")
    everybody = Person.objects.visible_to(place.officer).filter(birth="")

    def page(cursor, size=3):
        return queries.page_by_name(everybody, cursor, size, many=many)

    whole = [p.full_name for p in page("", 50).rows]
    assert len(whole) == len(names)
    first = page("")
    second = page(first.next)
    third = page(second.next)
    assert [p.full_name for page in (first, second, third) for p in page.rows] == whole
    assert third.next == ""
    assert page(second.previous).rows == first.rows
    assert whole.index("Võ Văn Dũng") < whole.index("Đặng Thị Đào") < whole.index("Phạm Minh Đức")


def pair(place):
    kept = place.person(citizen_id=CARD, occupation="Giáo viên")
    gone = place.person(unit=place.other_branch, phone="+84912345678", occupation="Công nhân")
    return kept, gone


def test_a_merge_makes_one_head_of_two_and_can_be_taken_back(place):
    """Proof L16: headcount -1 exactly; the split restores it."""
    kept, gone = pair(place)
    count = Person.objects.known().count()
    merge = merging.merge_people(kept, actor=acting(place.officer), gone=gone, take={"occupation"})
    kept.refresh_from_db()
    assert Person.objects.known().count() == count - 1
    assert (kept.occupation, Person.objects.get(pk=kept.pk).phone, kept.citizen_id) == (
        "Công nhân",
        "+84912345678",
        CARD,
    )
    assert {a.unit_id for a in kept.affiliations.all()} == {place.branch.pk, place.other_branch.pk}
    merging.undo_merge(type(merge).objects.get(pk=merge.pk), actor=acting(place.officer))
    kept, gone = Person.objects.get(pk=kept.pk), Person.objects.get(pk=gone.pk)
    assert Person.objects.known().count() == count
    assert (kept.occupation, kept.phone, gone.phone) == ("Giáo viên", "", "+84912345678")
    assert [a.unit_id for a in gone.affiliations.all()] == [place.other_branch.pk]


def test_two_different_citizen_ids_are_two_people(place):
    kept = place.person(citizen_id=CARD)
    gone = place.person(citizen_id="042303001234")
    with pytest.raises(Objection) as caught:
        merging.merge_people(kept, actor=acting(place.officer), gone=gone, take=set())
    assert caught.value.rule == "L16"


def test_a_merge_needs_the_right_for_both(place):
    kept = place.person()
    gone = place.person(unit=place.far_branch)
    with pytest.raises(Objection):
        merging.merge_people(kept, actor=acting(place.officer), gone=gone, take=set())
    assert Person.objects.get(pk=gone.pk).merged_into is None


def test_whatever_points_at_a_person_is_carried_in_a_merge_or_left_on_purpose():
    carried = {f"{model.__name__}.{field}" for model, field in merging.CARRIED}
    pointing = {
        f"{relation.related_model.__name__}.{relation.field.name}"
        for relation in Person._meta.related_objects
    }
    assert pointing <= carried | merging.LEFT


def test_the_same_name_and_birth_day_are_proposed_until_somebody_says_they_are_two(place):
    one, two = place.person(), place.person(unit=place.other_branch)
    everybody = Person.objects.visible_to(place.officer)
    assert queries.duplicate_groups(everybody) == [[one, two]]
    merging.keep_apart(one, actor=acting(place.officer), other=two)
    assert queries.duplicate_groups(everybody) == []


def say(person, by, *, given=True, assents=None):
    return operations.record_consent(
        person,
        actor=MACHINE,
        purpose="publish",
        given=given,
        given_by=by,
        method="paper",
        child_assents=assents,
    )


def years_old(place, years, name="Lê Văn Bé"):
    today = dt.date.today()
    return place.person(name, birth=f"{today.year - years}-01-01")


def test_a_grown_up_consents_for_themselves_and_withdraws_as_easily(place):
    person = place.person()
    say(person, person)
    say(person, person, given=False)
    assert [e.given for e in ConsentEvent.objects.order_by("pk")] == [True, False]
    assert queries.consents_of(person)["publish"].given is False


def test_under_16_a_guardian_consents_and_from_7_the_child_agrees_too(place):
    """Luật 91/2025/QH15 Đ.24; NĐ 56/2017 Đ.36; campaigns §9.5."""
    mother = place.person("Trần Thị Mẹ", birth="1990-01-01")
    child, small, stranger = (
        years_old(place, 10),
        years_old(place, 5, "Lê Thị Út"),
        place.person("Ai Đó", birth="1980-01-01"),
    )
    for one in (child, small):
        Guardianship.objects.create(child=one, guardian=mother, relation="mother")
    with pytest.raises(Objection):
        say(child, child)
    with pytest.raises(Objection):
        say(child, stranger)
    with pytest.raises(Objection) as caught:
        say(child, mother)
    assert caught.value.rule == "NĐ 56/2017 Đ.36"
    say(child, mother, assents=True)
    say(small, mother)
    say(child, child, given=False)
    assert ConsentEvent.objects.count() == 3


def test_a_consent_is_written_once(place):
    person = place.person()
    say(person, person)
    with pytest.raises(DatabaseError), transaction.atomic():
        ConsentEvent.objects.update(given=False)


def test_a_photo_is_drawn_anew_without_what_was_hidden_in_it(place):
    person = place.person()
    picture = io.BytesIO()
    image = Image.new("RGB", (2000, 1000), "blue")
    exif = image.getexif()
    exif[0x010E] = "at home"
    image.save(picture, "JPEG", exif=exif)
    operations.set_photo(
        person, actor=acting(place.officer), upload=SimpleUploadedFile("a.jpg", picture.getvalue())
    )
    kept = Image.open(Person.objects.get(pk=person.pk).photo)
    assert max(kept.size) <= 800
    assert not dict(kept.getexif())


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\xff\xd8\xff" + b"x" * 50, b"GIF89a"])
def test_what_is_no_photo_is_refused(place, content):
    person = place.person()
    with pytest.raises(Objection):
        operations.set_photo(person, actor=acting(place.officer), upload=SimpleUploadedFile("a.jpg", content))
    assert not Person.objects.get(pk=person.pk).photo


def test_appointing_somebody_opens_their_account_without_a_password(place):
    person = place.person("Lê Thị Ánh")
    appointment = operations.appoint_person(
        place.other_branch,
        actor=acting(place.officer),
        person=person,
        duty="secretary",
        decision=Decision(dt.date(2026, 1, 1), number="3-QĐ/ĐTN"),
    )
    user = appointment.user
    assert user.username == "anhlt"
    assert not user.has_usable_password()
    assert user.holds("people.edit", at=place.other_branch)
    assert not user.holds("people.edit", at=place.branch)


def test_a_branch_secretary_appoints_nobody(place):
    """HD 20 §8.2b: the superior recognises officers."""
    person = place.person()
    with pytest.raises(PermissionDenied):
        operations.appoint_person(
            place.branch,
            actor=acting(place.branch_secretary),
            person=person,
            duty="secretary",
            decision=Decision(dt.date(2026, 1, 1)),
        )


def test_nobody_is_named_operator_from_a_page(place):
    person = place.person()
    with pytest.raises(Objection):
        operations.appoint_person(
            place.branch,
            actor=acting(place.officer),
            person=person,
            duty="operator",
            decision=Decision(dt.date(2026, 1, 1)),
        )
    assert Person.objects.get(pk=person.pk).user is None


def test_a_unit_is_not_closed_into_somebody_elses_unit(place):
    """HD 20 §5.1: across superiors, the superior of both decides."""
    paper = Decision(dt.date(2026, 1, 1), number="9-QĐ/ĐTN")
    with pytest.raises(Objection) as caught:
        org.close_unit(
            place.other_branch, actor=acting(place.officer), decision=paper, successors=[place.far_branch]
        )
    assert caught.value.field == "successor"
    org.close_unit(place.other_branch, actor=acting(place.officer), decision=paper, successors=[place.branch])


def test_a_unit_has_one_secretary_at_a_time(place):
    person = place.person()
    with pytest.raises(Objection) as caught:
        operations.appoint_person(
            place.branch,
            actor=acting(place.officer),
            person=person,
            duty="secretary",
            decision=Decision(dt.date(2026, 1, 1), number="4-QĐ/ĐTN"),
        )
    assert caught.value.rule == "HD 20 §4"


def test_an_ended_duty_is_gone_with_the_next_question(place):
    """Proof L29."""
    appointment = place.branch_secretary.appointments.get()
    assert acting(place.branch_secretary).user.holds("people.see", at=place.branch)
    end_appointment(appointment, actor=acting(place.officer), on=dt.date.today(), reason="Chuyển công tác")
    assert acting(place.branch_secretary).user.holds("people.see", at=place.branch) is None


def test_ages_of_a_list_follow_the_day(place):
    place.person(birth="2010-11-23")
    everybody = Person.objects.visible_to(place.officer)
    assert queries.of_age(everybody, "child", dt.date(2026, 11, 22)).count() == 1
    assert queries.of_age(everybody, "16-17", dt.date(2026, 11, 23)).count() == 1


def test_partial_dates_are_kept_as_known(place):
    person = place.person(birth="2003-08")
    assert person.birth_date == PartialDate(2003, 8)
    assert Affiliation.objects.filter(person=person).count() == 1
