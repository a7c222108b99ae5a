"""Cells as people fill them in: what is meant is read, what has lost its meaning is refused with what to do."""

from __future__ import annotations

import pytest
from django.urls import reverse

from aoxanh.intake import judging
from aoxanh.intake.fields import order_of
from aoxanh.vietnamese.legacy import encode_tcvn3, encode_vni
from tests.intake.conftest import rows
from tests.intake.test_intake import AN, NOTHING, XUAN_HAI, said
from tests.intake.test_kinds_of_files import values_of
from tests.membership.conftest import BEGUN


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("15/08/03", "2003-08-15"), ("15-8-99", "1999-08-15"), ("15,8,2003", "2003-08-15"), ("15//08/2003", "2003-08-15"),
        ("15 08 2003", "2003-08-15"), ("15082003", "2003-08-15"), (20030815, "2003-08-15"), ("15-thg 8-2003", "2003-08-15"),
        ("15-Aug-03", "2003-08-15"), ("00/08/2003", "2003-08"), ("00/00/2003", "2003"), ("/8/2003", "2003-08"),
    ],
)  # fmt: skip
def test_dates_as_lists_and_spreadsheets_write_them(place, cell, stored):
    """A year of two digits is one of the last eighty."""
    batch = place.judge(place.xlsx({"DS": rows((AN[0], cell, *AN[2:5], "", ""))}))
    assert values_of(batch)[0]["birth"] == stored


def test_a_year_of_two_digits_made_whole_is_shown(place):
    row = place.judge(place.xlsx({"DS": rows((AN[0], "15/08/03", *AN[2:]))})).rows.get().said
    assert ["birth", "15/08/03", "2003-08-15"] in row["changes"]


@pytest.mark.parametrize("cell", ["31/02/03", "15-Foo-03", "45082003", "15/13/2003", "15/08/40"])
def test_days_that_never_were_stay_refused(place, cell):
    batch = place.judge(place.xlsx({"DS": rows((AN[0], cell, *AN[2:]))}))
    assert said(batch, "refused") == [(2, "birth", "R-REC §3.2")]


def test_a_column_written_both_ways_is_read_as_most_of_it_and_asked_about(place):
    """One 5/13/2004 that Excel turned round does not turn the others."""
    assert order_of(["5/13/2004", "15/8/03", "31/12/2004", "3/4/2004"]) == ("dmy", False)
    assert order_of(["5/13/2004", "8/15/03", "31/12/2004"]) == ("mdy", False)
    assert order_of(["15/8/03", "3/4/03"]) == ("dmy", True)
    assert order_of(["5/13/04", "3/4/04"]) == ("mdy", True)


def test_what_was_read_month_first_is_said_so(place, client):
    client.force_login(place.officer)
    people = [(f"Võ Văn {w}", day, "", "", XUAN_HAI, "", "") for w, day in (("Ba", "5/13/2004"), ("Bốn", "8/15/2003"), ("Năm", "31/12/2004"))]  # fmt: skip
    batch = place.judge(place.xlsx({"DS": rows(*people)}))
    text = client.get(reverse("intake:batch", args=[batch.pk])).content.decode()
    assert "hệ thống đã đọc tháng trước" in text
    assert "hệ thống đã đọc ngày trước" not in text


@pytest.mark.parametrize("cell", [42204000000, "4.2204E+10", "4,2204E+10"])
def test_a_citizen_id_rounded_by_a_spreadsheet_is_refused(place, cell):
    """Its last digits are gone, whether Excel shows that or not."""
    batch = place.judge(place.xlsx({"DS": rows((*AN[:3], cell, *AN[4:]))}))
    row = batch.rows.get()
    assert (row.column, row.rule) == ("citizen_id", "R-REC §3.2")
    assert "chữ số cuối" in row.said["message"]


def test_cells_that_say_nothing_are_empty(place):
    """A dash, “không có” where somebody has none: no reason to refuse a person, nor to know anything."""
    head = [
        "Họ và tên",
        "Ngày sinh",
        "SĐT",
        "CCCD",
        "Email",
        "Ngày vào Đảng",
        "Tôn giáo",
        "Chuyên môn",
        "Chi đoàn",
    ]
    body = [AN[0], AN[1], "không có", "-", "—", "Chưa", "Không", "không", XUAN_HAI]
    batch = place.judge(place.xlsx({"DS": [head, body]}))
    assert values_of(batch) == [
        {"full_name": AN[0], "birth": "2003-08-15", "religion": "none", "unit": XUAN_HAI}
    ]


def test_the_same_file_with_cells_that_say_nothing_changes_nothing(place):
    """L19, also where a citizen id became known meanwhile."""
    path = place.xlsx({"DS": rows((*AN[:3], "chưa có", *AN[4:6], "-"))})
    person = place.taken(path).rows.get().person
    person.citizen_id = "042203000001"
    person.save()
    assert place.judge(path).counts == {**NOTHING, "unchanged": 1}


@pytest.mark.parametrize(
    "cell", ["Nguyễn Văn An (Bí thư)", "Đ/c Nguyễn Văn An", "đồng chí: Nguyễn Văn An", "1. Nguyễn Văn An"]
)
def test_what_stands_beside_a_name_is_no_part_of_it(place, cell):
    row = place.judge(place.xlsx({"DS": rows((cell, *AN[1:]))})).rows.get().said
    assert row["values"]["full_name"] == "Nguyễn Văn An"
    assert ["full_name", cell, "Nguyễn Văn An"] in row["changes"]


@pytest.mark.parametrize("cell", ["Nguyễn Văn An (42000123)", "Nguyễn Văn An - 42000123", "Đồng", "(Đã ký)"])
def test_a_number_in_a_name_is_refused_and_a_name_that_looks_like_an_address_is_not(place, cell):
    batch = place.judge(place.xlsx({"DS": rows((cell, *AN[1:]))}))
    assert batch.counts["refused"] == (0 if cell == "Đồng" else 1)


@pytest.mark.parametrize("cell", ["0912.345.678", "+84 912 345 678", "0912345678;", "84912345678"])
def test_phone_numbers_as_people_write_them(place, cell):
    sheet = [["Họ và tên", "SĐT"], ["Nguyễn Văn An", cell]]
    assert values_of(place.judge(place.xlsx({"Xuân Hải": sheet})))[0]["phone"] == "+84912345678"


@pytest.mark.parametrize("called", ["CĐ Xuân Hải", "CĐ. thôn Xuân Hải", "cđ thôn xuân hải"])
def test_a_branch_is_known_by_its_short_name(place, called):
    batch = place.judge(place.xlsx({"DS": rows((*AN[:4], called, *AN[5:]))}))
    assert batch.rows.get().said["unit"] == place.branch.pk


def test_a_sheet_copied_in_excel_is_its_branch_and_one_nearly_named_so_is_proposed(place):
    sheet = [["Họ và tên", "Năm sinh"], ["Nguyễn Văn An", 2003]]
    other = [["Họ và tên", "Năm sinh"], ["Lê Thị Bình", 2001]]
    batch = place.judge(place.xlsx({"Xuân Hải (2)": sheet, "Yên Địn": other}))
    assert batch.counts == {**NOTHING, "accepted": 1, "refused": 1}
    assert "Chi đoàn thôn Yên Định" in batch.rows.get(outcome="refused").said["message"]


def test_a_class_is_known_by_its_number_where_one_school_has_it(place):
    for code, name in (("S1", "Chi đoàn lớp 10A1 THPT Mai"), ("S2", "Chi đoàn lớp 10A2 THPT Mai"), ("S3", "Chi đoàn lớp 10A2 THPT Lan")):  # fmt: skip
        place.unit(code, name, "branch", place.commune)
    judge = judging.Judge(place.commune.standing(BEGUN), BEGUN)
    assert {"10a1"} <= judge.branches.keys()
    assert "10a2" not in judge.branches
    batch = place.judge(place.xlsx({"DS": rows((*AN[:4], "Lớp 10A1", *AN[5:]))}))
    assert batch.counts["accepted"] == 1


def test_text_files_in_one_byte_fonts_are_read_in_them(place):
    """Saved as CSV by an old Excel: TCVN3 and VNI bytes, which Windows-1258 would make other words of."""
    names = ["Nguyễn Văn Dũng", "Đặng Thị Thủy", "Hồ Sỹ Hùng"]
    lines = ["Họ và tên,Giới tính,Chi đoàn", *(f"{name},Nữ,Xuân Hải" for name in names)]
    for encode in (encode_tcvn3, encode_vni):
        path = place.folder / f"{encode.__name__}.csv"
        path.write_bytes("\n".join(map(encode, lines)).encode("latin-1"))
        values = values_of(place.judge(path))
        assert [(v["full_name"], v["sex"]) for v in values] == [(name, "female") for name in names]
