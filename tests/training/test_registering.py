"""P10: members register for the programme of the year themselves, or their branch does it for one or all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from aoxanh.audit.objection import Objection
from aoxanh.membership.book import Paper
from aoxanh.people.models import Person
from aoxanh.training import operations
from aoxanh.training.advancing import Undertaking, judged
from aoxanh.training.forms import proposed
from aoxanh.training.models import Registration, TrainingProgram
from aoxanh.training.queries import chosen, home_of, list_day, programmes, rows_of, span_of
from aoxanh.training.scoring import parse
from tests.membership.conftest import MACHINE, acting

D = dt.date
WORDS = "Mỗi tuần một việc tốt; không bỏ buổi sinh hoạt nào."


def register_self(place, person, ticked=(0, 3), words=WORDS, by=None):
    return operations.register_self(
        person,
        actor=acting(by or person.user),
        program=place.program,
        given=Undertaking(tuple(ticked), words),
    )


@pytest.mark.parametrize(("year", "criteria"), [(2024, [6, 5, 5, 3, 4]), (2026, [7, 6, 5, 4, 4])])
def test_the_shipped_forms_have_five_groups_of_twenty_points(db, year, criteria):
    """P10: 23 criteria in the older form, 26 in that of 2026; 5 × 20 = 100."""
    outline = parse(proposed(year, "year")["outline"], groups=5, most=20)
    assert [len(group.items) for group in outline.groups] == criteria
    assert outline.total == 100
    assert all(sum(item.max for item in group.items) == group.max == 20 for group in outline.groups)
    assert proposed(year, "year")["sure"] == "assumed"


def test_schools_go_by_the_school_year_and_evaluate_in_august(place):
    """R-EVL-03: August in schools, December elsewhere."""
    school, year = proposed(2023, "school"), proposed(2024, "year")
    assert (school["starts_on"], school["ends_on"], school["evaluate_from"]) == (
        D(2023, 9, 1),
        D(2024, 9, 1),
        D(2024, 8, 1),
    )
    assert (year["starts_on"], year["ends_on"], year["evaluate_from"]) == (
        D(2024, 1, 1),
        D(2025, 1, 1),
        D(2024, 12, 1),
    )
    assert (school["register_by"], year["register_by"]) == (D(2023, 10, 31), D(2024, 3, 31))
    program = operations.issue_programme(None, actor=MACHINE, **school)
    assert program.title == "2023–2024"
    version = place.branch.standing(D(2024, 3, 26))
    version.sector = "school"
    assert span_of(version, D(2024, 3, 26)) == "school"
    assert chosen(programmes(), "school", None, D(2024, 3, 26)) == program
    assert (
        chosen(programmes(), "school", None, D(2025, 1, 1)) == program
    )  # the latest, where none is of today


@pytest.mark.parametrize(
    "outline",
    [
        "",
        "x",
        "x | 3",
        "# A | 20\nx | 19",
        "# A | 20\nx | 21",
        "# A | 20\nx | ٣",
        "# A | 20\nx | 20",
        "# A |\n",
    ],
)
def test_an_outline_that_does_not_add_up_is_refused(outline):
    """P10."""
    with pytest.raises(Objection) as refused:
        parse(outline, groups=5, most=20)
    assert refused.value.field == "outline"


def test_a_programme_is_issued_by_the_centre_or_the_operator_and_by_nobody_else(place):
    for user in (place.branch_secretary, place.officer, place.province_officer):
        with pytest.raises(PermissionDenied):
            operations.issue_programme(user, actor=acting(user), **proposed(2024, "year"))
    operator = place.user("operator", place.commune, "operator")
    assert operations.issue_programme(operator, actor=acting(operator), **proposed(2024, "year")).version == 2
    assert TrainingProgram.objects.count() == 2


def test_what_holds_does_not_change_once_somebody_registered(place, mai):
    register_self(place, mai)
    with pytest.raises(Objection):
        operations.issue_programme(None, actor=MACHINE, **proposed(2024, "year"))
    for odd in ({"ends_on": D(2023, 1, 1)}, {"register_by": D(2026, 5, 1)}, {"evaluate_from": D(2023, 5, 1)}):
        with pytest.raises(Objection):
            operations.issue_programme(None, actor=MACHINE, **{**proposed(2025, "year"), **odd})
    assert TrainingProgram.objects.count() == 1


def test_a_newer_version_takes_the_older_ones_place(place, mai):
    newer = operations.issue_programme(None, actor=MACHINE, **proposed(2024, "year"))
    with pytest.raises(Objection):
        register_self(place, mai)
    place.program = newer
    assert register_self(place, mai).program == newer


def test_a_member_registers_and_changes_it_until_the_branch_approved(place, mai):
    first = register_self(place, mai)
    assert (first.state, first.chosen, first.words["commitment"]) == ("registered", [0, 3], WORDS)
    assert WORDS.encode() not in bytes(first.sealed)
    changed = register_self(place, mai, ticked=(1,))
    assert (changed.pk, changed.chosen, changed.revision) == (first.pk, [1], 2)
    operations.approve_registrations(
        place.branch, actor=acting(place.branch_secretary), program=place.program, people=[mai.pk]
    )
    with pytest.raises(Objection):
        register_self(place, mai, ticked=(2,))
    assert place.of(mai).chosen == [1]


@pytest.mark.parametrize("ticked", [(), (23,), (-1, 0), (0, 999)])
def test_nothing_of_the_form_ticked_is_refused(place, mai, ticked):
    with pytest.raises(Objection):
        register_self(place, mai, ticked=ticked)
    assert not Registration.objects.exists()


def test_nobody_registers_somebody_else_as_themselves_nor_who_is_no_member(place, mai):
    with pytest.raises(PermissionDenied):
        register_self(place, mai, by=place.branch_secretary)
    young = place.young()
    place.account(young)
    with pytest.raises(Objection):
        register_self(place, young)
    assert not Registration.objects.exists()


def test_the_branch_registers_all_but_those_who_have_and_approves_with_it(place, mai):
    """P10: register all members or one by one."""
    register_self(place, mai)
    others = [place.member(f"Trần Văn {name}") for name in ("An", "Bình", "Cường")]
    stranger = place.young()
    asked = {p.pk: Undertaking((0, 3), WORDS) for p in (mai, *others, stranger)}
    outcomes = {v.row.person: v.outcome for v in judged(place.branch, place.program, asked, replace=False)}
    assert outcomes == {mai: "same", **dict.fromkeys(others, "new")}
    assert operations.register_members(place.branch, actor=acting(place.branch_secretary), program=place.program, asked=asked) == 3  # fmt: skip
    assert {place.of(p).state for p in others} == {"approved"}
    assert place.of(mai).state == "registered"
    with pytest.raises(Objection):
        operations.register_members(place.branch, actor=acting(place.branch_secretary), program=place.program, asked=asked)  # fmt: skip


def test_who_registers_themselves_as_officer_is_approved_by_another(place):
    """L11: two look at it."""
    me = place.member("Lê Thị Bí Thư")
    Person.objects.filter(pk=me.pk).update(user=place.branch_secretary)
    row = place.registered(me)[0]
    assert row.state == "registered"
    people = {"program": place.program, "people": [me.pk]}
    with pytest.raises(Objection) as refused:
        operations.approve_registrations(place.branch, actor=acting(place.branch_secretary), **people)
    assert refused.value.rule == "L11"
    assert operations.approve_registrations(place.branch, actor=acting(place.branch_deputy), **people) == 1


@pytest.mark.parametrize("who", ["far_secretary", "member"])
def test_a_strange_officer_and_a_member_cannot_register_for_the_branch(place, mai, who):
    user = mai.user if who == "member" else place.far_secretary
    with pytest.raises(PermissionDenied):
        place.registered(mai, by=user)
    assert not Registration.objects.exists()


def test_a_transferred_member_carries_the_registration_to_the_new_branch(place, mai):
    """P10 (design): membership on the day decides who is on the list; the registration goes along."""
    register_self(place, mai)
    assert home_of(mai, D(2024, 3, 26)).unit_id == place.branch.pk
    place.line(mai, "transferred", D(2024, 3, 20), place.far_branch, paper=Paper("4-GT/ĐTN"))
    mai = Person.objects.get(pk=mai.pk)
    assert rows_of(place.branch.pk, place.program) == []
    row = rows_of(place.far_branch.pk, place.program)[0]
    assert (row.person, row.state) == (mai, "registered")
    assert list_day(place.program) == D(2024, 3, 26)
    assert Registration.objects.visible_to(place.far_secretary).count() == 1


def test_the_member_registers_on_the_page_and_the_branch_sees_it(place, mai):
    client = Client()
    client.force_login(mai.user)
    address = reverse("training:own")
    assert client.post(address, {"words": WORDS}).status_code == 422
    assert client.post(address, {"chosen": ["0", "5"], "words": WORDS}).status_code == 302
    assert WORDS in client.get(address).content.decode()
    assert client.get(reverse("training:mine")).url == address
    assert client.get(reverse("training:unit", args=[place.branch.pk])).status_code == 404
    client.force_login(place.branch_secretary)
    page = client.get(reverse("training:unit", args=[place.branch.pk])).content.decode()
    assert mai.full_name in page
    assert WORDS not in page


def test_the_branch_registers_those_ticked_after_looking(place, mai):
    other = place.member("Trần Văn An")
    client = Client()
    client.force_login(place.branch_secretary)
    form = {"selected": [str(mai.uid), str(other.uid), "x"], "year": "2024"}
    address = reverse("training:register", args=[place.branch.pk])
    assert "2" in client.post(address, form).content.decode()
    form |= {"chosen": ["0", "1"], "words": ""}
    looked = client.post(address, {**form, "step": "look"})
    assert len(looked.context["going"]) == 2
    assert not Registration.objects.exists()
    assert client.post(address, {**form, "step": "do"}).status_code == 302
    assert Registration.objects.filter(state="approved").count() == 2
    listed = client.get(reverse("training:unit", args=[place.branch.pk]) + "?only=not_registered")
    assert listed.context["rows"] == []


def test_registering_all_never_overwrites_what_somebody_wrote_themselves(place, mai):
    """P10: many at once is for those who have not registered; one member's page changes one."""
    register_self(place, mai)
    other = place.member("Trần Văn An")
    asked = dict.fromkeys((mai.pk, other.pk), Undertaking((5, 6), "chung"))
    by = {"actor": acting(place.branch_secretary), "program": place.program}
    assert operations.register_members(place.branch, asked=asked, **by) == 1
    assert (place.of(mai).chosen, place.of(mai).words["commitment"]) == ([0, 3], WORDS)
    client = Client()
    client.force_login(place.branch_secretary)
    address = reverse("training:register", args=[place.branch.pk])
    one = client.post(address, {"selected": [str(mai.uid)], "year": "2024"})
    assert WORDS in one.content.decode()
    client.post(
        address, {"selected": [str(mai.uid)], "year": "2024", "chosen": ["7"], "words": "mới", "step": "do"}
    )
    assert (place.of(mai).chosen, place.of(mai).state) == ([7], "approved")
