"""Old and other spreadsheets, text files as offices make them, cells where nobody expects them."""

from __future__ import annotations

import datetime as dt
import zipfile

import pytest
import xlsxwriter
import xlwt

from aoxanh.intake import judging
from tests.intake.conftest import rows
from tests.intake.test_intake import AN, BINH, NOTHING, XUAN_HAI, said
from tests.membership.conftest import BEGUN

HEADINGS = ("Họ và tên", "Ngày sinh", "Số CCCD", "Ngày vào Đoàn")
BORN, JOINED = dt.date(2003, 8, 15), dt.date(2019, 3, 26)


def values_of(batch):
    """Return what the rows say, in order."""
    return [row.said["values"] for row in batch.rows.order_by("number")]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_an_old_xls_with_days_in_either_epoch(place, epoch_1904):
    """BIFF8: a merged title, days as numbers of days since 1900 or 1904, a citizen id as a number, a formula, a hidden sheet."""
    book = xlwt.Workbook()
    book.dates_1904 = epoch_1904
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    sheet = book.add_sheet("Xuân Hải")
    sheet.write_merge(0, 0, 0, 3, "DANH SÁCH ĐOÀN VIÊN")
    for place_of, heading in enumerate(HEADINGS):
        sheet.write(2, place_of, heading)
    sheet.write(3, 0, "Nguyễn Văn An")
    sheet.write(3, 1, BORN, day)
    sheet.write(3, 2, 42203000001)
    sheet.write(3, 3, JOINED, day)
    sheet.write(5, 0, xlwt.Formula('"Tong: "&COUNTA(A4:A4)'))
    hidden = book.add_sheet("Ẩn")
    hidden.visibility = 1
    for place_of, cell in enumerate(("Họ và tên", "Ngày sinh")):
        hidden.write(0, place_of, cell)
        hidden.write(1, place_of, "Người Bị Ẩn")
    path = place.folder / "cu.xls"
    book.save(str(path))
    batch = place.taken(path)
    assert batch.counts == {**NOTHING, "accepted": 1}
    assert values_of(batch) == [
        {
            "full_name": "Nguyễn Văn An",
            "birth": "2003-08-15",
            "citizen_id": "042203000001",
            "joined_on": "2019-03-26",
        }
    ]


def test_a_new_workbook_that_counts_from_1904(place):
    """The epoch of the workbook decides what day a number is."""
    path = place.folder / "mac.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": True})
    sheet, day = book.add_worksheet("Xuân Hải"), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, HEADINGS[:2])
    sheet.write(1, 0, "Nguyễn Văn An")
    sheet.write_datetime(1, 1, dt.datetime(2003, 8, 15), day)
    book.close()
    assert values_of(place.judge(path)) == [{"full_name": "Nguyễn Văn An", "birth": "2003-08-15"}]


def cell(value, kind="string", attribute=""):
    """Return a cell of an OpenDocument table."""
    return f'<table:table-cell office:value-type="{kind}" {attribute}><text:p>{value}</text:p></table:table-cell>'


def test_an_opendocument_table_with_days_numbers_and_repeated_cells(place):
    """ODS: days are days, numbers lose no zero that is not theirs, empty rows repeated a million times are no rows."""
    head = "".join(cell(heading) for heading in (*HEADINGS, "Chi đoàn"))
    person = (
        cell("Nguyễn Văn An") + cell("15/08/03", "date", 'office:date-value="2003-08-15"')
        + cell("4.22E+10", "float", 'office:value="42203000001"') + '<table:table-cell table:number-columns-repeated="1"/>'
        + cell("Xuân Hải")
    )  # fmt: skip
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="DS"><table:table-row>{head}</table:table-row><table:table-row>{person}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = place.folder / "mo.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    batch = place.judge(path)
    assert values_of(batch) == [
        {
            "full_name": "Nguyễn Văn An",
            "birth": "2003-08-15",
            "citizen_id": "042203000001",
            "unit": "Xuân Hải",
        }
    ]


def test_addresses_full_of_commas_do_not_cut_a_file_of_semicolons(place):
    """What separates the cells is what cuts most rows alike."""
    path = place.folder / "a.csv"
    path.write_text(
        "Họ và tên;Chi đoàn;Quê quán\nNguyễn Văn An;Xuân Hải;Thôn 1, xã A, huyện B, tỉnh C, Việt Nam\nLê Thị Bình;Yên Định;Xã D, huyện E\n"
    )
    batch = place.judge(path)
    assert batch.counts == {**NOTHING, "accepted": 2}
    assert values_of(batch)[0]["home_town"] == "Thôn 1, xã A, huyện B, tỉnh C, Việt Nam"


def test_a_quoted_cell_of_two_lines_is_one_cell(place):
    """A line break inside quotes, and signs Unicode counts as line ends, cut no row."""
    path = place.folder / "a.csv"
    path.write_bytes(
        'Họ và tên,Chi đoàn,Nơi làm việc\r\nNguyễn Văn An,Xuân Hải,"Công ty\r\nMay\u2028Mặc"\r\n'.encode()
    )
    assert values_of(place.judge(path))[0]["workplace"] == "Công ty May Mặc"


def test_a_table_that_begins_in_the_middle_of_the_sheet(place):
    """Empty columns to the left and rows above do not move headings from their columns."""
    path = place.folder / "m.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Xuân Hải")
    for number, row in enumerate(
        (HEADINGS[:2], ("Nguyễn Văn An", "15/08/2003"), ("Lê Thị Bình", 2001)), start=7
    ):
        sheet.write_row(number, 4, row)
    book.close()
    batch = place.judge(path)
    assert [row.row for row in batch.rows.order_by("number")] == [9, 10]
    assert [v["birth"] for v in values_of(batch)] == ["2003-08-15", "2001"]


def test_a_heading_twice_is_read_once_and_kept_twice(place):
    """The first column of a heading is the field; the other stays with the row, under its heading."""
    sheet = [
        ["Họ và tên", "Ngày sinh", "Họ và tên", "Ghi chú", "Ghi chú"],
        ["Nguyễn Văn An", 2003, "Bố: Nguyễn Văn Ba", "", "x"],
    ]
    row = place.judge(place.xlsx({"Xuân Hải": sheet})).rows.get().said
    assert row["values"] == {"full_name": "Nguyễn Văn An", "birth": "2003"}
    assert row["more"] == {"Họ và tên": "Bố: Nguyễn Văn Ba", "Ghi chú": "x"}


def test_numbers_that_lost_their_digits_are_refused_and_those_that_did_not_are_read(place):
    """4.2E+11 as text has lost a citizen id; as a number it has not."""
    lost, whole = (
        (name, "", "", number, XUAN_HAI, "", "")
        for name, number in (("Võ Văn Mất", "4.2203E+10"), ("Võ Văn Còn", 4.2203000001e10))
    )
    batch = place.judge(place.xlsx({"DS": rows(lost, whole)}))
    assert said(batch, "refused") == [(2, "citizen_id", "R-REC §3.2")]
    assert values_of(batch)[1]["citizen_id"] == "042203000001"


def test_siblings_of_one_day_whose_names_differ_by_an_accent_are_two(place):
    """Dũng and Dung are two people; the same without any accent, or in another normal form, is one."""
    born = ("15/08/2003", "", "", XUAN_HAI, "", "")
    batch = place.taken(place.xlsx({"DS": rows(("Nguyễn Văn Dũng", *born), ("Nguyễn Văn Dung", *born))}))
    assert batch.counts == {**NOTHING, "accepted": 2}
    again = place.judge(
        place.xlsx(
            {"DS": rows(("Nguyễn Văn Dung", *born), ("Nguyễn Văn Dũng", *born), ("Nguyễn Văn Dũng", *born))}
        )
    )
    assert again.counts == {**NOTHING, "unchanged": 2, "duplicate": 1}
    bare = place.judge(
        place.xlsx(
            {"DS": rows(("Lê Thị Hoà", *born), ("Le Thi Hoa", *born), ("Lê Thị Hòa", *born))}, "b.xlsx"
        )
    )
    assert said(bare, "duplicate") == [(3, "full_name", "L19"), (4, "full_name", "L19")]


def test_one_person_with_and_without_a_citizen_id_in_one_file_is_one(place):
    """Rows of one file that contradict each other: the first stands, whichever says less."""
    bare = (*AN[:3], "", *AN[4:6], "")
    for number, order in enumerate(((AN, bare), (bare, AN))):
        batch = place.judge(place.xlsx({"DS": rows(*order)}, f"{number}.xlsx"))
        assert batch.counts == {**NOTHING, "accepted": 1, "duplicate": 1}
    place.person("Nguyễn Văn An", birth="2003-08-15")
    batch = place.judge(place.xlsx({"DS": rows(AN, bare)}, "c.xlsx"))
    assert batch.counts == {**NOTHING, "accepted": 1, "duplicate": 1}


def test_a_card_is_one_persons_across_sheets(place):
    """The same card in the same row of two sheets is still the same card."""
    sheets = {
        name: [["Họ và tên", "Số thẻ đoàn"], [who, "42-7"]]
        for name, who in (("Xuân Hải", "Võ Văn Một"), ("Yên Định", "Võ Văn Hai"))
    }
    batch = place.judge(place.xlsx(sheets))
    assert batch.counts == {**NOTHING, "accepted": 1, "refused": 1}


def test_days_that_cannot_be_are_refused(place):
    """Born or joined in the future, joined before being born."""
    path = place.xlsx({"DS": rows(
        ("Võ Văn Một", "01/01/2099", "", "", XUAN_HAI, "", ""), ("Võ Văn Hai", "01/01/2003", "", "", XUAN_HAI, "26/03/2099", ""),
        ("Võ Văn Ba", "01/01/2003", "", "", XUAN_HAI, "26/03/2001", ""), ("Võ Văn Bốn", "2003", "", "", XUAN_HAI, "26/03/2019", ""),
    )})  # fmt: skip
    batch = place.judge(path)
    assert [column for _row, column, _rule in said(batch, "refused")] == ["birth", "joined_on", "joined_on"]
    assert batch.counts["accepted"] == 1


def test_words_longer_than_their_column_are_cut_where_it_ends(place):
    """Endless notes in any column come in as far as the record holds them, on both databases."""
    long = "Tiếng Anh " * 60
    sheet = [
        ["Họ và tên", "Ngoại ngữ", "Tin học", "Nghề nghiệp", "Quê quán", "Nơi làm việc"],
        ["Nguyễn Văn An", *[long] * 5],
    ]
    batch = place.taken(place.xlsx({"Xuân Hải": sheet}))
    assert [len(v) for c, v in values_of(batch)[0].items() if c != "full_name"] == [79, 79, 119, 159, 159]
    assert place.judge(place.xlsx({"Xuân Hải": sheet}, "b.xlsx")).counts["refused"] == 0


def test_endless_wrong_branches_are_looked_for_once_each(place, monkeypatch):
    """A proposal is made once a name, and not for ever more names."""
    asked = []
    monkeypatch.setattr(judging, "SUGGESTED", 3)
    monkeypatch.setattr(
        judging.difflib, "get_close_matches", lambda word, *_a, **_k: asked.append(word) or []
    )
    people = [
        (f"Võ Văn Bình {'ABCDEFGH'[n % 8]}", "", "", "", f"Chi đoàn lạ {n % 6}", "", "") for n in range(60)
    ]
    assert place.judge(place.xlsx({"DS": rows(*people)})).counts["refused"] == 60
    assert len(asked) == 3


def test_a_unit_outside_the_files_own_is_no_branch_of_it(place):
    """A row cannot reach beyond the unit the file was brought for, by name or by code."""
    code = place.far_branch.standing(BEGUN).code
    name = place.far_branch.standing(BEGUN).name
    batch = place.judge(
        place.xlsx(
            {
                "DS": rows(
                    *(
                        (f"Võ Văn {w}", "", "", "", where, "", "")
                        for w, where in (("Một", code), ("Hai", name))
                    ),
                    BINH,
                )
            }
        )
    )
    assert said(batch, "refused") == [(2, "unit", "R-STA-03"), (3, "unit", "R-STA-03")]
