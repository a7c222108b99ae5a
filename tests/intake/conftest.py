"""Files as they lie on office PCs, written where a test asks for them."""

from __future__ import annotations

import csv
import io

import pytest
import xlsxwriter

from aoxanh.intake.operations import judge_file, take_in
from tests.membership.conftest import BEGUN, MACHINE, BookPlace

HEAD = ["TT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Chi đoàn", "Ngày vào Đoàn", "Số thẻ đoàn"]


class FilePlace(BookPlace):
    """The small world, and files for its commune."""

    def __init__(self, folder) -> None:
        super().__init__()
        self.folder = folder

    def xlsx(self, sheets, name="danh-sach.xlsx"):
        """Write a workbook of {sheet: rows}."""
        path = self.folder / name
        book = xlsxwriter.Workbook(path)
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        book.close()
        return path

    def csv(self, rows, encoding="utf-8", delimiter=",", name="danh-sach.csv"):
        """Write a text file."""
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerows(rows)
        path = self.folder / name
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    def judge(self, path, unit=None, actor=MACHINE, **options):
        options = {"since": BEGUN, **options}
        return judge_file(unit or self.commune, actor=actor, path=path, name=path.name, **options)

    def taken(self, path, unit=None, **options):
        batch = self.judge(path, unit, **options)
        return take_in(batch, actor=MACHINE)


def rows(*people, head=HEAD):
    """Return a sheet: headings and people (name, birth, sex, citizen id, branch, joined, card)."""
    return [head, *([number, *person] for number, person in enumerate(people, start=1))]


@pytest.fixture
def place(db, tmp_path):
    """The small world with a folder for files."""
    return FilePlace(tmp_path)
