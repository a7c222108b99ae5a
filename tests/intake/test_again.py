"""The same file again: known by marks, written nowhere, and compared anew wherever the house has changed (L19, B8)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps

from aoxanh.intake import cleaning
from aoxanh.intake.models import BatchRow
from aoxanh.intake.operations import take_in, undo
from aoxanh.membership.models import BookEntry, Member
from aoxanh.people.models import Affiliation, Person
from aoxanh.people.operations import correct_person
from tests.intake.conftest import rows
from tests.intake.test_intake import AN, BINH, NOTHING, XUAN_HAI, said
from tests.membership.conftest import MACHINE

CUC = ("Trần Thị Cúc", "02/03/2004", "Nữ", "042304000003", XUAN_HAI, "26/03/2020", "42-000003")
#: What a batch is made of, and the log: two acts, judging and taking in.
OF_BATCHES = {"intake.batch", "intake.batchrow", "audit.auditentry"}


def contents():
    """Return how many rows every table has, and everything the records and books say."""
    counts = {model._meta.label_lower: model._base_manager.count() for model in apps.get_models()}
    kept = [list(model.objects.order_by("pk").values()) for model in (Person, Member, BookEntry, Affiliation)]
    return counts, kept


@pytest.fixture
def read(monkeypatch):
    """The numbers of the rows that were read, cell by cell."""
    numbers = []

    def clean(raw, orders, clean=cleaning.clean):
        numbers.append(raw.row)
        return clean(raw, orders)

    monkeypatch.setattr(cleaning, "clean", clean)
    return numbers


def test_the_same_file_again_writes_nothing_anywhere_and_reads_no_row(place, read):
    """L19: 0 changes; every table has the rows it had, but for the batch itself and two lines of the log."""
    path = place.xlsx({"DS": rows(AN, CUC)})
    first = place.taken(path)
    before, said_before = contents(), [row.said for row in first.rows.order_by("number")]
    read.clear()
    again = place.judge(path)
    assert again.counts == {**NOTHING, "unchanged": 2}
    assert read == []
    take_in(again, actor=MACHINE)
    after = contents()
    grown = {label for label, n in after[0].items() if n != before[0][label]}
    assert grown == OF_BATCHES
    assert after[0]["audit.auditentry"] == before[0]["audit.auditentry"] + 2
    assert after[1] == before[1]
    assert [row.said for row in again.rows.order_by("number")] == said_before
    assert [row.person_id for row in again.rows.order_by("number")] == [
        row.person_id for row in first.rows.order_by("number")
    ]


def test_rows_moved_in_the_file_are_known_and_a_new_one_among_them_is_read(place, read):
    """A row more at the top: the others are known though their numbers changed."""
    place.taken(place.xlsx({"DS": rows(AN, CUC)}))
    read.clear()
    again = place.judge(
        place.xlsx({"DS": rows(("Hồ Văn Mới", "01/01/2005", "", "", XUAN_HAI, "", ""), AN, CUC)})
    )
    assert again.counts == {**NOTHING, "accepted": 1, "unchanged": 2}
    assert read == [2]


def test_a_row_without_a_citizen_id_is_always_compared(place, read):
    """Whoever has only a name may have a namesake since."""
    place.taken(place.xlsx({"DS": rows(BINH)}))
    read.clear()
    assert place.judge(place.xlsx({"DS": rows(BINH)})).counts == {**NOTHING, "unchanged": 1}
    assert read == [2]


def test_a_record_changed_since_is_compared_and_the_difference_told(place):
    """A mark is true of one revision of the record only."""
    path = place.xlsx({"DS": rows(AN, CUC)})
    place.taken(path)
    an = Person.objects.get(full_name="Nguyễn Văn An")
    correct_person(an, actor=MACHINE, facts={"sex": "female"})
    again = place.judge(path)
    assert again.counts == {**NOTHING, "changed": 1, "unchanged": 1}
    assert again.rows.get(outcome="changed").said["differences"] == [["sex", "female", "male"]]
    take_in(again, actor=MACHINE)
    assert place.judge(path).counts == {**NOTHING, "unchanged": 2}


def test_who_moved_or_lost_the_card_since_is_compared(place):
    """A mark says nothing of home and card: both are looked at each time."""
    path = place.xlsx({"DS": rows(AN, CUC)})
    place.taken(path)
    an, cuc = Person.objects.get(full_name="Nguyễn Văn An"), Person.objects.get(full_name="Trần Thị Cúc")
    place.line(an, "transferred", dt.date(2023, 6, 1), place.other_branch)
    place.line(cuc, "card_withdrawn", dt.date(2023, 6, 1))
    again = place.judge(path, since=dt.date(2024, 1, 1))
    assert said(again, "duplicate") == [(2, "unit", "R-TRF-03")]
    assert again.rows.get(outcome="changed").said["differences"] == [["card_number", "", "42-000003"]]


def test_a_card_the_book_did_not_know_is_entered_and_taken_back_with_the_file(place):
    """A changed card is a line of the book; the file again changes nothing; undone, the card is gone."""
    place.taken(place.xlsx({"DS": rows((*AN[:6], ""))}))
    batch = place.judge(place.xlsx({"DS": rows(AN)}, "b.xlsx"))
    assert batch.counts == {**NOTHING, "changed": 1}
    take_in(batch, actor=MACHINE)
    assert Member.objects.get().card_number == "42-000001"
    assert place.judge(place.xlsx({"DS": rows(AN)}, "c.xlsx")).counts == {**NOTHING, "unchanged": 1}
    undo(batch, actor=MACHINE)
    assert Member.objects.get().card_number == ""


def test_a_day_of_joining_the_book_did_not_know_is_entered_and_taken_back_with_the_file(place):
    """R-REC-01: a line of its own, nothing taken back for it; the file again changes nothing; undone, the day is unknown."""
    place.taken(place.xlsx({"DS": rows((*AN[:5], "", AN[6]))}))
    batch = place.judge(place.xlsx({"DS": rows(AN)}, "b.xlsx"))
    assert batch.counts == {**NOTHING, "changed": 1}
    assert batch.rows.get().said["differences"] == [["joined_on", "", "2019-03-26"]]
    take_in(batch, actor=MACHINE)
    assert Member.objects.get().joined_on == dt.date(2019, 3, 26)
    assert [e.kind for e in BookEntry.objects.order_by("seq")] == ["enrolled", "joining_noted"]
    assert place.judge(place.xlsx({"DS": rows(AN)}, "c.xlsx")).counts == {**NOTHING, "unchanged": 1}
    undo(batch, actor=MACHINE)
    assert Member.objects.get().joined_on is None


def test_a_day_of_joining_the_book_has_is_kept_and_the_row_says_so(place):
    """R-REC-01: a file changes no day the book has; whoever sends it is told which day stands."""
    place.taken(place.xlsx({"DS": rows(AN)}))
    batch = place.judge(place.xlsx({"DS": rows((*AN[:5], "27/03/2019", AN[6]))}, "b.xlsx"))
    assert batch.counts == {**NOTHING, "unchanged": 1}
    row = batch.rows.get()
    assert (row.column, row.rule) == ("joined_on", "R-REC-01")
    assert "26/03/2019" in row.said["message"]
    assert [e.kind for e in BookEntry.objects.order_by("seq")] == ["enrolled"]
    assert Member.objects.get().joined_on == dt.date(2019, 3, 26)


def test_a_day_of_joining_after_the_person_was_a_member_is_refused_with_the_rule(place):
    """R-REC-01: the batch is not stopped by it, and nothing of it is written."""
    place.taken(place.xlsx({"DS": rows((*AN[:5], "", AN[6]))}), since=dt.date(2024, 1, 1))
    later = place.xlsx({"DS": rows((*AN[:5], "02/01/2024", AN[6]))}, "b.xlsx")
    batch = place.judge(later, since=dt.date(2024, 1, 1))
    assert batch.counts == {**NOTHING, "refused": 1}
    assert said(batch, "refused") == [(2, "joined_on", "R-REC-01")]
    assert "01/01/2024" in batch.rows.get().said["message"]
    take_in(batch, actor=MACHINE)
    assert Member.objects.get().joined_on is None


def test_a_file_taken_back_is_new_again(place):
    """Marks of a batch that was taken back stand for nothing."""
    path = place.xlsx({"DS": rows(AN, CUC)})
    undo(place.taken(path), actor=MACHINE)
    assert place.judge(path).counts == {**NOTHING, "accepted": 2}


def test_a_known_row_twice_in_one_file_is_once_a_duplicate(place):
    """Rows known by their marks are known to one another, too."""
    place.taken(place.xlsx({"DS": rows(AN)}))
    again = place.judge(place.xlsx({"DS": rows(AN, AN, (*AN[:3], "", *AN[4:6], ""))}))
    assert again.counts == {**NOTHING, "unchanged": 1, "duplicate": 2}


def test_cells_read_another_way_have_another_mark(place, read):
    """The order of day and month belongs to the mark."""
    person = ("Nguyễn Văn An", "03/04/2002", "Nam", "042202000001", XUAN_HAI, "", "")
    place.taken(place.xlsx({"DS": rows(person)}))
    read.clear()
    again = place.judge(
        place.xlsx({"DS": rows(person, ("Lê Thị Bình", "08/15/2003", "", "", XUAN_HAI, "", ""))})
    )
    assert read == [2, 3]
    assert again.counts == {**NOTHING, "changed": 1, "accepted": 1}


def test_a_mark_tells_nothing_of_what_it_marks(place):
    """S6: without the key of the installation nobody can try whom a mark stands for."""
    row = place.judge(place.xlsx({"DS": rows(AN)})).rows.get()
    assert len(bytes(row.mark)) == 16
    assert BatchRow.objects.filter(revision=None).count() == 1
