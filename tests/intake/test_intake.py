"""Files in: what is wrong is said, what is right is taken in as one, the same file changes nothing, undo is whole (L19)."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from aoxanh.audit.objection import Objection
from aoxanh.intake.models import Batch
from aoxanh.intake.operations import drop, judge_file, take_in, undo
from aoxanh.intake.template import template
from aoxanh.membership import proof
from aoxanh.membership.counts import members_of
from aoxanh.membership.models import BookEntry, Member
from aoxanh.org.models import today
from aoxanh.people.models import Affiliation, Person
from aoxanh.vietnamese.legacy import encode_tcvn3, encode_vni
from tests.intake.conftest import rows
from tests.membership.conftest import BEGUN, MACHINE, acting

XUAN_HAI, YEN_DINH = "Chi đoàn thôn Xuân Hải", "Yên Định"
AN = ("Nguyễn Văn An", "15/08/2003", "Nam", "042203000001", XUAN_HAI, "26/03/2019", "42-000001")
BINH = ("Lê Thị Bình", "2001", "Nữ", "", YEN_DINH, "", "")
NOTHING = {"accepted": 0, "changed": 0, "unchanged": 0, "duplicate": 0, "refused": 0}


def said(batch, outcome):
    """Return (row, column, rule) of the rows of an outcome."""
    return [(r.row, r.column, r.rule) for r in batch.rows.filter(outcome=outcome).order_by("number")]


def size(place):
    """Return how many members the commune has."""
    return members_of([place.commune.standing(today()).path], today())


def test_a_file_is_looked_through_first_and_taken_in_by_one_decision(place):
    """L19: rows = accepted + changed + unchanged + duplicate + refused; nothing is written before the decision."""
    path = place.xlsx(
        {
            "DS": rows(
                AN, BINH, ("", "", "", "", "", "", ""), ("X Æ 12", "31/02/2000", "", "", XUAN_HAI, "", "")
            )
        }
    )
    batch = place.judge(path)
    assert batch.counts == {**NOTHING, "accepted": 2, "refused": 1}
    assert (size(place), Person.objects.count()) == (0, 0)
    take_in(batch, actor=MACHINE)
    assert size(place) == 2
    an = Person.objects.get(full_name="Nguyễn Văn An")
    assert (an.birth, an.sex, an.citizen_id) == ("2003-08-15", "male", "042203000001")
    assert Member.objects.get(person=an).joined_on == dt.date(2019, 3, 26)
    assert Affiliation.objects.get(person=an, known_until=None).unit_id == place.branch.pk
    line = BookEntry.objects.get(person=an)
    assert (line.cause, line.cause_id, line.effective_on) == ("import", str(batch.pk), BEGUN)
    assert proof.verify().holds


def test_the_same_file_again_changes_nothing_and_one_cell_changes_one_record(place):
    """L19: same file again = 0 changes."""
    place.taken(place.xlsx({"DS": rows(AN, BINH)}))
    lines = BookEntry.objects.count()
    again = place.judge(place.xlsx({"DS": rows(AN, BINH)}))
    assert again.counts == {**NOTHING, "unchanged": 2}
    take_in(again, actor=MACHINE)
    assert BookEntry.objects.count() == lines
    moved = place.judge(place.xlsx({"DS": rows((*AN[:2], "Nữ", *AN[3:]), BINH)}))
    assert moved.counts == {**NOTHING, "changed": 1, "unchanged": 1}
    assert moved.rows.get(outcome="changed").said["differences"] == [["sex", "male", "female"]]
    take_in(moved, actor=MACHINE)
    assert Person.objects.get(full_name="Nguyễn Văn An").sex == "female"
    undo(moved, actor=MACHINE)
    assert Person.objects.get(full_name="Nguyễn Văn An").sex == "male"


def test_every_reason_for_not_taking_a_row_in_is_named_with_its_rule(place):
    """Duplicate in the file, known elsewhere, member of another branch, matured, no branch, card of another."""
    elsewhere = place.member("Trần Văn Xa", unit=place.far_branch, birth="1999-01-01")
    elsewhere.citizen_id = "042099000009"
    elsewhere.save()
    place.member("Hồ Thị Mai", unit=place.other_branch, birth="2000-02-02")
    matured = place.member("Đỗ Văn Lớn", birth="1992-03-03", card_number="42-9")
    place.line(matured, "matured", dt.date(2023, 6, 1))
    path = place.xlsx({"DS": rows(
        AN, AN, ("Trần Văn Xa", "01/01/1999", "", "042099000009", XUAN_HAI, "", ""), ("Hồ Thị Mai", "02/02/2000", "", "", XUAN_HAI, "", ""),
        ("Phan Văn Lạ", "", "", "", "Chi đoàn thôn Xuân Hảii", "", ""), ("Phan Văn Thẻ", "", "", "", XUAN_HAI, "", "42-9"),
        ("Vũ Văn Số", "", "", "04220300000", XUAN_HAI, "", ""),
    )})  # fmt: skip
    batch = judge_file(place.commune, actor=MACHINE, path=path, name="x.xlsx", since=dt.date(2024, 1, 1))
    assert said(batch, "duplicate") == [
        (3, "full_name", "L19"),
        (4, "citizen_id", "L16"),
        (5, "unit", "R-TRF-03"),
    ]
    assert said(batch, "refused") == [
        (6, "unit", "R-STA-03"), (7, "card_number", "R-REC §3.3"), (8, "citizen_id", "R-REC §3.2"),
    ]  # fmt: skip
    again = place.xlsx({"DS": rows(("Đỗ Văn Lớn", "03/03/1992", "", "", XUAN_HAI, "", ""))}, "b.xlsx")
    later = judge_file(place.commune, actor=MACHINE, path=again, name="b.xlsx", since=dt.date(2024, 1, 1))
    assert said(later, "refused") == [(2, "full_name", "R-STA-01")]
    assert sum(batch.counts.values()) == batch.rows.count() == 7


@pytest.mark.parametrize(
    "encode", [encode_tcvn3, encode_vni, lambda text: text.upper(), lambda text: f"  {text} "]
)
def test_names_in_old_fonts_capitals_and_stray_spaces_are_put_right(place, encode):
    """Cleaning: TCVN3, VNI, capitals, spaces; the change is kept beside the cell."""
    batch = place.judge(place.xlsx({"DS": rows((encode("Nguyễn Thị Quỳnh Trang"), *AN[1:]))}))
    row = batch.rows.get().said
    assert row["values"]["full_name"] == "Nguyễn Thị Quỳnh Trang"
    assert [before for code, before, _after in row["changes"] if code == "full_name"] == [
        row["cells"]["full_name"]
    ] or encode("a") == "  a "


@pytest.mark.parametrize(
    ("cell", "stored"),
    [("15/08/2003", "2003-08-15"), ("2003-08-15", "2003-08-15"), (37848, "2003-08-15"), ("8/2003", "2003-08"), (2003, "2003"), ("15.8.2003", "2003-08-15")],
)  # fmt: skip
def test_dates_as_text_number_or_serial(place, cell, stored):
    """Dates as they stand on real lists."""
    batch = place.judge(place.xlsx({"DS": rows(("Nguyễn Văn An", cell, *AN[2:]))}))
    assert batch.rows.get().said["values"]["birth"] == stored


def test_a_column_that_writes_the_month_first_is_read_so(place):
    """Day and month are asked of the whole column: 08/15/2003 proves that 03/04/2002 is the fourth of March."""
    batch = place.judge(
        place.xlsx(
            {"DS": rows(("Nguyễn Văn An", "03/04/2002", *AN[2:]), ("Lê Thị Bình", "08/15/2003", *BINH[2:]))}
        )
    )
    assert [r.said["values"]["birth"] for r in batch.rows.order_by("number")] == ["2002-03-04", "2003-08-15"]


def test_lost_zeros_old_prefixes_and_words_spelled_many_ways(place):
    """Citizen id and phone with the first zero eaten; sex, ethnicity, education as people write them."""
    head = ["Họ tên", "CCCD", "SĐT", "Nam/Nữ", "Dân tộc", "Học vấn", "Tôn giáo", "Chi đoàn"]
    body = ["NGUYỄN VĂN AN", 42203000001, 912345678, "nu", "Viet", "12/12", "Không", "Xuân Hải"]
    values = place.judge(place.xlsx({"DS": [head, body]})).rows.get().said["values"]
    assert values == {
        "full_name": "Nguyễn Văn An", "citizen_id": "042203000001", "phone": "+84912345678", "sex": "female", "ethnicity": "01",
        "education": "upper_secondary", "religion": "none", "unit": "Xuân Hải",
    }  # fmt: skip


def test_the_table_is_found_under_titles_and_above_totals(place):
    """Merged titles, a row of column numbers, blank rows, totals and signatures are no people."""
    sheet = [
        ["ĐOÀN TNCS HỒ CHÍ MINH"], ["DANH SÁCH ĐOÀN VIÊN"], [], ["TT", "Họ và tên đệm", "Tên", "Năm sinh", "Ghi chú"], [1, 2, 3, 4, 5],
        [1, "Nguyễn Văn", "An", 2003, "x"], [], [2, "Lê Thị", "Bình", 2001], ["Tổng cộng", "", "", 2], ["", "TM. BAN CHẤP HÀNH"],
    ]  # fmt: skip
    sheet[3][1] = "Họ và tên đệm"
    batch = place.judge(place.xlsx({"DS": sheet}), unit=place.branch)
    assert batch.counts["accepted"] == 2
    assert [r.said["values"]["full_name"] for r in batch.rows.order_by("number")] == [
        "Nguyễn Văn An",
        "Lê Thị Bình",
    ]


def test_a_sheet_for_each_branch(place):
    """Several sheets, named after their branches, without a column of branches."""
    sheet = [["Họ và tên", "Ngày sinh"], ["Nguyễn Văn An", "15/08/2003"]]
    other = [["Họ và tên", "Ngày sinh"], ["Lê Thị Bình", "01/01/2001"]]
    batch = place.taken(
        place.xlsx({"Xuân Hải": sheet, "Chi đoàn thôn Yên Định": other, "Bìa": [["Trang bìa"]]})
    )
    assert batch.counts["accepted"] == 2
    homes = dict(Affiliation.objects.filter(role="member").values_list("person__full_name", "unit_id"))
    assert homes == {"Nguyễn Văn An": place.branch.pk, "Lê Thị Bình": place.other_branch.pk}


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t")])
def test_text_files_in_any_encoding_and_separator(place, encoding, delimiter):
    """CSV in UTF-8 with and without mark, UTF-16; comma, semicolon, tab."""
    assert place.judge(place.csv(rows(AN, BINH), encoding, delimiter)).counts == {**NOTHING, "accepted": 2}


def test_windows_1258_with_its_loose_tones(place):
    """Windows-1258 writes tones apart; they are composed."""
    path = place.folder / "w.csv"
    path.write_bytes(
        "Họ và tên,Chi đoàn\nNguyễn Văn An,Xuân Hải\n".replace("ọ", "o\u0323")
        .replace("ễ", "ê\u0303")
        .replace("ả", "a\u0309")
        .encode("cp1258")
    )
    assert place.judge(path).rows.get().said["values"]["full_name"] == "Nguyễn Văn An"


def test_a_batch_is_undone_as_one_and_who_it_brought_is_erased(place):
    """L19: undone as one; L18: by correction; nothing readable of the people remains."""
    batch = place.taken(place.xlsx({"DS": rows(AN, BINH)}))
    undo(batch, actor=MACHINE)
    assert size(place) == 0
    assert not Person.objects.exclude(full_name="—").exists()
    assert not Person.objects.exclude(citizen_id_index="").exists()
    assert proof.verify().holds
    assert place.taken(place.xlsx({"DS": rows(AN, BINH)})).counts["accepted"] == 2
    with pytest.raises(Objection):
        undo(batch, actor=MACHINE)


def test_a_batch_others_rest_on_is_not_undone(place):
    """Undo only while nothing later depends on it; nothing is half done."""
    batch = place.taken(place.xlsx({"DS": rows(AN, BINH)}))
    place.line(Person.objects.get(full_name="Lê Thị Bình"), "matured", dt.date(2024, 1, 1))
    with pytest.raises(Objection) as refused:
        undo(batch, actor=MACHINE)
    assert refused.value.rule == "L19"
    assert (size(place), Batch.objects.get(pk=batch.pk).state) == (1, "taken")


def test_a_batch_is_taken_in_once_and_not_when_people_came_since(place):
    """L17: of two decisions one counts; a stale batch is looked through again."""
    batch = place.judge(place.xlsx({"DS": rows(AN)}))
    late = place.judge(place.xlsx({"DS": rows(BINH)}, "b.xlsx"))
    take_in(batch, actor=MACHINE)
    for one in (batch, late):
        with pytest.raises(Objection):
            take_in(one, actor=MACHINE)
    assert size(place) == 1


def test_a_known_young_person_becomes_the_member(place):
    """Somebody already on the unit's list is entered with what the file knows, not doubled; the file again changes nothing."""
    person = place.person("Nguyễn Văn An", birth="2003-08-15")
    batch = place.taken(place.xlsx({"DS": rows(AN)}))
    assert Person.objects.filter(full_name="Nguyễn Văn An").count() == 1
    assert {a.role for a in Affiliation.objects.as_of(today()).filter(person=person)} == {"member"}
    assert Person.objects.get(pk=person.pk).citizen_id == "042203000001"
    assert place.judge(place.xlsx({"DS": rows(AN)}, "b.xlsx")).counts == {**NOTHING, "unchanged": 1}
    undo(batch, actor=MACHINE)
    person = Person.objects.get(pk=person.pk)
    assert (person.full_name, person.citizen_id) == ("Nguyễn Văn An", "")


def test_namesakes_of_one_birth_day_with_two_citizen_ids_are_two_people(place):
    """L16: a known person with another citizen id is not the one of the row."""
    first = place.member("Nguyễn Văn An", birth="2003-08-15")
    first.citizen_id = "042203000999"
    first.save()
    assert place.judge(place.xlsx({"DS": rows(AN)})).counts == {**NOTHING, "accepted": 1}


def test_only_who_may_enter_members_brings_files_in(place):
    """Wrong actors are refused and nothing is written."""
    path = place.xlsx({"DS": rows(AN)})
    for user in (place.stranger, place.committee):
        with pytest.raises(PermissionDenied):
            place.judge(path, actor=acting(user))
    batch = place.judge(path, actor=acting(place.officer))
    for act in (take_in, drop):
        with pytest.raises(PermissionDenied):
            act(batch, actor=acting(place.stranger))
    assert not Person.objects.exists()


def test_rows_of_a_batch_are_unreadable_in_a_stolen_copy(place):
    """S6: staged rows are sealed."""
    batch = place.judge(place.xlsx({"DS": rows(AN)}))
    assert "Nguyễn".encode() not in bytes(batch.rows.get().sealed)
    drop(batch, actor=MACHINE)
    assert not batch.rows.exists()


def test_the_command_takes_a_file_in_and_its_template_comes_back(place, capsys):
    """`roster template`, filled in, is taken in by `roster import`."""
    path = place.xlsx({"DS": rows(AN, BINH, ("", "1", "", "", "", "", ""))})
    call_command("roster", "import", str(path), "--unit", "C1", "--since", str(BEGUN), "--dry-run", "--json")
    dry = json.loads(capsys.readouterr().out)
    assert (dry["accepted"], dry["refused"], dry["rows"], size(place)) == (2, 1, 3, 0)
    assert dry["refusals"][0] | {"message": ""} == {
        "sheet": "DS", "row": 4, "column": "full_name", "rule": "R-REC §3.2", "outcome": "refused", "message": "",
    }  # fmt: skip
    call_command("roster", "import", str(path), "--unit", "C1", "--since", str(BEGUN))
    assert "accepted 2" in capsys.readouterr().out
    empty = place.folder / "mau.xlsx"
    empty.write_bytes(template([XUAN_HAI]).read())
    with pytest.raises(Objection):
        place.judge(empty)
