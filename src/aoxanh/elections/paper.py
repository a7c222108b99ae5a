"""Biên bản kiểm phiếu: what was counted, round by round, to be printed and signed (HD 20 §7.5–7.6). No official form: ours (design)."""

from __future__ import annotations

from dataclasses import replace

from aoxanh.cases.votes import MODES
from aoxanh.elections.counting import REASONS, Line, Sheet, in_percent
from aoxanh.elections.models import Election
from aoxanh.elections.queries import Counted
from aoxanh.papers.documents import Block, Column, Document, Facts, Issuer, Signature, Table, text
from aoxanh.papers.issuers import Head

COLUMNS = (
    Column("TT", 0.5, "center"), Column("Họ và tên", 3), Column("Số phiếu", 1, "center"), Column("Tỷ lệ trên số phiếu phát ra", 1.6, "center"),
    Column("Kết quả", 1.5, "center"),
)  # fmt: skip
OUTCOMES = {"elected": "Trúng cử", "tied": "Bằng phiếu", "over": "Hết vị trí", "short": "Không trúng cử"}
NAMES = {
    "executive": "Ban Chấp hành", "standing": "Ban Thường vụ", "secretary": "Bí thư", "deputy": "Phó Bí thư", "inspection": "Ủy ban Kiểm tra",
    "head": "Chủ nhiệm Ủy ban Kiểm tra", "deputy_head": "Phó Chủ nhiệm Ủy ban Kiểm tra", "delegate": "Đại biểu dự đại hội cấp trên",
}  # fmt: skip


def minutes(election: Election, known: list[Counted], head: Head) -> Document:
    """Return the minutes of the counting: the electoral committee signs left, the chair right."""
    what = f"bầu cử tại Đại hội lần thứ {election.ordinal}" if election.is_congress else "bầu cử kiện toàn Ban Chấp hành"  # fmt: skip
    held = str(dict(MODES)[election.mode])
    body: list[Block] = [
        Facts((
            ("Đơn vị", head.unit), ("Ngày", f"{election.held_on:%d/%m/%Y}"), ("Hình thức", f"{held}, bỏ phiếu kín"),
            ("Triệu tập, có mặt", f"{election.entitled or 0:02}, {election.present or 0:02}"),
        )),
    ]  # fmt: skip
    for one in known:
        body.append(text(f"{NAMES[one.contest.office]}: bầu {one.contest.seats:02} người", bold=True))
        for n, (sheet, lines) in enumerate(zip(one.sheets, one.standing.lines, strict=True), start=1):
            body += round_of(one, n, sheet, lines)
    return Document(
        kind="BIÊN BẢN", abstract=f"Kiểm phiếu {what}", issuer=named_by_term(head.issuer, election), place=head.place, body=tuple(body),
        signatures=(Signature(("TM. BAN KIỂM PHIẾU",), "TRƯỞNG BAN"), Signature(("TM. ĐOÀN CHỦ TỊCH",), "")), day=election.held_on,
    )  # fmt: skip


def named_by_term(issuer: Issuer, election: Election) -> Issuer:
    """Return the heading of a congress with the years of its term."""
    if not election.term_ends_on:
        return issuer
    years = f"NHIỆM KỲ {election.held_on.year} – {election.term_ends_on.year}"
    return replace(issuer, name=tuple(years if line.startswith("NHIỆM KỲ") else line for line in issuer.name))


def round_of(one: Counted, number: int, sheet: Sheet, lines: tuple[Line, ...]) -> list[Block]:
    """Return one round: its ballots in a sentence, its candidates in a table."""
    names = {candidate.pk: candidate.person.full_name for candidate in one.candidates}
    why = "; ".join(f"{str(REASONS[code]).lower()}: {n}" for code, n in sheet.reasons.items() if n)
    said = (
        f"Vòng {number}: phát ra {sheet.issued:02} phiếu, thu về {sheet.collected:02} phiếu, hợp lệ {sheet.valid:02}, "
        f"không hợp lệ {sheet.invalid:02}{f' ({why})' if why else ''}."
    )
    rows = tuple(
        (
            str(n),
            names[line.candidate],
            str(line.yes),
            f"{in_percent(line.yes, sheet.issued)}%",
            OUTCOMES[line.outcome],
        )
        for n, line in enumerate(lines, start=1)
    )
    return [text(said), Table(COLUMNS, rows, size=12)]
