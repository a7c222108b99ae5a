"""What a paper says, apart from how it looks: one model that becomes PDF/A (`typesetting`) and Word (`wordfile`).

The parts and their order follow HD 29-HD/TWĐTN-VP (membership §6.2). Everything in a document is text, never
markup: whatever somebody is called, it is printed letter by letter. `as_data` and `from_data` carry a document
to JSON and back without loss, so that an issued paper can be kept and read again.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Align = Literal["left", "center", "right", "justify"]
FONTS = Path(__file__).parent / "fonts"
#: Shown in place of a letter none of the faces has (an emoji in a name); PDF/A forbids an empty glyph.
MISSING = "□"
HEADING = "ĐOÀN TNCS HỒ CHÍ MINH"


@dataclass(frozen=True)
class Run:
    """A stretch of text in one manner."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `indent`: the first line begins 1.27 cm in (HD 29)."""

    runs: tuple[Run, ...]
    align: Align = "justify"
    indent: bool = True
    size: float = 14


@dataclass(frozen=True)
class Facts:
    """What is known, a label and what it says per line; an empty answer is a dotted line to write on."""

    pairs: tuple[tuple[str, str], ...]
    ruled: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table; `width` is a share of the page's width."""

    title: str
    width: float = 1
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A table whose headings come again on every page; `last_is_sum`: the last row is set bold."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    last_is_sum: bool = False
    size: float = 12


@dataclass(frozen=True)
class Pair:
    """Two blocks side by side: whoever confirms left, whoever signs right."""

    left: tuple[Paragraph, ...]
    right: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Photo:
    """An empty frame for a photo, in millimetres, at the left edge."""

    width: float = 30
    height: float = 40
    text: str = "Ảnh 3x4"


@dataclass(frozen=True)
class Space:
    """Empty lines to write on or to part two blocks; `ruled`: dotted."""

    lines: int = 1
    ruled: bool = False


Block = Paragraph | Facts | Table | Pair | Photo | Space


@dataclass(frozen=True)
class Issuer:
    """Who issues: the direct superior's lines above, then its own (HD 29, element 2)."""

    name: tuple[str, ...]
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signature:
    """Who signs and for whom: "TM. BAN CHẤP HÀNH" / "BÍ THƯ" / name; `prefixes` are lines such as "KT. BÍ THƯ"."""

    authority: tuple[str, ...] = ()
    position: str = ""
    name: str = ""


@dataclass(frozen=True)
class Check:
    """Where a paper is checked: the address its code leads to, and how that is said in words."""

    url: str
    words: str = ""


@dataclass(frozen=True)
class Appendix:
    """A table or list that belongs to a paper, on pages numbered apart; `landscape` where it is wide."""

    title: str
    body: tuple[Block, ...]
    subtitle: str = ""
    landscape: bool = False


@dataclass(frozen=True)
class Document:
    """One paper. Without an issuer it carries no official heading: a report, a list, a person's own application.

    `number` empty is printed as a line to be filled; `day` None likewise. `layout`: "official" (A4, HD 29),
    "certificate" (A4 across, framed), "letter" (A5 across, for letters of introduction) or "backdrop" (A4 across, to be
    enlarged and hung behind a ceremony). `joint`: two bodies sign side by side, the first, whose number it is, on the
    right (design).
    """

    kind: str
    abstract: str = ""
    issuer: Issuer | None = None
    number: str = ""
    place: str = ""
    day: dt.date | None = None
    about: str = ""
    marks: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    enacts: tuple[str, ...] = ()
    body: tuple[Block, ...] = ()
    recipients: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    check: Check | None = None
    file_code: str = ""
    layout: Literal["official", "certificate", "letter", "backdrop"] = "official"
    landscape: bool = False
    numbered: bool = field(default=True)
    joint: bool = False

    @property
    def title(self) -> str:
        """Return what the file is called inside."""
        return " ".join(part for part in (self.number, self.kind, self.abstract) if part)


def text(words: str, *, bold: bool = False, italic: bool = False, align: Align = "justify", indent: bool = True, size: float = 14) -> Paragraph:  # fmt: skip
    """Return a plain paragraph."""
    return Paragraph((Run(words, bold, italic),), align, indent, size)


def article(number: int, words: str) -> Paragraph:
    """Return an article: "Điều 1." bold, then its words."""
    return Paragraph((Run(f"Điều {number}. ", bold=True), Run(words)))


def centred(words: str, *, bold: bool = True, italic: bool = False, size: float = 14) -> Paragraph:
    """Return a line in the middle."""
    return Paragraph((Run(words, bold, italic),), "center", indent=False, size=size)


def day_in_words(day: dt.date | None) -> str:
    """Return a day as papers write it: a 0 before days below 10 and before months 1 and 2 (HD 29, element 4)."""
    if day is None:
        return "ngày … tháng … năm …"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def punctuated(bases: tuple[str, ...]) -> list[str]:
    """Return legal bases one a line: ";" after each and "," after the last (HD 29)."""
    plain = [base.rstrip(" ;,.") for base in bases]
    return [f"{base}{',' if number == len(plain) else ';'}" for number, base in enumerate(plain, start=1)]


def punctuated_recipients(recipients: tuple[str, ...]) -> list[str]:
    """Return recipients one a line with a dash: ";" after each and "." after the last."""
    plain = [one.rstrip(" ;,.") for one in recipients]
    return [f"- {one}{'.' if number == len(plain) else ';'}" for number, one in enumerate(plain, start=1)]


@functools.cache
def letters() -> frozenset[int]:
    """Return the letters all four faces have."""
    found: set[int] = set()
    for line in (FONTS / "letters.txt").read_text("ascii").split("\n"):
        if line:
            first, last = (int(end, 16) for end in line.split())
            found.update(range(first, last + 1))
    return frozenset(found)


def printable(words: str) -> str:
    """Return text as it can be printed: composed, without control and format characters, unknown letters shown as □."""
    composed = (
        unicodedata.normalize("NFC", words).replace("\u2011", "-").replace("\t", " ").replace("\r\n", "\n")
    )
    return "".join(kept(letter) for letter in composed)


def kept(letter: str) -> str:
    """Return a letter, what stands in its place, or nothing."""
    kind = unicodedata.category(letter)
    if letter == "\n":
        return letter
    if kind in {"Cc", "Cf", "Cs"}:
        return ""
    if ord(letter) in letters():
        return letter
    return "" if kind.startswith("M") else MISSING


KINDS_OF_PART: dict[str, Any] = {
    one.__name__: one
    for one in (Run, Paragraph, Facts, Column, Table, Pair, Photo, Space, Issuer, Signature, Check, Appendix, Document)
}  # fmt: skip


def as_data(part: Any) -> Any:
    """Return a document (or a part) as plain JSON values, printable."""
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        named = {f.name: as_data(getattr(part, f.name)) for f in dataclasses.fields(part)}
        return {"is": type(part).__name__, **named}
    if isinstance(part, tuple | list):
        return [as_data(one) for one in part]
    if isinstance(part, dt.date):
        return {"is": "day", "iso": part.isoformat()}
    return printable(part) if isinstance(part, str) else part


def from_data(data: Any) -> Any:
    """Return the document (or part) that `as_data` wrote."""
    if isinstance(data, list):
        return tuple(from_data(one) for one in data)
    if not isinstance(data, dict):
        return data
    if data["is"] == "day":
        return dt.date.fromisoformat(data["iso"])
    kind = KINDS_OF_PART[data["is"]]
    return kind(**{name: from_data(value) for name, value in data.items() if name != "is"})
