"""Tables as offices draw them: two rows of headings, columns that belong together, branches as rows, signatures below."""

from __future__ import annotations

import pytest
import xlsxwriter
import xlwt

from aoxanh.intake import operations
from aoxanh.intake.headings import match
from tests.intake.conftest import HEAD
from tests.intake.test_intake import AN, NOTHING, XUAN_HAI, said
from tests.intake.test_kinds_of_files import values_of
from tests.membership.conftest import MACHINE

MEN_AND_WOMEN = [
    ["TT", "Họ và tên", "Ngày, tháng, năm sinh", "", "Trình độ", "", "Vào Đoàn", ""],
    ["", "", "Nam", "Nữ", "Văn hóa", "Chuyên môn", "Ngày", "Nơi"],
]


def told(place, sheet, **options):
    """Return what the rows of one sheet of a branch say."""
    batch = place.judge(place.xlsx({"Xuân Hải": sheet}), **options)
    return batch, values_of(batch)


def test_births_in_a_column_for_men_and_one_for_women_say_the_sex_too(place):
    """The Union's own form 3.1: year of birth, men | women."""
    batch, values = told(
        place,
        [
            ["DANH SÁCH ĐOÀN VIÊN"], [], *MEN_AND_WOMEN,
            [1, "Nguyễn Văn An", "15/08/2003", "", "12/12", "ĐH", "26/03/2019", "Lộc Hà"],
            [2, "Lê Thị Bình", "", "02/09/2004", "12/12"], *MEN_AND_WOMEN, [3, "Trần Thị Mỹ Lệ", "", 2005],
            ["", "Cộng", 1, 2],
        ],
    )  # fmt: skip
    assert batch.counts == {**NOTHING, "accepted": 3}
    assert values[0] == {
        "full_name": "Nguyễn Văn An", "birth": "2003-08-15", "sex": "male", "education": "upper_secondary",
        "qualification": "university", "joined_on": "2019-03-26",
    }  # fmt: skip
    assert [(v["birth"], v["sex"]) for v in values[1:]] == [("2004-09-02", "female"), ("2005", "female")]


@pytest.mark.parametrize(
    "head",
    [
        [["TT", "Họ và tên", "Năm sinh", "Giới tính", ""], ["", "", "", "Nam", "Nữ"]],
        [["TT", "Họ và tên", "Năm sinh", "Nam", "Nữ"]],
    ],
)
@pytest.mark.parametrize("mark", ["x", "X", 1])
def test_a_mark_under_men_or_women_is_the_sex(place, head, mark):
    people = [[1, "Nguyễn Văn An", 2003, mark, ""], [2, "Lê Thị Bình", 2004, "", mark]]
    batch, values = told(place, [*head, *people, [3, "Lê Văn Cả", 2004, mark, mark]])
    assert [v.get("sex") for v in values] == ["male", "female", None]
    assert said(batch, "refused") == [(len(head) + 3, "sex", "R-REC §3.2")]


def test_marks_in_a_column_for_women_alone_and_marks_that_say_no_sex(place):
    """A 1 under “Nữ” is a woman; an x under “Giới tính” is nobody's sex."""
    _batch, values = told(
        place, [["Họ và tên", "Năm sinh", "Nữ"], ["Nguyễn Văn An", 2003], ["Lê Thị Bình", 2004, 1]]
    )
    assert [v.get("sex") for v in values] == [None, "female"]
    batch, _values = told(place, [["Họ và tên", "Năm sinh", "Giới tính"], ["Nguyễn Văn An", 2003, "x"]])
    assert said(batch, "refused") == [(2, "sex", "R-REC §3.2")]


def test_one_heading_merged_over_a_name_in_two_columns(place):
    head = ["TT", "Họ và tên", "", "Năm sinh"]
    _batch, values = told(place, [head, [1, "Nguyễn Văn", "An", 2003], [2, "Tống", "Công", 2004]])
    assert [v["full_name"] for v in values] == ["Nguyễn Văn An", "Tống Công"]
    _batch, values = told(
        place, [head, [1, "Nguyễn Văn An", "", 2003], [2, "Lê Thị Bình", "", 2003], [3, "Vũ Văn Cả", "BT", 2004]]
    )  # fmt: skip
    assert [v["full_name"] for v in values] == ["Nguyễn Văn An", "Lê Thị Bình", "Vũ Văn Cả"]


def test_day_month_and_year_in_three_columns_are_one_date(place):
    head = [["TT", "Họ và tên", "Ngày sinh", "", ""], ["", "", "Ngày", "Tháng", "Năm"]]
    _batch, values = told(place, [*head, [1, "Nguyễn Văn An", 15, 8, 2003], [2, "Lê Thị Bình", "", "", 2004]])
    assert [v["birth"] for v in values] == ["2003-08-15", "2004"]


def test_a_row_without_a_name_is_no_second_row_of_headings(place):
    head = ["Họ và tên", "Năm sinh", "Giới tính", "Chi đoàn"]
    batch = place.judge(place.xlsx({"DS": [head, ["", "", "Nam"], ["Nguyễn Văn An", 2003, "Nam", XUAN_HAI]]}))
    assert batch.counts == {**NOTHING, "accepted": 1}
    assert values_of(batch)[0]["sex"] == "male"


def test_a_person_called_tong_is_no_total(place):
    """Tống is a family name, Tổng a total."""
    head = ["Họ và tên", "Năm sinh"]
    totals = [["Tổng cộng: 02 đồng chí"], ["Cộng: 02"], ["TỔNG SỐ", 2], ["Tong cong: 2"]]
    batch, values = told(place, [head, ["Tống Công Minh", 2003], ["Tong Cong An", 2004], *totals])
    assert batch.counts == {**NOTHING, "accepted": 2}
    assert [v["full_name"] for v in values] == ["Tống Công Minh", "Tong Cong An"]


def test_rows_that_name_a_branch_say_where_those_below_belong(place):
    """One sheet for the commune, branch after branch."""
    sheet = [
        ["TT", "Họ và tên", "Ngày sinh"], ["I", "Chi đoàn thôn Xuân Hải: 02 đ/c"], [1, "Nguyễn Văn An", "15/08/2003"], [2, "Lê Thị Hoa", 2004],
        ["", "Cộng: 02"], ["II. CHI ĐOÀN THÔN YÊN ĐỊNH"], [1, "Lê Thị Bình", 2001], ["Thôn Mỹ Lạ (1 đồng chí)"], [1, "Vũ Văn Cả", 2002],
    ]  # fmt: skip
    batch = place.judge(place.xlsx({"DS": sheet}))
    rows = list(batch.rows.order_by("number"))
    assert [row.said["unit"] for row in rows] == [
        place.branch.pk,
        place.branch.pk,
        place.other_branch.pk,
        None,
    ]
    assert said(batch, "refused") == [(9, "unit", "R-STA-03")]
    operations.read_anew(batch, actor=MACHINE, mapping={})
    assert batch.counts == {**NOTHING, "accepted": 3, "refused": 1}


def test_a_branch_put_right_by_hand_stays_when_the_columns_are_read_anew(place):
    """Nothing typed is lost."""
    batch = place.judge(place.xlsx({"DS": [["Họ và tên", "Năm sinh"], ["Nguyễn Văn An", 2003]]}))
    row = batch.rows.get()
    operations.correct_row(row, actor=MACHINE, cells={**row.said["cells"], "unit": XUAN_HAI})
    batch.refresh_from_db()
    operations.read_anew(batch, actor=MACHINE, mapping={})
    assert batch.counts == {**NOTHING, "accepted": 1}


def test_who_signs_a_list_is_not_on_it(place):
    """Names below the signatures are no members; people of a table that follows are."""
    sheet = [
        ["TT", "Họ và tên", "Ngày sinh", "Chức vụ"], [1, "Nguyễn Văn An", "15/08/2003", "Bí thư"],
        ["", "NGƯỜI LẬP BIỂU", "", "TM. BAN CHẤP HÀNH"], ["", "", "", "BÍ THƯ"], ["", "(Đã ký)"], ["", "Phan Thị Lập", "", "Lê Văn Ký"],
        ["", "Vũ Thị Ký", "Lê Văn Duyệt"], ["Chi đoàn thôn Yên Định"], [1, "Lê Thị Bình"], [2, "Vũ Văn Cả", 2002],
    ]  # fmt: skip
    batch, values = told(place, sheet)
    assert [v["full_name"] for v in values] == ["Nguyễn Văn An", "Lê Thị Bình", "Vũ Văn Cả"]
    assert batch.counts == {**NOTHING, "accepted": 3}


def test_a_person_who_works_at_a_trading_firm_ends_no_list(place):
    """“TM” before a workplace is no signature: who is numbered is a person, and so is who follows without a birth day or number."""
    sheet = [
        ["TT", "Họ và tên", "Ngày sinh", "Nơi làm việc"], [1, "Nguyễn Văn An", "", "TM Thành Công"], ["", "Lê Thị Bình", "", "Trạm y tế"],
        [3, "Vũ Văn Cả", "2002", ""],
    ]  # fmt: skip
    _batch, values = told(place, sheet)
    assert [v["full_name"] for v in values] == ["Nguyễn Văn An", "Lê Thị Bình", "Vũ Văn Cả"]


def test_an_ordinary_table_is_read_as_before(place):
    batch = place.judge(place.xlsx({"DS": [HEAD, [1, *AN]]}))
    assert [heading for _sheet, heading, _code in batch.columns] == HEAD


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Ngày, tháng, năm vào Đoàn", "joined_on"), ("NGÀY/THÁNG/NĂM SINH", "birth"), ("Số CMND/CCCD", "citizen_id"), ("Nam / Nữ", "sex"),
        ("Họ, chữ đệm và tên khai sinh", "full_name"), ("Họ và tên học sinh (*)", "full_name"), ("SĐT liên hệ:", "phone"),
        ("Ngày vào Đoàn (dd/mm/yyyy)", "joined_on"), ("Ghi chú", ""), ("Tên trường", ""),
    ],
)  # fmt: skip
def test_headings_as_offices_write_them(heading, code):
    assert match(heading) == code


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_cell_merged_over_rows_is_said_in_each_of_them(place, kind):
    """The branch once for all its people, headings merged over both their rows; no branch of a sheet instead."""
    path = place.folder / f"gop.{kind}"
    book = xlsxwriter.Workbook(path) if kind == "xlsx" else xlwt.Workbook()
    sheet = book.add_worksheet("Yên Định") if kind == "xlsx" else book.add_sheet("Yên Định")

    def merged(first_row, first, last_row, last, text):
        if kind == "xlsx":
            sheet.merge_range(first_row, first, last_row, last, text)
        else:
            sheet.write_merge(first_row, last_row, first, last, text)

    for column, heading in enumerate(("TT", "Chi đoàn", "Họ và tên"), start=1):
        merged(3, column, 4, column, heading)
    merged(3, 4, 3, 5, "Năm sinh")
    sheet.write(4, 4, "Nam")
    sheet.write(4, 5, "Nữ")
    merged(5, 2, 7, 2, "Xuân Hải")
    for row, name in enumerate(("Nguyễn Văn An", "Vũ Văn Cả", "Võ Văn Ba", "Lê Văn Bình"), start=5):
        sheet.write(row, 1, row - 4)
        sheet.write(row, 3, name)
        sheet.write(row, 4, 2003)
    book.close() if kind == "xlsx" else book.save(str(path))
    batch = place.judge(path)
    assert batch.counts == {**NOTHING, "accepted": 4}
    units = [row.said["unit"] for row in batch.rows.order_by("number")]
    assert units == [place.branch.pk] * 3 + [place.other_branch.pk]
