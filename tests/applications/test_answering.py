"""What the branch does with applications: examines, takes as a case in one act, declines; what nobody answers is deleted."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from aoxanh.accounts.models import User
from aoxanh.applications import operations, work
from aoxanh.applications.models import Application
from aoxanh.applications.tasks import forget_applications
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.cases.models import Case
from aoxanh.people.models import Affiliation, ConsentEvent, Guardianship, Person
from tests.applications.conftest import FACTS, SAID, acting


def test_taking_one_writes_person_list_consents_and_case_at_once(place):
    """P1, R-ADM-06, R-ADM-07."""
    application, _code = place.apply()
    case = place.take(application)
    person = case.person
    assert (case.procedure, case.step, case.unit) == ("admission", "MEETING", place.branch)
    assert (person.full_name, person.birth, person.phone, person.ethnicity) == (
        "Lê Thị Thu",
        "2006-05-19",
        "+84912345678",
        "01",
    )
    assert Affiliation.objects.filter(person=person, unit=place.branch).exists()
    events = ConsentEvent.objects.filter(person=person)
    assert {(e.purpose, e.text_sha256[0], e.given_by_id, e.at) for e in events} == {
        ("membership", "a", person.pk, application.received_at), ("sensitive", "b", person.pk, application.received_at),
    }  # fmt: skip
    application = Application.objects.get()
    assert (application.state, application.case, application.sealed, application.wrapped_key) == (
        "taken",
        case,
        None,
        None,
    )
    assert place.lines(person) == ["proposed"]


def test_a_childs_consent_is_its_guardians(place):
    """Luật 91/2025/QH15 Đ.24."""
    application, _code = place.apply(
        birth="2009-03-20",
        guardian_name="Lê Văn Bố",
        guardian_relation="father",
        guardian_phone="+84912000111",
    )
    person = place.take(application).person
    guardian = Guardianship.objects.get(child=person).guardian
    assert guardian.full_name == "Lê Văn Bố"
    assert {
        (e.given_by, e.relation, e.child_assents) for e in ConsentEvent.objects.filter(person=person)
    } == {(guardian, "father", True)}


def test_a_known_person_is_completed_and_not_written_twice(place):
    young = place.person("Lê Thị Thu", birth="2006-05-19", home_town="Can Lộc")
    application, _code = place.apply()
    case = place.take(application, person=young)
    young.refresh_from_db()
    assert case.person == young
    assert (young.home_town, young.education) == ("Can Lộc", "upper_secondary")  # what stood there stands
    assert Person.objects.filter(full_name="Lê Thị Thu").count() == 1


def test_somebody_of_another_unit_cannot_be_named_as_the_applicant(place):
    far = place.person("Lê Thị Thu", birth="2006-05-19", unit=place.far_branch)
    application, _code = place.apply()
    with pytest.raises(Objection):
        place.take(application, person=far)
    assert Application.objects.get().state == "received"


@pytest.mark.parametrize(
    ("said", "facts", "rule"),
    [
        ({"birth": "2009-04-26"}, {}, "R-ADM-01"),
        ({}, {"sponsor_since": "2024-01-06"}, "R-ADM-06"),
        ({"education": ""}, {}, "R-ADM-03"),
    ],
)  # fmt: skip
def test_what_the_admission_forbids_leaves_the_application_waiting(place, said, facts, rule):
    application, _code = place.apply(**said)
    before = Person.objects.count()
    with pytest.raises(Objection) as refused:
        place.take(application, facts={**FACTS, **facts})
    assert refused.value.rule == rule
    assert (Person.objects.count(), Case.objects.count(), ConsentEvent.objects.count()) == (before, 0, 0)
    application = Application.objects.get()
    assert (application.state, application.name) == ("received", "Lê Thị Thu")


def test_of_two_who_answer_one_is_told(place):
    """Compare-and-set (L17)."""
    application, _code = place.apply()
    stale = Application.objects.get()
    place.take(application)
    for answer in (
        lambda: place.take(stale),
        lambda: operations.decline(stale, actor=acting(place.branch_secretary), words="x"),
    ):
        with pytest.raises(Objection) as refused:
            answer()
        assert refused.value.rule == "L17"
    assert Case.objects.count() == 1


@pytest.mark.parametrize("who", ["far_secretary", "member"])
def test_others_neither_read_nor_answer(place, who):
    application, _code = place.apply()
    user = User.objects.create_user("passer_by") if who == "member" else place.far_secretary
    with pytest.raises(PermissionDenied):
        operations.examine(application, actor=acting(user))
    with pytest.raises(PermissionDenied):
        place.take(application, by=user)
    client = Client()
    client.force_login(user)
    assert client.get(reverse("applications:application", args=[application.uid])).status_code == 404
    assert Application.objects.get().state == "received"


def test_the_receipt_follows_every_answer_and_never_says_who_or_why(place):
    application, code = place.apply()
    other, other_code = place.apply(full_name="Lê Thị Hai")
    secretary = acting(place.branch_secretary)

    def read(receipt):
        return (
            Client(headers={"accept-language": "vi"})
            .get(reverse("applications:followed", args=[receipt]))
            .content.decode()
        )

    assert "Đơn đã được nhận" in read(code)
    operations.examine(application, actor=secretary)
    assert "Đơn đang được xem xét" in read(code)
    place.take(Application.objects.get(pk=application.pk))
    assert "Chi đoàn đã lập hồ sơ kết nạp" in read(code)
    operations.decline(other, actor=secretary, words="Chưa học lớp cảm tình")
    page = read(other_code)
    assert "Đơn không được tiếp nhận" in page
    assert "cảm tình" not in page
    assert "Hai" not in page


def test_a_receipt_is_read_off_in_any_spelling(place):
    _application, code = place.apply()
    spelled = "-".join((code[:4], code[4:8].lower(), code[8:12], code[12:]))
    assert Client().get(reverse("applications:follow"), {"code": spelled}, follow=True).status_code == 200


def test_reading_an_application_is_written_down(place):
    application, _code = place.apply()
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.branch_secretary)
    page = client.get(reverse("applications:application", args=[application.uid])).content.decode()
    assert "Lê Thị Thu" in page
    assert (
        AuditEntry.objects.filter(action="applications.read", actor_id=place.branch_secretary.pk).count() == 1
    )


def test_somebody_alike_is_shown_and_asked_about(place):
    young = place.person("Lê Thị Thu", birth="2006-05-19")
    application, _code = place.apply()
    client = Client(headers={"accept-language": "vi"})
    client.force_login(place.branch_secretary)
    address = reverse("applications:take", args=[application.uid])
    form = {
        "applied_on": "20/03/2024", "sponsor": "member", "sponsor_name": "Sơn", "sponsor_since": "01/01/2023", "variant": "meeting",
    }  # fmt: skip
    assert client.post(address, form).status_code == 422
    assert not Case.objects.exists()
    assert client.post(address, {**form, "known": str(young.uid)}).status_code == 302
    assert Case.objects.get().person == young


def test_what_waits_stands_on_the_first_page_and_is_late_before_it_is_deleted(place, today):
    place.apply()
    request = SimpleNamespace(user=place.branch_secretary)
    (item,) = work.work(request)
    assert not item.late
    today.move_to(dt.datetime(2024, 6, 19, 3, tzinfo=dt.UTC))
    request.user.forget_rights()
    (item,) = work.work(request)
    assert item.late
    assert not list(work.work(SimpleNamespace(user=place.far_secretary)))


def test_what_nobody_answered_is_deleted_after_ninety_days_and_what_was_answered_likewise(place, today):
    place.apply()
    declined, code = place.apply(full_name="Lê Thị Hai")
    today.move_to(dt.datetime(2024, 5, 1, tzinfo=dt.UTC))
    operations.decline(declined, actor=acting(place.branch_secretary), words="x")
    today.move_to(dt.datetime(2024, 6, 24, tzinfo=dt.UTC))
    assert forget_applications(None) == {"units": 0, "deleted": 0}
    today.move_to(dt.datetime(2024, 6, 25, tzinfo=dt.UTC))
    assert forget_applications(None) == {"units": 1, "deleted": 1}
    assert forget_applications(None) == {"units": 0, "deleted": 0}
    assert [a.pk for a in Application.objects.all()] == [declined.pk]
    today.move_to(dt.datetime(2024, 7, 31, tzinfo=dt.UTC))
    forget_applications(None)
    assert not Application.objects.exists()
    assert Client().get(reverse("applications:followed", args=[code])).status_code == 404
    place.link.refresh_from_db()
    assert place.link.received == 2


def test_a_case_outlives_the_application_it_came_from(place, today):
    application, _code = place.apply()
    case = place.take(application)
    today.move_to(dt.datetime(2024, 9, 1, tzinfo=dt.UTC))
    forget_applications(None)
    assert not Application.objects.exists()
    assert Case.objects.get() == case
    assert SAID["full_name"] == case.person.full_name
