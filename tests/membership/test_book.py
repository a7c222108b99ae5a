"""The book: lines are the truth, everything read is what they say, wrong lines and wrong actors change nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from aoxanh.accounts.models import Appointment
from aoxanh.audit.objection import Objection
from aoxanh.membership import operations, proof
from aoxanh.membership.book import NewLine, Paper
from aoxanh.membership.counts import fold_counts, lag, members_of, movements
from aoxanh.membership.models import BookEntry, Delta, Member, Overlay, Tally
from aoxanh.org import operations as org
from aoxanh.org.models import today
from aoxanh.org.operations import Decision
from aoxanh.people.merging import merge_people, undo_merge
from aoxanh.people.models import Affiliation, Person
from tests.membership.conftest import BEGUN, MACHINE, PAPER, acting

D = dt.date


def homes(person, day, known_on=None):
    """Return (unit, status) of a person on a day."""
    rows = Affiliation.objects.as_of(day, known_on).filter(person=person)
    return [(a.unit_id, a.role) for a in rows]


def count(unit, day, known_on=None):
    """Return how many members a unit and what is below it had."""
    return members_of([unit.standing(day).path], day, known_on)


def proven():
    """Return the proof, which must hold."""
    outcome = proof.verify()
    assert outcome.holds, outcome.first_break
    return outcome


def test_a_person_is_what_their_lines_say_on_every_day(place):
    """R-STA-01: status is derived from the lines alone; R-STA-03: one home on any day."""
    an = place.member(joined_on=D(2019, 3, 26), card_number="042-000001")
    place.line(an, "transferred", D(2024, 5, 1), place.other_branch)
    place.line(an, "matured", D(2025, 3, 26))
    assert homes(an, D(2022, 12, 31)) == []
    assert homes(an, D(2024, 4, 30)) == [(place.branch.pk, "member")]
    assert homes(an, D(2024, 5, 1)) == [(place.other_branch.pk, "member")]
    assert homes(an, today()) == [(place.other_branch.pk, "matured")]
    head = Member.objects.get(person=an)
    assert (head.lines, head.joined_on, head.card_number) == (3, D(2019, 3, 26), "042-000001")
    proven()


@pytest.mark.parametrize(
    ("kind", "after", "rule"),
    [
        ("matured", "matured", "R-MAT-01"), ("removed", "removed", "R-DEL-01"), ("expelled", "expelled", "R-DIS-01"),
        ("resigned", "resigned", "P17"), ("deceased", "deceased", "P17"), ("departed", "left", "R-TRF-04"),
    ],
)  # fmt: skip
def test_every_way_out_ends_membership_and_is_counted_once(place, kind, after, rule):
    """Membership §5: matured, removed, expelled, resigned, deceased and left do not count as members."""
    an = place.member()
    assert count(place.commune, today()) == 1
    place.line(an, kind, D(2024, 1, 1))
    assert homes(an, today()) == [(place.branch.pk, after)]
    assert (count(place.commune, D(2023, 12, 31)), count(place.commune, D(2024, 1, 1))) == (1, 0)
    with pytest.raises(Objection) as refused:
        place.line(an, "matured", D(2024, 2, 1))
    assert refused.value.rule == "R-MAT-01"
    assert BookEntry.objects.filter(person=an).count() == 2
    proven()


def test_admission_leads_from_candidate_over_approval_to_member(place):
    """P1: candidate, approved (NQ chuẩn y), active after the ceremony; only the last one counts (membership §5)."""
    an = place.person()
    operations_line = NewLine("proposed", D(2024, 1, 5), place.branch.pk)
    operations.record_line(an, actor=MACHINE, line=operations_line)
    place.line(an, "approved", D(2024, 2, 1))
    assert count(place.commune, today()) == 0
    place.line(an, "admitted", D(2024, 2, 20), place.branch)
    assert [a.role for a in Affiliation.objects.as_of(today()).filter(person=an).order_by("role")] == [
        "member",
        "youth",
    ]
    assert Member.objects.get(person=an).joined_on == D(2024, 2, 20)
    assert count(place.commune, today()) == 1
    proven()


def test_a_late_line_changes_what_is_known_and_not_what_was_known(place):
    """L12: as of D as known on K. R-STA-01: both the day of effect and the instant of recording are kept."""
    an, yesterday = place.member(), today() - dt.timedelta(days=1)
    Affiliation.objects.filter(person=an).update(known_from="2023-01-01T00:00+07:00")
    Delta.objects.update(known_from="2023-01-01T00:00+07:00")
    place.line(an, "transferred", D(2024, 5, 1), place.other_branch)
    assert homes(an, D(2025, 1, 1)) == [(place.other_branch.pk, "member")]
    assert homes(an, D(2025, 1, 1), yesterday) == [(place.branch.pk, "member")]
    assert (
        count(place.other_branch, D(2025, 1, 1)),
        count(place.other_branch, D(2025, 1, 1), yesterday),
    ) == (1, 0)
    assert count(place.branch, D(2025, 1, 1), yesterday) == 1


def test_a_line_may_come_late_between_two_others(place):
    """A transfer of 2024 entered after a transfer of 2025 still finds its place; the sums close (L3, L4)."""
    an = place.member()
    place.line(an, "transferred", D(2025, 1, 1), place.far_branch)
    place.line(an, "transferred", D(2024, 1, 1), place.other_branch)
    assert homes(an, D(2024, 6, 1)) == [(place.other_branch.pk, "member")]
    assert homes(an, D(2025, 6, 1)) == [(place.far_branch.pk, "member")]
    assert [count(u, today()) for u in (place.branch, place.other_branch, place.far_branch)] == [0, 0, 1]
    assert movements([place.commune.standing(today()).path], D(2023, 12, 31), today()) == {
        "transferred_out": -2, "transferred_in": 1,
    }  # fmt: skip
    proven()


def test_what_contradicts_the_book_is_refused_and_nothing_is_written(place):
    """L10: each step is in the statute table; the refusal says what the book says on that day."""
    an = place.member()
    before = (BookEntry.objects.count(), Delta.objects.count(), Affiliation.objects.count())
    for kind, day, unit, rule in [
        ("reinstated", D(2024, 1, 1), place.branch, "R-DEL-01"),
        ("transferred", D(2024, 1, 1), place.branch, "R-TRF-03"),
        ("matured", D(2022, 1, 1), None, "R-MAT-01"),
        ("transferred", D(2024, 1, 1), place.commune, "R-STA-03"),
        ("matured", today() + dt.timedelta(days=1), None, "R-STA-01"),
    ]:
        with pytest.raises(Objection) as refused:
            place.line(an, kind, day, unit)
        assert refused.value.rule == rule
    with pytest.raises(Objection) as refused:
        place.line(an, "matured", D(2024, 1, 1), paper=Paper())
    assert (refused.value.field, refused.value.rule) == ("number", "R-MAT-01")
    assert (BookEntry.objects.count(), Delta.objects.count(), Affiliation.objects.count()) == before


def test_the_database_itself_refuses_two_homes_and_changed_lines(place):
    """L1 and L9: not by discipline but by constraint and trigger, on both databases."""
    an = place.member()
    with pytest.raises(DatabaseError), transaction.atomic():
        Affiliation.objects.create(person=an, unit=place.other_branch, role="member", starts_on=D(2024, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Affiliation.objects.create(
            person=an,
            unit=place.other_branch,
            role="candidate",
            starts_on=D(2023, 6, 1),
            ends_on=D(2023, 7, 1),
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        BookEntry.objects.filter(person=an).update(kind="admitted")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM membership_bookentry")


def test_only_who_holds_the_right_enters_and_nobody_corrects_their_own_line(place):
    """L11: two look at each correction; a stranger, and the branch's own committee, change nothing."""
    an = place.member()
    for user in (place.stranger, place.committee):
        with pytest.raises(PermissionDenied):
            place.line(an, "matured", D(2024, 1, 1), actor=acting(user))
    with pytest.raises(Objection) as refused:
        place.line(an, "transferred", D(2024, 1, 1), place.far_branch, actor=acting(place.officer))
    assert refused.value.rule == "R-TRF-03"
    entry = place.line(an, "matured", D(2024, 1, 1), actor=acting(place.officer))
    with pytest.raises(PermissionDenied):
        operations.correct_line(entry, actor=acting(place.officer), words="nhầm người")
    deputy = place.user("deputy", place.commune, "deputy_secretary")
    operations.correct_line(entry, actor=acting(deputy), words="nhầm người")
    assert homes(an, today()) == [(place.branch.pk, "member")]
    proven()


def test_a_correction_is_a_new_line_whose_effects_sum_to_nothing(place):
    """L18: nothing is deleted; the reason is sealed under the person's key; a correction can be taken back too."""
    an = place.member()
    entry = place.line(an, "removed", D(2024, 1, 1))
    operations.correct_line(
        entry, actor=MACHINE, words="bỏ tên nhầm", instead=NewLine("matured", D(2024, 1, 1), paper=PAPER)
    )
    assert homes(an, today()) == [(place.branch.pk, "matured")]
    assert [e.kind for e in BookEntry.objects.filter(person=an)] == [
        "enrolled",
        "removed",
        "corrected",
        "matured",
    ]
    sums = movements([place.commune.standing(today()).path], None, today())
    assert sums == {"enrolled": 1, "matured": -1}
    correction = BookEntry.objects.get(person=an, kind="corrected")
    assert Person.objects.get(pk=an.pk).seal.open(correction.sealed, "book") == "bỏ tên nhầm"
    assert "nhầm" not in correction.facts
    with pytest.raises(Objection) as twice:
        operations.correct_line(entry, actor=MACHINE, words="lần nữa")
    assert twice.value.rule == "L18"
    proven()


def test_a_correction_others_rest_on_is_refused(place):
    """Taking back the entry into the book under a later transfer would leave nobody to transfer."""
    an = place.member()
    place.line(an, "transferred", D(2024, 1, 1), place.other_branch)
    with pytest.raises(Objection):
        operations.correct_line(BookEntry.objects.get(person=an, seq=1), actor=MACHINE, words="nhầm")
    assert BookEntry.objects.filter(person=an).count() == 2


def test_overlays_hold_for_their_time_and_move_nobody(place):
    """L13, L14: temporary activity and working away change no home and count once; R-DIS-08: a sanction expires."""
    an = place.member()
    place.line(an, "overlay_opened", D(2024, 1, 1), place.far_branch, what="temporary", until="2024-03-31")
    away = place.line(an, "overlay_opened", D(2024, 2, 1), what="away")
    place.line(an, "disciplined", D(2025, 2, 1), form="warning", until="2026-02-01")
    assert set(Overlay.objects.as_of(D(2024, 3, 1)).values_list("what", flat=True)) == {"temporary", "away"}
    assert set(Overlay.objects.as_of(D(2024, 3, 31)).values_list("what", flat=True)) == {"away"}
    assert Overlay.objects.as_of(D(2026, 1, 31)).filter(what="sanction").exists()
    assert not Overlay.objects.as_of(D(2026, 2, 1)).filter(what="sanction").exists()
    place.line(an, "overlay_closed", D(2024, 9, 1), opened_by=away.seq)
    assert not Overlay.objects.as_of(D(2024, 9, 1)).exists()
    assert (count(place.branch, today()), count(place.far_branch, D(2024, 2, 1))) == (1, 0)
    with pytest.raises(Objection) as refused:
        place.line(an, "overlay_opened", D(2024, 1, 1), place.far_branch, what="temporary")
    assert refused.value.field == "until"
    place.line(an, "matured", D(2026, 1, 1))
    assert not Overlay.objects.as_of(D(2026, 1, 15)).exists()
    place.line(an, "overlay_opened", D(2026, 5, 19), what="honorary")
    proven()


def test_a_card_number_belongs_to_one_person_in_the_country(place):
    """Membership §3.3: numbers are unique; withdrawn on expulsion it is free again."""
    an = place.member(card_number="042-1")
    with pytest.raises(Objection) as refused:
        place.member("Trần Văn Bình", card_number="042-1")
    assert refused.value.rule == "R-REC §3.3"
    assert not Person.objects.filter(full_name="Trần Văn Bình").exists()
    place.line(an, "card_withdrawn", D(2024, 1, 1))
    assert (
        Member.objects.get(person=place.member("Trần Văn Bình", card_number="042-1")).card_number == "042-1"
    )


def test_a_unit_with_members_cannot_end_and_nobody_enters_an_ended_one(place):
    """L5; R-STA-03. Somebody removed keeps no unit open."""
    an = place.member()
    decision = Decision(D(2025, 7, 1), "9-QĐ/ĐTN")
    with pytest.raises(Objection):
        org.close_unit(place.branch, actor=MACHINE, decision=decision)
    place.line(an, "removed", D(2025, 1, 1))
    Appointment.objects.filter(unit=place.branch).update(ends_on=D(2025, 6, 1))
    org.close_unit(place.branch, actor=MACHINE, decision=decision)
    with pytest.raises(Objection) as refused:
        place.member("Trần Văn Bình")
    assert refused.value.rule == "R-STA-03"
    proven()


def test_a_branch_with_members_becomes_no_unit_that_has_none(place):
    """R-STA-03: neither by raising it nor by moving it; once they are elsewhere it may, and nothing was written before."""
    an, decision = place.member(), Decision(D(2025, 7, 1), "9-QĐ/ĐTN")
    section = {"actor": MACHINE, "kind": "section_union", "decision": decision}
    for act in (
        lambda: org.change_unit_kind(place.branch, **section),
        lambda: org.move_unit(place.branch, parent=place.sibling, **section),
    ):
        with pytest.raises(Objection) as refused:
            act()
        assert (refused.value.rule, refused.value.field) == ("R-STA-03", "kind")
        assert "1 người" in str(refused.value)
    assert place.branch.versions.count() == 1
    place.line(an, "removed", D(2025, 1, 1))
    org.move_unit(place.branch, parent=place.sibling, **section)
    assert place.branch.standing(today()).kind == "section_union"
    proven()


def test_merging_two_records_of_one_person_counts_one_head_less_and_can_be_undone(place):
    """L16: both histories stay, the headcount falls by exactly one, and undoing restores it."""
    kept, gone = (
        place.member(joined_on=D(2020, 3, 26)),
        place.member("Nguyễn Thị Quỳnh Trang", card_number="042-9"),
    )
    assert count(place.commune, today()) == 2
    merge = merge_people(kept, actor=MACHINE, gone=gone, take=set())
    assert count(place.commune, today()) == 1
    assert Member.objects.get(person=kept).card_number == "042-9"
    proven()
    undo_merge(merge, actor=MACHINE)
    assert count(place.commune, today()) == 2
    assert (Member.objects.get(person=kept).card_number, Member.objects.get(person=gone).card_number) == (
        "",
        "042-9",
    )
    proven()


def test_who_was_a_member_only_in_the_record_merged_away_is_one_in_the_kept_record(place):
    """L16, the other way round; later lines on the merge keep it from being undone."""
    kept = place.person()
    gone = place.member("Nguyễn Thị Quỳnh Trang", joined_on=D(2020, 3, 26))
    merge = merge_people(kept, actor=MACHINE, gone=gone, take=set())
    assert Member.objects.get(person=kept).joined_on == D(2020, 3, 26)
    assert count(place.commune, today()) == 1
    place.line(kept, "matured", today())
    with pytest.raises(Objection) as refused:
        undo_merge(merge, actor=MACHINE)
    assert refused.value.rule == "L18"
    assert count(place.commune, today()) == 0
    proven()


def test_tallies_are_the_sum_of_the_deltas_and_counts_do_not_wait_for_them(place):
    """L7: the count is right before and after the worker has added up."""
    place.member()
    place.member("Trần Văn Bình")
    assert (lag(), count(place.commune, today())) == (2, 2)
    assert fold_counts() == 2
    assert (lag(), count(place.commune, today()), Tally.objects.get().n) == (0, 2, 2)
    place.line(Person.objects.get(full_name="Trần Văn Bình"), "matured", D(2024, 1, 1))
    assert count(place.commune, today()) == 1
    fold_counts()
    assert count(place.commune, today()) == 1
    assert fold_counts() == 0
    proven()


@pytest.mark.parametrize(
    ("broken", "check"),
    [
        (lambda an: Affiliation.objects.filter(person=an).update(role="removed"), "FOLD"),
        (lambda an: Affiliation.objects.filter(person=an).delete(), "FOLD"),
        (lambda an: Member.objects.filter(person=an).update(joined_on=D(1999, 1, 1)), "FOLD"),
        (lambda an: Member.objects.filter(person=an).update(head="0" * 64), "FOLD"),
        (lambda an: Delta.objects.filter(kind="enrolled").update(n=5), "L3"),
        (lambda an: Tally.objects.update(n=9), "L7"),
    ],
)
def test_verify_names_whatever_was_changed_behind_the_book(place, broken, check):
    """`book verify` exits with the first break by name."""
    an = place.member()
    fold_counts()
    proven()
    broken(an)
    outcome = proof.verify()
    assert not outcome.holds
    assert outcome.checks[check].broken
    list(proof.rebuild())
    proven()


def test_rebuilding_from_the_lines_gives_the_same_on_every_day_and_as_known_on_every_day(place):
    """Everything read can be thrown away; the lines give it back, with what was known when."""
    an = place.member(card_number="042-1")
    place.line(an, "overlay_opened", D(2024, 1, 1), what="away")
    entry = place.line(an, "transferred", D(2024, 5, 1), place.other_branch)
    operations.correct_line(entry, actor=MACHINE, words="nhầm")
    columns = ("person_id", "unit_id", "role", "starts_on", "ends_on", "known_from", "known_until")
    before = sorted(Affiliation.objects.values_list(*columns), key=str)
    assert list(proof.rebuild())[-1] == 1
    assert sorted(Affiliation.objects.values_list(*columns), key=str) == before
    proven()


def test_a_line_changed_by_a_superuser_is_found_and_named(place):
    """S5 for the book: triggers off, one word changed, and the line is named."""
    an = place.member()
    place.line(an, "matured", D(2024, 1, 1))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("DROP TRIGGER membership_bookentry_no_UPDATE")
        cursor.execute("UPDATE membership_bookentry SET effective_on = '2024-06-01' WHERE seq = 2")
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")
    outcome = proof.verify()
    assert outcome.first_break == f"L9: person {an.pk}: line 2 was changed"


def test_the_proof_of_a_subtree_looks_at_its_people_only(place):
    """`book verify --unit CODE`."""
    place.member()
    place.member("Lê Văn Dũng", unit=place.far_branch)
    assert proof.verify(place.commune.standing(today()).path).checks["FOLD"].figure == 1
    assert proof.verify().checks["FOLD"].figure == 2
    assert today() > BEGUN


def test_a_day_of_joining_the_book_did_not_know_is_a_line_of_its_own(place):
    """R-REC-01: entered without taking the first line back; once known it is corrected, not overwritten, and never lies
    after the membership the book knows."""
    an = place.member(since=D(2020, 1, 1))
    assert Member.objects.get(person=an).joined_on is None

    def note(day):
        return place.line(an, "joining_noted", D(2024, 1, 1), **({"joined_on": day} if day else {}))

    for wrong, told in (("", "nhập ngày"), ("2020-01-02", "01/01/2020")):
        with pytest.raises(Objection, match=told) as refused:
            note(wrong)
        assert (refused.value.rule, refused.value.field) == ("R-REC-01", "joined_on")
    entry = note("2019-03-26")
    head = Member.objects.get(person=an)
    assert (head.joined_on, head.lines) == (D(2019, 3, 26), 2)
    with pytest.raises(Objection, match="26/03/2019"):
        note("2018-03-26")
    assert Member.objects.get(person=an).lines == 2
    operations.correct_line(entry, actor=MACHINE, words="Nhầm")
    assert Member.objects.get(person=an).joined_on is None
