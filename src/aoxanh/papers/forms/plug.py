"""What a form is, and the sentences several of them share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aoxanh.papers.documents import Document
from aoxanh.papers.issuers import Head


@dataclass(frozen=True)
class Form:
    """A form: its code, the kind of paper it makes, its facts, how it builds the document.

    `kind` is empty where it never takes a number: it is printed and signed by hand, or hung up. `version` is the
    statute's edition it was written for and `source` where its parts are from; a paper remembers code and version. A
    later edition's form is one more file with the same code and its own version (`forms.form_of`, R-VER-03).
    """

    code: str
    title: Any
    kind: str
    version: str
    source: str
    facts: type
    document: Callable[[Any], Document]


@dataclass(frozen=True)
class Someone:
    """A person as papers name them; what is not known is left out."""

    name: str
    birth: str = ""
    sex: str = ""
    home_town: str = ""
    address: str = ""
    ethnicity: str = ""
    religion: str = ""
    education: str = ""
    qualification: str = ""
    theory: str = ""
    languages: str = ""
    computing: str = ""
    occupation: str = ""
    joined: str = ""
    joined_at: str = ""
    card_number: str = ""
    unit: str = ""
    post: str = ""


@dataclass(frozen=True)
class Vote:
    """A vote and its base: how many could vote, were there, were for and against."""

    title: str
    entitled: int
    present: int
    yes: int
    no: int = 0

    @property
    def share(self) -> str:
        """Return the share of those present who were for it, as papers write it."""
        if not self.present:
            return "—"
        hundredths = round(self.yes * 10000 / self.present)
        return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",") + "%"


@dataclass(frozen=True)
class Ceremony:
    """What a backdrop says: whose ceremony it is, and on what day."""

    head: Head
    on: dt.date | None = None


def backdrop(facts: Ceremony, title: str) -> Document:
    """Return what hangs behind a ceremony; HD 30 names the forms, their look is ours (design)."""
    head = facts.head
    return Document(kind=title, issuer=head.issuer, place=head.place, day=facts.on, numbered=False, layout="backdrop")  # fmt: skip


def day(value: dt.date | None) -> str:
    """Return a day as 25/06/2023, dots where it is not known."""
    return f"{value:%d/%m/%Y}" if value else "…/…/……"


def comrade(one: Someone) -> str:
    """Return somebody as a sentence names them: name, birth, branch."""
    parts = [f"đồng chí {one.name}", f"sinh ngày {one.birth}" if one.birth else "", one.unit]
    return ", ".join(part for part in parts if part)


def two(number: int) -> str:
    """Return a count as papers write it: 02."""
    return f"{number:02}"
