"""Applying by the link of a branch: anybody, once, in secret, and only while it is open."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from aoxanh.accounts import throttle
from aoxanh.applications import operations
from aoxanh.applications.models import Application, Link
from aoxanh.audit.actor import Actor
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from tests.applications.conftest import FORM, SAID, acting
from tests.membership.conftest import MACHINE

D = dt.date


def send(place, client=None, **form):
    client = client or Client(headers={"accept-language": "vi"})
    return client.post(reverse("applications:apply", args=[place.link.code]), {**FORM, **form})


def test_anybody_applies_without_an_account_and_follows_it_by_a_code(place):
    """P1, R-ADM-06: the application reaches the branch; the receipt names nobody."""
    answer = send(place)
    assert answer.status_code == 302
    application = Application.objects.get()
    assert (application.unit, application.state) == (place.branch, "received")
    assert application.name == "Lê Thị Thu"
    page = Client(headers={"accept-language": "vi"}).get(answer["Location"]).content.decode()
    assert "Đơn đã được nhận" in page
    assert not any(word in page for word in ("Lê Thị Thu", "912345678", "912 345 678", "2006"))
    assert Link.objects.get().received == 1


def test_nothing_of_the_applicant_stands_readable_in_the_database(place):
    application, code = place.apply()
    columns = " ".join(str(getattr(application, f.attname)) for f in Application._meta.concrete_fields)
    for word in (SAID["full_name"], "Thu", SAID["phone"], SAID["sponsor_name"], code):
        assert word not in columns
    entry = AuditEntry.objects.get(action="applications.apply")
    assert (entry.actor_id, entry.address, entry.details) == (None, "", {})


def test_the_log_names_no_network_and_no_account_of_who_applies(place):
    client = Client()
    client.force_login(place.officer)
    assert send(place, client).status_code == 302
    entry = AuditEntry.objects.get(action="applications.apply")
    assert (entry.actor_id, entry.address, entry.source) == (None, "", "page")


def test_a_double_press_is_one_application(place):
    """The command key: one effect, and the same receipt."""
    client = Client()
    client.get(reverse("applications:apply", args=[place.link.code]))
    first, second = (send(place, client, command_key="phone-1") for _press in range(2))
    assert first["Location"] == second["Location"]
    assert Application.objects.count() == 1


@pytest.mark.parametrize("missing", ["full_name", "birth", "phone", "pledge", "agree_membership"])
def test_what_is_needed_is_asked_for_and_nothing_is_written(place, missing):
    answer = send(place, **{missing: ""})
    assert answer.status_code == 422
    assert not Application.objects.exists()


def test_under_16_a_guardian_agrees_and_the_child_as_well(place):
    """Luật 91/2025/QH15 Đ.24; in 2024 fifteen years and a day are enough (R-ADM-01)."""
    guardian = {
        "guardian_name": "Lê Văn Bố", "guardian_relation": "father", "guardian_phone": "0912000111",
        "guardian_agrees": "on", "child_agrees": "on",
    }  # fmt: skip
    for name in guardian:
        assert send(place, birth="25/03/2009", **{**guardian, name: ""}).status_code == 422
    assert not Application.objects.exists()
    assert send(place, birth="25/03/2009", **guardian).status_code == 302
    assert Application.objects.get().said["guardian_name"] == "Lê Văn Bố"


def test_a_grown_applicant_leaves_no_guardian_behind(place):
    send(place, guardian_name="Lê Văn Bố", guardian_phone="0912000111")
    assert not any(name.startswith("guardian") for name in Application.objects.get().said)


def test_ethnicity_and_religion_need_a_consent_of_their_own(place):
    """NĐ 356/2025 Đ.4."""
    assert send(place, ethnicity="01").status_code == 422
    assert send(place, ethnicity="01", agree_sensitive="on").status_code == 302
    assert set(Application.objects.get().said["consents"]) == {"membership", "sensitive"}


def test_over_thirty_is_told_at_once(place):
    """R-ADM-02: until the 30th birthday."""
    with pytest.raises(Objection) as refused:
        place.apply(birth="1994-03-25")
    assert (refused.value.rule, refused.value.field) == ("R-ADM-02", "birth")
    place.apply(birth="1994-03-26")


def test_the_youngest_apply_three_months_before_their_day(place):
    """R-ADM-01 with our design: an application would be deleted before a longer wait is over."""
    with pytest.raises(Objection, match="27/06/2024") as refused:
        place.apply(birth="2009-06-26")
    assert refused.value.rule == "R-ADM-01"
    place.apply(birth="2009-06-25")


@pytest.mark.parametrize("how", ["closed", "expired", "unknown"])
def test_a_closed_an_expired_and_an_unknown_link_answer_alike(place, today, how):
    """Nobody learns from the answer which branch took applications once."""
    code = place.link.code
    if how == "closed":
        operations.close_link(place.branch, actor=acting(place.branch_secretary))
    if how == "expired":
        today.move_to(dt.datetime(2024, 7, 1, tzinfo=dt.UTC))
    if how == "unknown":
        code = "z" * 22
    client = Client(headers={"accept-language": "vi"})
    for ask in (client.get, client.post):
        answer = ask(reverse("applications:apply", args=[code]))
        assert answer.status_code == 404
        assert "Đường dẫn này không nhận đơn" in answer.content.decode()
        assert "Chi đoàn" not in re.sub(r"<title>.*?</title>", "", answer.content.decode()).replace(
            "chi đoàn", ""
        )
    assert not Application.objects.exists()


def test_the_operation_itself_refuses_a_closed_link(place):
    operations.close_link(place.branch, actor=acting(place.branch_secretary))
    place.link.refresh_from_db()
    with pytest.raises(PermissionDenied):
        operations.apply(place.link, actor=Actor(source="page"), said=SAID)


def test_a_machine_that_fills_in_what_no_human_sees_writes_nothing(place):
    answer = send(place, website="https://spam.example")
    assert answer.status_code == 200
    assert not Application.objects.exists()


def test_an_application_of_a_hundred_kilobytes_is_not_read(place):
    assert send(place, why="x" * 100_000).status_code == 413
    assert not Application.objects.exists()


def test_the_same_person_sends_five_times_and_then_waits_while_the_school_goes_on(place):
    """The throttle of sign-ins: a name and network wait, a network of forty pupils does not."""
    assert [send(place).status_code for _n in range(throttle.FREE_FAILURES + 1)] == [302] * 5 + [429]
    for n in range(20):
        assert send(place, full_name=f"Lê Thị {'ABCDEFGHIJKLMNOPQRSTU'[n]}").status_code == 302


def test_a_full_inbox_takes_no_more(place, monkeypatch):
    monkeypatch.setattr(operations, "MOST_WAITING", 1)
    place.apply()
    with pytest.raises(Objection):
        place.apply(full_name="Lê Thị Hai")


def test_only_whoever_opens_cases_of_the_branch_keeps_its_link(place):
    for who in (place.far_secretary, place.member().user):
        with pytest.raises(PermissionDenied):
            operations.close_link(place.branch, actor=Actor(user=who, source="page"))
    assert Link.objects.get().is_open


def test_a_union_above_branches_has_no_link_of_its_own(place):
    with pytest.raises(Objection) as refused:
        operations.open_link(place.commune, actor=MACHINE, closes_on=D(2024, 6, 30))
    assert refused.value.rule == "R-ADM-07"


def test_one_link_is_open_at_a_time_and_a_new_one_has_another_code(place):
    with pytest.raises(Objection):
        operations.open_link(place.branch, actor=MACHINE, closes_on=D(2024, 6, 30))
    operations.close_link(place.branch, actor=MACHINE)
    again = operations.open_link(place.branch, actor=MACHINE, closes_on=D(2024, 6, 30))
    assert again.code != place.link.code


def test_the_poster_is_one_page_with_the_address(place):
    client = Client()
    client.force_login(place.branch_secretary)
    answer = client.get(reverse("applications:poster", args=[place.branch.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", answer.content)) == 1
