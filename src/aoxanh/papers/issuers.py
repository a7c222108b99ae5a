"""Who issues papers and what each kind is called, as data: bodies, kinds, symbols, headings, places (R-DOC-01 to R-DOC-03).

Source: HD 29-HD/TWĐTN-VP (29/10/2013) as membership §6 gives it. Abbreviations HD 29 itself fixes are marked
sure; the others were seen in real numbers or are (design), and can be changed here alone.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aoxanh.org.models import UnitVersion
from aoxanh.papers.documents import Issuer, Signature


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper: its name on the paper, its abbreviation in numbers; `titled`: whether the name is printed."""

    code: str
    title: Any
    name: str
    abbreviation: str
    source: str
    titled: bool = True


_KINDS = [
    PaperKind("resolution", pgettext_lazy("paper", "Resolution"), "NGHỊ QUYẾT", "NQ", "HD 30 form 1.2"),
    PaperKind("decision", pgettext_lazy("paper", "Decision"), "QUYẾT ĐỊNH", "QĐ", "HD 29"),
    PaperKind("regulation", pgettext_lazy("paper", "Regulation"), "QUY ĐỊNH", "QĐ", "HD 29"),
    PaperKind("directive", pgettext_lazy("paper", "Directive"), "CHỈ THỊ", "CT", "HD 29"),
    PaperKind("programme", pgettext_lazy("paper", "Programme"), "CHƯƠNG TRÌNH", "CTr", "HD 29"),
    PaperKind("circular", pgettext_lazy("paper", "Circular"), "THÔNG TRI", "TT", "HD 29"),
    PaperKind("submission", pgettext_lazy("paper", "Submission"), "TỜ TRÌNH", "TTr", "HD 29"),
    PaperKind("guidance", pgettext_lazy("paper", "Guidance"), "HƯỚNG DẪN", "HD", "20-HD/TWĐTN-BTC"),
    PaperKind("plan", pgettext_lazy("paper", "Plan"), "KẾ HOẠCH", "KH", "411-KH/TWĐTN-BTC"),
    PaperKind("report", pgettext_lazy("paper", "Report"), "BÁO CÁO", "BC", "HD 29"),
    PaperKind("letter", pgettext_lazy("paper", "Official letter"), "CÔNG VĂN", "CV", "HD 29", titled=False),
    PaperKind("notice", pgettext_lazy("paper", "Notice"), "THÔNG BÁO", "TB", "HD 30 form 3.1"),
    PaperKind("certificate", pgettext_lazy("paper", "Certificate"), "GIẤY CHỨNG NHẬN", "CN", "HD 30 form 2.3"),
    PaperKind("minutes", pgettext_lazy("paper", "Minutes"), "BIÊN BẢN", "BB", "(design)"),
    PaperKind("conclusion", pgettext_lazy("paper", "Conclusion"), "KẾT LUẬN", "KL", "(design)"),
    PaperKind("rules", pgettext_lazy("paper", "Rules of procedure"), "QUY CHẾ", "QC", "(design)"),
    PaperKind("scheme", pgettext_lazy("paper", "Scheme"), "ĐỀ ÁN", "ĐA", "(design)"),
    PaperKind("invitation", pgettext_lazy("paper", "Invitation"), "GIẤY MỜI", "GM", "(design)"),
    PaperKind("introduction", pgettext_lazy("paper", "Letter of introduction"), "GIẤY GIỚI THIỆU", "GT", "(design)"),
    PaperKind("commendation", pgettext_lazy("paper", "Certificate of merit"), "GIẤY KHEN", "GK", "(design)"),
    PaperKind("list", pgettext_lazy("paper", "List"), "DANH SÁCH", "DS", "(design)"),
    PaperKind("receipt", pgettext_lazy("paper", "Receipt"), "PHIẾU THU", "PT", "(design)"),
    PaperKind("copy", pgettext_lazy("paper", "Copy"), "BẢN SAO", "BS", "HD 29"),
]  # fmt: skip
KINDS: dict[str, PaperKind] = {one.code: one for one in _KINDS}
KIND_CHOICES = [(one.code, one.title) for one in _KINDS]


@dataclass(frozen=True)
class Body:
    """A body that issues papers.

    `series`: whose number books it uses (committee, standing committee and secretariat of a unit number in one
    series, for their symbol is one); `one_series`: one book for all its kinds (R-DOC-03); `symbol`: its own,
    where it is not the unit's; `signs`: the words after "TM.", empty where its head signs directly.
    """

    code: str
    title: Any
    series: str
    signs: str = ""
    symbol: str = ""
    one_series: bool = False
    number_alone: bool = False


_BODIES = [
    Body("committee", _("Executive committee"), "committee", "BAN CHẤP HÀNH"),
    Body("standing", _("Standing committee"), "committee", "BAN THƯỜNG VỤ"),
    Body("secretariat", _("Secretariat"), "committee", "BAN BÍ THƯ"),
    Body("meeting", _("Meeting of the branch"), "committee", "CHI ĐOÀN"),
    Body("inspection", _("Inspection commission"), "inspection", "ỦY BAN KIỂM TRA", "UBKT"),
    Body("congress", _("Congress"), "congress", "ĐOÀN CHỦ TỊCH", "ĐH", one_series=True, number_alone=True),
    Body("department", _("Department"), "department"),
    Body("subcommittee", _("Sub-committee"), "subcommittee", "TIỂU BAN", "TB", one_series=True),
    Body("working_group", _("Working group"), "working_group", "TỔ CÔNG TÁC", "TCT", one_series=True),
    Body("council", _("Council"), "council", "HỘI ĐỒNG", "HĐ", one_series=True),
    Body("inspection_team", _("Inspection team"), "inspection_team", "ĐOÀN KIỂM TRA", "ĐKT", one_series=True),
]  # fmt: skip
BODIES: dict[str, Body] = {one.code: one for one in _BODIES}
BODY_CHOICES = [(one.code, one.title) for one in _BODIES]
#: Symbols of a level's own where HD 29 gives one (R-DOC-01).
OWN_SYMBOLS = {("inspection", "central"): "UBKTTWĐ"}
#: Departments HD 29 names (2013) and one seen in 2026; any other short code of capital letters will do.
DEPARTMENTS = ("VP", "BTC", "BKT", "TCKT", "TNTH", "ĐKTHTN", "TTNTW", "CTĐ")
BRANCHES = {"branch", "grassroots_branch", "temp_branch", "subbranch"}
#: "Tỉnh đoàn Hà Tĩnh" is short for "Đoàn tỉnh Hà Tĩnh".
INVERTED = {
    "Tỉnh đoàn ": "Đoàn tỉnh ", "Thành đoàn ": "Đoàn thành phố ", "Huyện đoàn ": "Đoàn huyện ", "Thị đoàn ": "Đoàn thị xã ",
    "Quận đoàn ": "Đoàn quận ",
}  # fmt: skip
#: Places named after a person keep the word for what they are ("TP. Hồ Chí Minh"), as do those of one syllable and numbers.
AFTER_PEOPLE = {
    "Hồ Chí Minh", "Nguyễn Trãi", "Lê Lợi", "Trần Hưng Đạo", "Phan Bội Châu", "Phan Chu Trinh", "Nguyễn Du", "Hà Huy Tập", "Trần Phú",
    "Nguyễn Trung Trực", "Lý Thái Tổ", "Quang Trung", "Nguyễn Huệ", "Lê Đại Hành", "Phạm Ngũ Lão", "Hai Bà Trưng",
}  # fmt: skip


UNSIGNED = Signature()
#: From which day papers cite which edition of the statute; the room that knows the statute fills it (R-VER-02, R-VER-03).
EDITIONS: list[tuple[dt.date, str]] = []


def edition_on(day: dt.date) -> str:
    """Return the edition of the statute papers of a day cite: "khóa XII"."""
    held = [edition for edition in sorted(EDITIONS) if edition[0] <= day]
    return held[-1][1] if held else "khóa XII"


@dataclass(frozen=True)
class Head:
    """What every form needs of its issuer; `queries.head_of` reads it.

    `unit`: its name as a sentence says it; `statute`: which statute's edition the form cites (R-VER-03);
    `signature`: for whom and as what it will be signed, the name is put in when it is.
    """

    issuer: Issuer
    place: str
    unit: str
    superior: str = ""
    signature: Signature = UNSIGNED
    statute: str = "khóa XII"
    committee: str = "BAN CHẤP HÀNH"
    body_words: str = "Ban Chấp hành"

    @property
    def bases(self) -> tuple[str, ...]:
        """Return the legal bases every decision begins with."""
        return (
            f"Căn cứ Điều lệ Đoàn TNCS Hồ Chí Minh {self.statute}",
            "Căn cứ Hướng dẫn số 20-HD/TWĐTN-BTC ngày 12/7/2023 của Ban Thường vụ Trung ương Đoàn thực hiện Điều lệ Đoàn",
        )


def formal(name: str) -> str:
    """Return a unit's name in full: "Đoàn tỉnh Hà Tĩnh" for "Tỉnh đoàn Hà Tĩnh"."""
    for short, full in INVERTED.items():
        if name.startswith(short):
            return full + name.removeprefix(short)
    return name


def symbol_of(kind: str, body: str, unit_symbol: str, department: str = "") -> str:
    """Return the issuer's symbol in numbers: "ĐTN", "TWĐTN-BTC", "UBKT", "ĐH"; a department's own is its code."""
    if body == "department":
        return department
    own = OWN_SYMBOLS.get((body, kind)) or BODIES[body].symbol or unit_symbol
    return f"{own}-{department}" if department else own


def number_in_words(number: int, abbreviation: str, symbol: str, *, alone: bool = False, suffix: str = "") -> str:  # fmt: skip
    """Return "245-CV/TWĐTN-VP"; for congresses "07/ĐH" (R-DOC-01, R-DOC-03)."""
    shown = f"{number:02}{suffix}"
    return f"{shown}/{symbol}" if alone else f"{shown}-{abbreviation}/{symbol}"


def issuer_of(version: UnitVersion, above: UnitVersion | None, body: str = "committee", term: str = "", department: str = "") -> Issuer:  # fmt: skip
    """Return the heading of a unit's papers (membership §6.2, "Issuer naming")."""
    name = formal(version.name).upper()
    superior = (above.name.upper(),) if above is not None else ()
    if body == "congress":
        return Issuer(("ĐẠI HỘI" if version.kind in BRANCHES else "ĐẠI HỘI ĐẠI BIỂU", name, f"NHIỆM KỲ {term}" if term else "NHIỆM KỲ …"))  # fmt: skip
    if version.kind == "central":
        return Issuer(("BAN CHẤP HÀNH TRUNG ƯƠNG" if body != "inspection" else "ỦY BAN KIỂM TRA TRUNG ƯƠNG",))
    if body == "inspection":
        return Issuer((f"ỦY BAN KIỂM TRA {name}",), superior)
    if body in {"department", "subcommittee", "working_group", "council", "inspection_team"}:
        return Issuer((f"{BODIES[body].signs} {department}".strip() or name,), (name,))
    if version.kind in BRANCHES or version.kind_data.organisation != "union" or version.kind == "cadre_board":
        return Issuer((name,), superior)
    return Issuer((f"BCH {name}",), superior if version.kind != "province" else ())


def signature_of(version: UnitVersion, body: str, *, has_committee: bool = True) -> Signature:
    """Return the block a unit's paper is signed under: "TM. BAN THƯỜNG VỤ" / "BÍ THƯ" (membership §6.2).

    A branch with a committee signs "TM. BAN CHẤP HÀNH CHI ĐOÀN", one without "TM. CHI ĐOÀN"; a department signs directly.
    """
    words = BODIES[body].signs
    if not words:
        return Signature((), "TRƯỞNG BAN")
    if body in {"committee", "meeting"} and version.kind in BRANCHES:
        words = "BAN CHẤP HÀNH CHI ĐOÀN" if has_committee and body == "committee" else "CHI ĐOÀN"
        if version.kind == "subbranch":
            words = "PHÂN ĐOÀN"
    return Signature((f"TM. {words}",), "BÍ THƯ")


def signed_by(block: Signature, name: str, *, deputy: bool, delegated: bool) -> Signature:
    """Return a block as its signer fills it: a deputy as one, whoever acts by delegation under "TL."."""
    if not block.authority:
        return (
            Signature((f"KT. {block.position}",), f"PHÓ {block.position}", name)
            if deputy
            else replace(block, name=name)
        )
    manner = (
        tuple(f"TL.{line.removeprefix('TM.')}" for line in block.authority) if delegated else block.authority
    )
    return Signature(manner, f"PHÓ {block.position}" if deputy else block.position, name)


def place_name(name: str) -> str:
    """Return a place as papers name it: "Lộc Hà" for "Xã Lộc Hà", but "TP. Hồ Chí Minh", "Thành phố Huế", "Quận 12"."""
    for words in (
        "Thành phố ",
        "Thị trấn ",
        "Thị xã ",
        "Đặc khu ",
        "Phường ",
        "Huyện ",
        "Quận ",
        "Tỉnh ",
        "Xã ",
    ):
        if name.startswith(words):
            bare = name.removeprefix(words)
            if bare in AFTER_PEOPLE and words == "Thành phố ":
                return f"TP. {bare}"
            if " " not in bare or re.fullmatch(r"[\dIVX ]+", bare) or bare in AFTER_PEOPLE:
                return name
            return bare
    return name


def place_of(version: UnitVersion, ancestors: list[UnitVersion]) -> str:
    """Return where a unit's papers are dated: its place or that of the nearest unit above that has one; one query at most."""
    for one in (version, *reversed(ancestors)):
        if one.administrative_unit_id is not None and one.administrative_unit is not None:
            return place_name(one.administrative_unit.name)
    for one in (version, *reversed(ancestors)):
        for words, prefix in NAMED_AFTER.items():
            if one.name.startswith(words):
                return place_name(prefix + one.name.removeprefix(words))
    return ""


NAMED_AFTER = {
    "Đoàn xã ": "Xã ", "Đoàn phường ": "Phường ", "Đoàn thị trấn ": "Thị trấn ", "Đoàn đặc khu ": "Đặc khu ", "Tỉnh đoàn ": "Tỉnh ",
    "Thành đoàn ": "Thành phố ", "Huyện đoàn ": "Huyện ", "Quận đoàn ": "Quận ", "Thị đoàn ": "Thị xã ", "Trung ương Đoàn": "Hà Nội",
}  # fmt: skip
