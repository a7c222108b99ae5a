"""Workbooks of training: the branch's file to fill in, with lists to choose from; its summary; the list for the Party cell."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Any

import xlsxwriter

from aoxanh.org.models import UnitVersion
from aoxanh.training.models import STAGES, STATES, TrainingProgram
from aoxanh.training.queries import Row
from aoxanh.training.reading import CODE, COMMITMENT, NAME, head_of
from aoxanh.ui.sheets import as_xlsx

Lines = Iterator[list[Any]]
NOTES = (
    "Mỗi đoàn viên một dòng. Chọn “Có” ở những nội dung đăng ký, để trống hoặc “Không” ở nội dung khác.",
    "Nội dung cam kết: viết tự do, có thể để trống.",
    "Không sửa cột mã: phần mềm dựa vào đó để biết dòng thuộc về ai. Dòng để trống thì giữ nguyên.",
    "Điền xong, chọn “Nhập tệp đăng ký” và tải tệp lên: phần mềm soát từng dòng trước khi ghi.",
)


def registration_file(rows: list[Row], program: TrainingProgram, version: UnitVersion) -> IO[bytes]:
    """Return the branch's file, one row a member, as it stands now, open at its start."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet, notes = book.add_worksheet("Đăng ký rèn luyện"), book.add_worksheet("Hướng dẫn")
    head = book.add_format(
        {
            "bold": True,
            "bg_color": "#1159bd",
            "font_color": "#ffffff",
            "text_wrap": True,
            "valign": "vcenter",
            "border": 1,
        }
    )
    grey, free = (
        book.add_format({"font_color": "#5b6b82"}),
        book.add_format({"locked": False, "border": 1, "text_wrap": True}),
    )
    heads = [
        CODE,
        NAME,
        *(head_of(g.number, i.number, i.title) for g in program.outline.groups for i in g.items),
        COMMITMENT,
    ]
    for column, title in enumerate(heads):
        sheet.write_string(0, column, title, head)
    sheet.set_row(0, 90)
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, len(heads) - 2, 14)
    sheet.set_column(len(heads) - 1, len(heads) - 1, 50)
    for number, row in enumerate(rows, start=1):
        fill(sheet, number, row, program, grey=grey, free=free)
    if rows:
        sheet.data_validation(
            1, 2, len(rows), len(heads) - 2, {"validate": "list", "source": ["Có", "Không"]}
        )
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    notes.set_column(0, 0, 110)
    for number, line in enumerate((f"{version.name} – Chương trình rèn luyện {program.title}", *NOTES)):
        notes.write_string(number, 0, line)
    book.close()
    file.seek(0)
    return file


def fill(sheet: Any, number: int, row: Row, program: TrainingProgram, *, grey: Any, free: Any) -> None:
    """Write one member's row: code, name, what is ticked, the commitment as text no spreadsheet runs."""
    sheet.write_string(number, 0, row.uid, grey)
    sheet.write_string(number, 1, row.person.full_name)
    ticked = set(row.registration.chosen) if row.registration else set()
    for item in program.outline.items:
        sheet.write(number, 2 + item.place, "Có" if item.place in ticked else None, free)
    words = row.registration.words.get("commitment", "") if row.registration else ""
    column = 2 + len(program.outline.items)
    if words:
        sheet.write_string(number, column, words, free)
    else:
        sheet.write_blank(number, column, None, free)


def summary_lines(rows: list[Row], program: TrainingProgram, version: UnitVersion) -> Lines:
    """Yield the branch's summary: registered, how far, the sums of each side, the branch's group by group."""
    groups = program.outline.groups
    yield [f"{version.name} – Kết quả rèn luyện đoàn viên {program.title}"]
    yield [
        "TT", "Họ và tên", "Đăng ký", "Đánh giá", *(f"Nhóm {g.number} (tối đa {g.max})" for g in groups), "Tự chấm", "Chi đoàn", "Cấp trên",
        "Đảng viên",
    ]  # fmt: skip
    states, stages = {"not_registered": "Chưa đăng ký", **dict(STATES)}, dict(STAGES)
    for number, row in enumerate(rows, start=1):
        points = row.points("superior") if row.stage == "approved" else row.points("branch")
        sums: list[Any] = program.outline.sums(points) if points else [""] * len(groups)
        totals = ["" if total is None else total for total in row.totals.values()]
        yield [
            number,
            row.person.full_name,
            str(states[row.state]),
            str(stages[row.stage]),
            *sums,
            *totals,
            "x" if row.in_party else "",
        ]


def party_lines(rows: list[Row], program: TrainingProgram, version: UnitVersion) -> Lines:
    """Yield the list passed on to the Party cell: Party members in the Union with their score; not classified (R-TRN-01)."""
    yield [
        f"{version.name} – Danh sách đảng viên sinh hoạt Đoàn, kết quả rèn luyện {program.title}, gửi chi bộ (không xếp loại đoàn viên)"
    ]
    yield ["TT", "Họ và tên", "Ngày vào Đảng", "Đánh giá", "Điểm"]
    stages = dict(STAGES)
    for number, row in enumerate((row for row in rows if row.in_party), start=1):
        since = row.person.party_official_on or row.person.party_probationary_on
        score = (
            row.registration.score
            if row.registration and row.registration.score is not None
            else row.total("branch")
        )
        yield [
            number,
            row.person.full_name,
            f"{since:%d/%m/%Y}" if since else "",
            str(stages[row.stage]),
            "" if score is None else score,
        ]


def as_file(lines: Lines) -> IO[bytes]:
    """Return lines with a title above as a workbook."""
    return as_xlsx(lines, head=1)
