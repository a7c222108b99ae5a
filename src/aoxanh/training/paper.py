"""Phiếu rèn luyện đoàn viên: one member's form, printed and signed (P10). No official form was found: ours (design)."""

from __future__ import annotations

from aoxanh.papers.documents import Block, Column, Document, Facts, Signature, Table, text
from aoxanh.papers.issuers import Head
from aoxanh.training.models import Registration
from aoxanh.training.queries import Row

COLUMNS = (
    Column("TT", 0.6, "center"), Column("Nội dung", 4.4), Column("Đăng ký", 0.9, "center"), Column("Tối đa", 0.8, "center"),
    Column("Tự chấm", 0.8, "center"), Column("Chi đoàn", 0.8, "center"), Column("Cấp trên", 0.8, "center"),
)  # fmt: skip


def form_of(row: Row, registration: Registration, head: Head, unit: str) -> Document:
    """Return the form with everything known so far; what is not given yet stays empty to be written in."""
    person, program = row.person, registration.program
    said = Facts(
        (
            ("Họ và tên", person.full_name), ("Ngày sinh", str(person.birth_date or "")), ("Đơn vị", unit),
            ("Năm", f"năm học {program.title}" if program.span == "school" else program.title),
        )
    )  # fmt: skip
    body: list[Block] = [
        said,
        text("I. NỘI DUNG RÈN LUYỆN VÀ KẾT QUẢ", bold=True, indent=False),
        Table(COLUMNS, tuple(lines(row, registration)), last_is_sum=True, size=11),
    ]
    words = registration.words.get("commitment", "")
    body += [text("II. NỘI DUNG CAM KẾT", bold=True, indent=False), text(words or "……………………………………")]
    if row.in_party:
        body.append(
            text("Đảng viên đang sinh hoạt Đoàn: kết quả gửi chi bộ, không xếp loại đoàn viên.", italic=True)
        )
    return Document(
        kind="PHIẾU RÈN LUYỆN ĐOÀN VIÊN", abstract=f"Năm {program.title}", issuer=head.issuer, place=head.place, body=tuple(body), numbered=False,
        signatures=(
            Signature(("ĐOÀN VIÊN",), "", person.full_name), Signature(("TM. CHI ĐOÀN",), "", ""), Signature(("CẤP TRÊN",), "", ""),
        ),
    )  # fmt: skip


def lines(row: Row, registration: Registration) -> list[tuple[str, ...]]:
    """Return the table's rows: a line a group, a line a criterion, the sum last."""
    outline, ticked = registration.program.outline, set(registration.chosen)
    sides = [row.points(side) for side in ("self", "branch", "superior")]
    found: list[tuple[str, ...]] = []
    for place, group in enumerate(outline.groups):
        sums = [str(outline.sums(points)[place]) if points else "" for points in sides]
        found.append((f"{group.number}", group.title.upper(), "", str(group.max), *sums))
        for item in group.items:
            given = [
                "" if points is None or points[item.place] is None else str(points[item.place])
                for points in sides
            ]
            found.append(
                (
                    f"{group.number}.{item.number}",
                    item.title,
                    "x" if item.place in ticked else "",
                    str(item.max),
                    *given,
                )
            )
    totals = [str(outline.total_of(points)) if points else "" for points in sides]
    found.append(("", "Tổng cộng", "", str(outline.total), *totals))
    return found
