"""The period report as a paper: BÁO CÁO with the sums in words and the figures of each unit as an appendix."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override

from aoxanh.org.models import UnitVersion, today
from aoxanh.papers.documents import Appendix, Block, Column, Document, Facts, Table, text
from aoxanh.papers.issuers import issuer_of, place_of, signature_of, symbol_of
from aoxanh.statistics.movements import Report
from aoxanh.ui.formats import number

#: More columns than this lie across.
MOST_UPRIGHT = 6


def document_of(told: Report, table: dict[str, Any], version: UnitVersion, above: list[UnitVersion], *, note: str = "") -> Document:  # fmt: skip
    """Return a report as a paper in Vietnamese, to be numbered and signed by its unit (HD 20 §3.3a; HD 29).

    `table` is what the page shows (`titles`, `rows`, `total`, `in`, `out`); `note` says which issued report it is.
    """
    period = f"từ ngày {told.period.first:%d/%m/%Y} đến hết ngày {told.period.last:%d/%m/%Y}"
    with override("vi"):
        titles = [str(title) for title in table["titles"]]
        figures = list(zip(titles, table["total"]["cells"], strict=True))
    moved = [(title, n) for title, n in figures[1:-1] if n]
    facts = Facts(
        (
            ("Số đoàn viên đầu kỳ", str(number(told.total.opening))),
            ("Tăng trong kỳ", str(number(table["in"]))),
            ("Giảm trong kỳ", str(number(table["out"]))),
            ("Số đoàn viên cuối kỳ", str(number(told.total.closing))),
        )
    )
    body: list[Block] = [
        text(f"Thực hiện chế độ báo cáo theo Hướng dẫn thực hiện Điều lệ Đoàn, {version.name} báo cáo số liệu đoàn viên {period} như sau:"),
        facts,
    ]  # fmt: skip
    if moved:
        body.append(text("Trong đó:"))
        body.extend(text(f"- {title}: {number(abs(n))}.") for title, n in moved)
    if told.known_on:
        body.append(text(f"Số liệu theo thông tin đã ghi nhận đến hết ngày {told.known_on:%d/%m/%Y}."))
    body.append(text("Số liệu của từng đơn vị có trong phụ lục kèm theo."))
    if note:
        body.append(text(note, italic=True))
    superior = above[-1] if above else None
    return Document(
        kind="BÁO CÁO", abstract=f"Số liệu đoàn viên {period}", issuer=issuer_of(version, superior),
        number=f"……-BC/{symbol_of(version.kind, 'committee', version.kind_data.symbol)}", place=place_of(version, above), day=today(), body=tuple(body),
        recipients=(*([f"{superior.name} (để b/c)"] if superior else []), "Lưu"),
        signatures=(signature_of(version, "committee"),), appendices=(appendix(told, titles, table, version, period),),
    )  # fmt: skip


def appendix(told: Report, titles: list[str], table: dict[str, Any], version: UnitVersion, period: str) -> Appendix:  # fmt: skip
    """Return the figures of each unit; many columns lie across."""
    wide = len(titles) > MOST_UPRIGHT
    columns = (
        Column("TT", 0.5, "center"), Column("Đơn vị", 3.2 if wide else 3),
        *(Column(title, 1 if wide else 1.2, "right") for title in titles),
    )  # fmt: skip
    rows = [
        (str(n), row["name"], *(str(number(cell)) for cell in row["cells"]))
        for n, row in enumerate(table["rows"], start=1)
    ]
    rows.append(("", "Tổng cộng", *(str(number(cell)) for cell in table["total"]["cells"])))
    subtitle = f"{version.name}, {period}" if told.name != version.name else f"{told.name}, {period}"
    shown = Table(columns, tuple(rows), last_is_sum=True, size=10 if wide else 12)
    return Appendix("PHỤ LỤC\nSỐ LIỆU ĐOÀN VIÊN THEO ĐƠN VỊ", (shown,), subtitle, landscape=wide)
