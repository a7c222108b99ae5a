"""The kinds of line a membership book knows, as data: which status leads to which, and how the line counts.

Source: the status model of membership §5 (R-STA-01 to R-STA-03) on the procedures P1–P17 of HD 20 and HD 30;
kinds marked (design) there are marked so here. `flow` is what the period report counts: `in` and `out` cross
the border of a unit's membership, `move` leaves one unit for another, so that the sums close (proof L3, L4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aoxanh.people import lists

Flow = Literal["in", "out", "move", ""]

#: Statuses a person can have in the book; a member counts (membership §5).
STATUSES: dict[str, Any] = dict(lists.STATUSES)
ENDED = ("removed", "expelled", "resigned", "left", "matured")


@dataclass(frozen=True)
class LineKind:
    """One kind of line.

    `before`: statuses it may follow ("" is nobody in the book); `after`: the status it leads to, None where it
    leaves the status alone; `flow`: how it counts; `place`: whether it names the unit the person is in from
    then on; `section`: the part of the member's book it is shown in.
    """

    code: str
    title: Any
    before: tuple[str, ...]
    after: str | None
    rule: str
    flow: Flow = ""
    place: bool = False
    section: str = "membership"
    decided: bool = True


ANY = tuple(STATUSES)
_ROWS = [
    LineKind("enrolled", _("Entered as a member from earlier records"), ("", "candidate", "approved", "left"), "member", "R-STA-01", "in", place=True, decided=False),
    LineKind("proposed", _("Listed as a candidate"), ("", *ENDED), "candidate", "P1", place=True, decided=False),
    LineKind("withdrawn", _("Candidacy ended"), ("candidate", "approved"), "", "P1", decided=False),
    LineKind("approved", _("Admission approved"), ("candidate",), "approved", "R-ADM-07"),
    LineKind("admitted", _("Admitted"), ("", "candidate", "approved", *ENDED), "member", "R-ADM-07", "in", place=True),
    LineKind("arrived", _("Received from outside the system"), ("", "candidate", "left"), "member", "R-TRF-04", "in", place=True),
    LineKind("reinstated", _("Reinstated"), ("removed", "expelled", "resigned", "matured"), "member", "R-DEL-01", "in", place=True),
    LineKind("transferred", _("Transferred"), ("member",), "member", "R-TRF-03", "move", place=True),
    LineKind("reorganised", _("Moved with the reorganisation"), ("candidate", "approved", "member", *ENDED), None, "R-ORG-09", "move", place=True),
    LineKind("departed", _("Transferred out of the system"), ("member",), "left", "R-TRF-04", "out"),
    LineKind("matured", _("Matured"), ("member",), "matured", "R-MAT-01", "out"),
    LineKind("removed", _("Removed from the list"), ("member",), "removed", "R-DEL-01", "out"),
    LineKind("expelled", _("Expelled"), ("member",), "expelled", "R-DIS-01", "out"),
    LineKind("resigned", _("Resigned"), ("member",), "resigned", "P17", "out"),
    LineKind("deceased", _("Deceased"), tuple(s for s in ANY if s not in {"deceased", "merged"}), "deceased", "P17", "out", decided=False),
    LineKind("merged", _("Found to be the same person as another record"), tuple(s for s in ANY if s != "merged"), "merged", "L16", "out", decided=False),
    LineKind("carried", _("Taken over from the merged record"), ("", "candidate", "approved", *ENDED), "member", "L16", "in", place=True, decided=False),
    LineKind("overlay_opened", _("Begun"), ANY, None, "R-STA-01", section="overlay"),
    LineKind("overlay_closed", _("Ended"), ANY, None, "R-STA-01", section="overlay", decided=False),
    LineKind("classified", _("Classified for the year"), ("member",), None, "R-EVL-03", section="classification"),
    LineKind("rewarded", pgettext_lazy("book line", "Rewarded"), ("member", *ENDED), None, "P13", section="reward"),
    LineKind("disciplined", _("Disciplined"), ("member",), None, "R-DIS-01", section="discipline"),
    LineKind("joining_noted", _("Day of joining entered"), ("member", *ENDED), None, "R-REC-01", decided=False),
    LineKind("card_issued", _("Card given"), ("approved", "member", "matured"), None, "R-REC §3.3", section="card"),
    LineKind("card_withdrawn", _("Card withdrawn"), ANY, None, "R-REC §3.3", section="card"),
    LineKind("file_restored", _("File restored"), ("member",), None, "P15", section="card"),
    LineKind("corrected", _("Line taken back"), ANY, None, "L18", section="correction", decided=False),
]  # fmt: skip
KINDS: dict[str, LineKind] = {row.code: row for row in _ROWS}
KIND_CHOICES = [(row.code, row.title) for row in _ROWS]

#: What the period report calls the two sides of a move.
MOVES = {
    "transferred": ("transferred_out", "transferred_in"),
    "reorganised": ("reorganised_out", "reorganised_in"),
}
MOVEMENTS: dict[str, Any] = {
    **{row.code: row.title for row in _ROWS if row.flow in {"in", "out"}},
    "transferred_in": _("Transferred in"),
    "transferred_out": _("Transferred out"),
    "reorganised_in": _("Received by reorganisation"),
    "reorganised_out": _("Given by reorganisation"),
}


@dataclass(frozen=True)
class OverlayKind:
    """Something that holds for a time on top of the status (membership §5); `limited`: it must have an end."""

    code: str
    title: Any
    rule: str
    limited: bool = False
    host: bool = False
    status: str = "member"


_OVERLAYS = [
    OverlayKind("temporary", _("Temporary activity elsewhere"), "R-TMP-01", limited=True, host=True),
    OverlayKind("residence", _("Activity at the place of residence"), "R-RES-01", host=True),
    OverlayKind("away", _("Working away"), "R-AWY-01"),
    OverlayKind("abroad", _("Abroad"), "P6"),
    OverlayKind("suspended", _("Suspended"), "P14", limited=True),
    OverlayKind("sanction", _("Under a sanction"), "R-DIS-08", limited=True),
    OverlayKind("continued", _("Stays after 30"), "R-MAT-01", limited=True),
    OverlayKind("outstanding", _("Outstanding member"), "R-OUT-01", limited=True),
    OverlayKind("party_prospect", _("Prepared for the Party"), "P12"),
    OverlayKind("postponed", _("Activity put off"), "R-VER-04", limited=True),
    OverlayKind("fee_exempt", _("Exempt from the fee"), "R-FEE-03", limited=True),
    OverlayKind("honorary", _("Honorary member"), "R-HON-01", status="matured"),
]
OVERLAYS: dict[str, OverlayKind] = {row.code: row for row in _OVERLAYS}
OVERLAY_CHOICES = [(row.code, row.title) for row in _OVERLAYS]
