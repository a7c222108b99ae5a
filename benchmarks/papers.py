"""How long papers take: a decision letter as PDF and Word, and 500 members' cards with their codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from aoxanh.papers.documents import (
    Appendix,
    Check,
    Column,
    Document,
    Issuer,
    Signature,
    Table,
    article,
    text,
)
from aoxanh.papers.typesetting import as_pdf, sheets
from aoxanh.papers.wordfile import as_docx
from benchmarks import fixtures


def run() -> Iterator[tuple[str, float, str, str, float, float]]:
    """Yield each figure; denominator: a page that says hello, through the whole middleware."""

    def decision(rows: int) -> Document:
        named = tuple((str(n), f"Nguyễn Thị Ưỡn Ẵm {n}", f"{n:09}") for n in range(1, rows + 1))
        columns = (Column("TT", 0.5), Column("Họ và tên", 3), Column("Số thẻ", 2))
        return Document(
            kind="QUYẾT ĐỊNH", abstract="về việc trao thẻ đoàn viên", issuer=Issuer(("BCH ĐOÀN XÃ LỘC HÀ",), ("TỈNH ĐOÀN HÀ TĨNH",)),
            number="07-QĐ/ĐTN", place="Lộc Hà", day=dt.date(2026, 2, 3), bases=("Căn cứ Điều lệ Đoàn",) * 3, enacts=("QUYẾT ĐỊNH:",),
            body=(article(1, "Trao thẻ đoàn viên cho các đồng chí có tên sau. " * 4), text("Quyết định có hiệu lực từ ngày ký. " * 4)),
            recipients=("Lưu",), signatures=(Signature(("TM. BAN CHẤP HÀNH",), "BÍ THƯ", "Hoàng Phủ Ngọc Tường Vân"),),
            check=Check("https://example.test/p/abcdefghijklmnopqrstuv/", "Kiểm tra tại"),
            appendices=(Appendix("DANH SÁCH", (Table(columns, named),)),) if rows else (),
        )  # fmt: skip

    cards: list[dict[str, Any]] = [
        {"head": "ĐOÀN TNCS HỒ CHÍ MINH", "name": f"Nguyễn Thị Ưỡn Ẵm {n}", "lines": "Chi đoàn A\nĐoàn xã B", "number": f"{n:09}", "url": f"https://example.test/card/{n:022}/"}
        for n in range(500)
    ]  # fmt: skip
    hello = hello_ms()
    letter, long_letter = decision(0), decision(300)
    for name, make, times in (
        ("letter_pdf_ms", lambda: as_pdf(letter), 20),
        ("letter_300_rows_pdf_ms", lambda: as_pdf(long_letter), 5),
        ("letter_docx_ms", lambda: as_docx(letter), 10),
        ("letter_300_rows_docx_ms", lambda: as_docx(long_letter), 3),
        ("cards_500_ms", lambda: sheets(cards, title="Thẻ"), 2),
    ):
        took = fixtures.best(make, times) * 1000
        yield name, took, "ms", "hello_ms", hello, took / hello


def hello_ms() -> float:
    """Return how long a page that says hello takes, in milliseconds."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth.decorators import login_not_required  # noqa: PLC0415
    from django.http import HttpResponse  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.urls import path  # noqa: PLC0415

    from aoxanh.config import urls  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]

    @login_not_required
    def hello(request):  # noqa: ARG001
        return HttpResponse("hello")

    urls.urlpatterns += [path("hello-papers/", hello)]
    client = Client()
    answer = client.get("/hello-papers/")
    assert answer.content == b"hello", answer.status_code
    return fixtures.best(lambda: client.get("/hello-papers/"), 50) * 1000
