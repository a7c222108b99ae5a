"""Who may do what, where: one line a route, written by hand and read against the code by the test.

A line says what kind of thing the address takes and which right opens it; `RIGHTS`, `REACH` and `ABOVE` say who of
the cast (tests/world.py) holds that right at that unit. Nothing here asks the code under test.
A route without a line fails the test; a line without a route is only named, so that rooms may land in any order.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests.world import OFFICERS, OWN, PEOPLE, UNITS, World, photo

#: Nobody is signed in here: never was, signed out, or the account was switched off.
STRANGERS = ("anonymous", "logged_out", "inactive")
PERSONAS = (*STRANGERS, "member", "ex_member", "ex_officer", "delegate", *OFFICERS)

PROVINCE = {"province_secretary", "inspection", "auditor", "operator"}
COMMUNE = {"commune_secretary", "delegate", "office_staff"}

#: Unit -> whose duty lies at it or above it.
REACH: dict[str, set[str]] = {
    "central": set(),
    "province": PROVINCE,
    "loc_ha": PROVINCE | COMMUNE,
    "xuan_hai": PROVINCE | COMMUNE | {"branch_secretary"},
    "yen_dinh": PROVINCE | COMMUNE,
    "closed": PROVINCE | COMMUNE,
    "pioneers": PROVINCE | COMMUNE | {"pioneer_leader"},
    "class_4a": PROVINCE | COMMUNE | {"pioneer_leader"},
    "hong_loc": PROVINCE | {"sibling_secretary"},
    "thuong_phu": PROVINCE | {"sibling_secretary"},
    "foreign_province": {"foreign_secretary"},
    "vinh": {"foreign_secretary"},
    "ben_thuy": {"foreign_secretary"},
}
#: Unit -> whose duty lies strictly above it: the direct superior decides (HD 20 §5.1).
ABOVE: dict[str, set[str]] = {
    "central": set(),
    "province": set(),
    "loc_ha": PROVINCE,
    "xuan_hai": PROVINCE | COMMUNE,
    "yen_dinh": PROVINCE | COMMUNE,
    "closed": PROVINCE | COMMUNE,
    "pioneers": PROVINCE | COMMUNE,
    "class_4a": PROVINCE | COMMUNE | {"pioneer_leader"},
    "hong_loc": PROVINCE,
    "thuong_phu": PROVINCE | {"sibling_secretary"},
    "foreign_province": set(),
    "vinh": {"foreign_secretary"},
    "ben_thuy": {"foreign_secretary"},
}
#: Unit -> whose duty lies at the unit itself: who acts for its own bodies.
HERE: dict[str, set[str]] = {
    unit: {p for p, (_duty, at) in OFFICERS.items() if at == unit} | ({"delegate"} if unit == "loc_ha" else set()) for unit in UNITS
}  # fmt: skip
SECRETARIES = {
    "branch_secretary", "commune_secretary", "delegate", "sibling_secretary", "province_secretary", "foreign_secretary",
}  # fmt: skip
DATA = SECRETARIES | {"office_staff", "pioneer_leader"}
#: Right -> who of the cast has it in their duty, wherever that is.
RIGHTS: dict[str, set[str]] = {
    "people.see": DATA | {"inspection", "auditor"},
    "people.add": DATA,
    "people.edit": DATA,
    "people.reveal": DATA,
    "people.consent": DATA,
    "people.merge": SECRETARIES | {"office_staff"},
    "people.sensitive": SECRETARIES | {"inspection"},
    "accounts.invite": SECRETARIES | {"office_staff"},
    "appointments.make": SECRETARIES,
    "org.establish": SECRETARIES | {"pioneer_leader"},
    "org.rename": SECRETARIES | {"office_staff", "pioneer_leader"},
    "org.move": SECRETARIES,
    "org.change_kind": SECRETARIES,
    "org.close": SECRETARIES,
    "org.reorganise": SECRETARIES,
    "statistics.issue": SECRETARIES | {"office_staff"},
    "org.congress": SECRETARIES | {"office_staff"},
    "audit.read": SECRETARIES | {"inspection", "auditor"},
    "papers.see": SECRETARIES | {"office_staff", "inspection", "auditor"},
    "papers.draft": SECRETARIES | {"office_staff"},
    "papers.sign": SECRETARIES,
    "papers.issue": SECRETARIES | {"office_staff"},
    "book.record": SECRETARIES | {"office_staff"},
    "book.correct": SECRETARIES,
    "cases.see": SECRETARIES | {"office_staff", "inspection"},
    "cases.open": SECRETARIES | {"office_staff"},
    "cases.decide": SECRETARIES,
    "nobody": set(),
    "fees.see": SECRETARIES | {"office_staff", "inspection"},
    "fees.collect": SECRETARIES | {"office_staff"},
    "attendance.see": SECRETARIES | {"office_staff", "inspection"},
    "attendance.record": SECRETARIES | {"office_staff"},
    "people.export": SECRETARIES | {"office_staff"},
    "training.see": SECRETARIES | {"office_staff", "inspection"},
    "training.run": SECRETARIES | {"office_staff"},
}
#: Duty -> who sees that it is held: whoever is responsible for its unit, and those below it.
SEES_DUTY: dict[str, set[str]] = {
    "branch_secretary": DATA & REACH["xuan_hai"] | {"inspection", "auditor"},
    "commune_secretary": COMMUNE
    | {"branch_secretary", "pioneer_leader", "province_secretary", "inspection", "auditor"},
    "sibling_secretary": {"sibling_secretary", "province_secretary", "inspection", "auditor"},
    "foreign_secretary": {"foreign_secretary"},
    "ex_officer": COMMUNE
    | {"branch_secretary", "pioneer_leader", "province_secretary", "inspection", "auditor", "ex_officer"},
}
#: Where somebody stands on a list today.
PLACE = {key: unit for key, (unit, _role, _since, until) in PEOPLE.items() if until is None}
PLACE["moved"] = "thuong_phu"
#: Who has a book.
MEMBERS = [key for key, (_unit, role, _since, _until) in PEOPLE.items() if role == "member"]
#: Who stood on a list once and does not any more: person -> that unit, and its successor.
#: Whoever answers for the unit, or for the one that took it over, answers for its past.
ONCE = {"moved": ("xuan_hai",), "archived": ("closed", "xuan_hai"), "former": ("xuan_hai",)}

OPEN, FORBIDDEN, HIDDEN, LOGIN = "open", "forbidden", "hidden", "login"


def asked_here(persona: str, place: int) -> bool:
    """Whether this database is asked a cell: each of the two legs asks every other one, so that together they ask all.

    AOXANH_MATRIX=whole asks everything here.
    """
    if WHOLE:
        return True
    half = int(hashlib.sha256(persona.encode()).hexdigest(), 16) + place
    return half % 2 == (connection.vendor == "postgresql")


#: Ask every subject of a line of every persona, on this database.
WHOLE = os.environ.get("AOXANH_MATRIX") == "whole"


def holds(persona: str, right: str, unit: str | None, reach: dict[str, set[str]] | None = None) -> bool:
    """Return whether the tables give a persona a right at a unit."""
    return (
        unit is not None and persona in (REACH if reach is None else reach)[unit] and persona in RIGHTS[right]
    )


def owns(persona: str, person: str) -> bool:
    """Return whether the record is the persona's own."""
    return OWN.get(persona) == person


def sees(persona: str, person: str) -> bool:
    """Return whether the persona may see a person's record."""
    return owns(persona, person) or holds(persona, "people.see", PLACE.get(person))


def relation(persona: str, unit: str | None, person: str = "") -> str:
    """Return what a subject is to a persona, for counting what was covered."""
    if person and owns(persona, person):
        return "own"
    if unit is None or unit == "closed":
        return "archived"
    duty = "loc_ha" if persona in {"delegate", "ex_officer"} else OFFICERS.get(persona, ("", ""))[1]
    if not duty:
        return "same unit" if persona in {"member", "ex_member"} and unit == "xuan_hai" else "foreign"
    if person == "moved" and duty in {"loc_ha", "xuan_hai"}:
        return "moved-away"
    if unit == duty:
        return "same unit"
    up, down = ways(unit), ways(duty)
    if duty in up:
        return "descendant"
    if unit in down:
        return "ancestor"
    return "sibling" if "province" in up and "province" in down else "foreign"


def kind(persona: str, form: str, subject: str, unit: str | None) -> tuple[str, ...]:
    """Return what tells one subject of a line from another for a persona: how it stands to it, or which it is."""
    if form in {"person", "member", "entry"}:
        young = subject if subject in {"child", "guardian"} else ""
        return relation(persona, PLACE.get(subject), subject), young
    if form == "pair":
        return tuple(relation(persona, PLACE.get(one), one) for one in subject.split("+"))
    if form == "unit_person":
        there, one = subject.split("+")
        return relation(persona, there), relation(persona, PLACE.get(one), one)
    return (subject,) if unit is None else (relation(persona, unit),)


def chosen(persona: str, form: str, asked: list[tuple[str, str | None, str]]) -> set[str]:
    """Return which subjects of (subject, unit, promise) a persona is asked about: one of each relation and promise (H11).

    On SQLite it is the first of those alike, on PostgreSQL the last; with AOXANH_MATRIX=whole it is all of them.
    """
    if WHOLE:
        return {subject for subject, _unit, _promise in asked}
    ordered = asked if connection.vendor == "postgresql" else asked[::-1]
    return set({(kind(persona, form, s, unit), promise): s for s, unit, promise in ordered}.values())


#: Who is asked about every line on both databases.
BOTH = {"anonymous", "member", "commune_secretary", "sibling_secretary", "province_secretary"}


def at_home(number: int) -> bool:
    """Whether everybody is asked about a line on this database: of four, three on SQLite and one on PostgreSQL; AOXANH_MATRIX=whole: all."""
    return WHOLE or (number % 4 == 1) == (connection.vendor == "postgresql")


def asks(persona: str, number: int) -> bool:
    """Whether a persona is asked about a line on this database; who may do what is decided in one place whatever it is."""
    return at_home(number) or persona in BOTH


def ways(unit: str) -> list[str]:
    """Return the units above one, by key."""
    found = []
    above = UNITS[unit][3]
    while above:
        found.append(above)
        above = UNITS[above][3]
    return found


@dataclass(frozen=True)
class Line:
    """What one route answers.

    `subject`: what its address takes (see `SUBJECTS` of the test); `right`: who may act, at the unit (`reach`) of
    the subject; `own`: people may do it to their own record; `form`: what a valid POST carries; `queries`: what is
    put behind the address, each a cell of its own; `denied`: what those without the right get though they see it.
    """

    methods: str = "GET"
    subject: str = "none"
    right: str = ""
    above: bool = False
    own: bool = False
    never_own: bool = False
    public: bool = False
    form: Callable[[World, str], dict[str, Any]] | None = None
    queries: tuple[str, ...] = ("",)
    denied: str = FORBIDDEN
    allowed: frozenset[str] | None = None
    loose: bool = False
    args: tuple[Any, ...] = ()


def decision(**more: Any) -> dict[str, Any]:
    """Return a filled decision form."""
    return {
        "effective_on": dt.date.today().strftime("%d/%m/%Y"), "decision_number": "9-QĐ/ĐTN", "signed_on": "", "body": "", "reason": "x",
        **more,
    }  # fmt: skip


def above_code(unit: str) -> str:
    """Return the code of the unit above."""
    above = UNITS[unit][3]
    return UNITS[above][0] if above else UNITS[unit][0]


def person_form(world: World, person: str) -> dict[str, Any]:
    """Return a correction of a record."""
    del world, person
    return {"full_name": "Trần Văn Sửa", "occupation": "Ngư dân", "workplace": "", "phone": "", "email": ""}


def consent_form(world: World, person: str) -> dict[str, Any]:
    """Return the answer to a consent."""
    return {"given": "1", "given_by": world.people[person].person.pk, "method": "paper"}


def card(world: World, _key: str) -> dict[str, Any]:
    """Return the text of a card that carries the citizen id of somebody in the foreign province."""
    number = world.people["em"].canaries["citizen_id"][0]
    return {"card": f"{number}||Nguyễn Thị Khác|05052003|Nữ|Khối Bến Thủy|01012022"}


EXPORTS = frozenset(SECRETARIES | {"office_staff"})
TEXT = "q=zyx"
DAYS = "as_of=2023-06-25"
LINES: list[tuple[str, Line]] = [
    ("home", Line(queries=("", "tab=late"))),
    ("ui:gallery", Line(public=True)),
    ("ui:gallery_branches", Line(public=True)),
    ("ui:theme", Line("POST", public=True, form=lambda _w, _k: {"theme": "dark", "next": "/"})),
    ("ui:manifest", Line(public=True)),
    ("ui:service_worker", Line(public=True)),
    ("ui:offline", Line(public=True)),
    ("set_language", Line("GET POST", public=True, form=lambda _w, _k: {"language": "vi"}, loose=True)),
    ("search", Line(queries=("", TEXT, "q=nguyen", "q=@phone", "q=@citizen", "q=@email", "q=thon"))),
    # the tree: its units are no secret to anyone signed in
    ("org:tree", Line(queries=("", DAYS))),
    ("org:tree_search", Line(queries=("q=chi doan", f"q=xuan&{DAYS}"))),
    ("org:suggest", Line(queries=("q=chi",))),
    ("org:due", Line()),
    ("org:unit", Line(subject="unit", queries=("", "tab=history", DAYS))),
    ("org:tree_children", Line(subject="unit")),
    ("org:establish", Line("GET POST", "unit", "org.establish", form=lambda _w, _k: decision(name="Chi đoàn Mới", kind="branch", code="M.1"))),
    ("org:rename", Line("GET POST", "unit", "org.rename", above=True, form=lambda _w, _k: decision(name="Chi đoàn Tên Khác", code="M.2"))),
    ("org:move", Line("GET POST", "unit", "org.move", above=True, form=lambda _w, unit: decision(parent=above_code(unit)))),
    ("org:kind", Line("GET POST", "unit", "org.change_kind", above=True, form=lambda _w, _k: decision(kind="temp_branch"))),
    ("org:close", Line("GET POST", "unit", "org.close", above=True, form=lambda _w, _k: decision())),
    ("org:congress", Line("GET POST", "unit", "org.congress", form=lambda _w, _k: {"ordinal": "3", "held_on": "01/02/2025", "term_ends_on": "01/02/2030"})),
    # the book and the roster
    ("membership:roster", Line(queries=("", TEXT, DAYS, "status=all&col=citizen_id&col=phone&col=email&col=ethnicity", "known_on=2026-01-01", "q=@phone", f"{TEXT}&{DAYS}", "after=>@foreign"))),
    ("membership:roster", Line(subject="unit_query", right="people.see", denied=HIDDEN)),
    ("membership:lists", Line(allowed=frozenset(DATA | {"inspection", "auditor"}))),
    ("membership:save_list", Line("POST", allowed=frozenset(DATA | {"inspection", "auditor"}), form=lambda _w, _k: {"name": "Thiếu số thẻ", "query": "missing=card_number"})),
    ("membership:change_list", Line("POST", "saved", "people.see", denied=HIDDEN)),
    ("membership:act", Line("POST", "act_csv", form=lambda _w, _k: {"query": "status=all&col=citizen_id&col=phone&col=email", "all_matching": "1"}, allowed=EXPORTS)),
    ("membership:act", Line("POST", "act_csv", form=lambda _w, _k: {"query": "q=zyx&as_of=2026-01-01"}, allowed=EXPORTS)),
    ("membership:act", Line("POST", subject="act_together", form=lambda _w, _k: {"query": "", "all_matching": "1", "step": "look", "workplace": "Trường THPT"}, allowed=frozenset(DATA))),
    ("membership:act", Line("POST", subject="act_open_cases", form=lambda _w, _k: {"query": "", "all_matching": "1"}, allowed=frozenset(RIGHTS["cases.open"]))),
    ("membership:act", Line("POST", subject="act_links", form=lambda _w, _k: {"query": "", "all_matching": "1"}, allowed=frozenset(SECRETARIES | {"office_staff"}))),
    ("membership:new", Line("GET POST", "unit", "people.add", form=lambda _w, _k: {"full_name": "Lê Thị Mới", "since": "01/01/2026"})),
    ("membership:register", Line(subject="unit_open", right="people.see", denied=HIDDEN, queries=("", "first=01/01/2015&last=31/12/2026", "after=2020-01-01.1"))),
    ("membership:register_file", Line("POST", "unit_open", "people.see", denied=HIDDEN, loose=True, form=lambda _w, _k: {"first": "01/01/2015", "last": "31/12/2026"}, allowed=EXPORTS)),
    ("membership:card", Line(subject="person", right="people.see", own=True)),
    ("membership:card", Line("POST", "person", "book.record", own=True)),
    ("membership:my_card", Line(loose=True)),
    ("membership:my_book", Line(loose=True)),
    ("membership:scanned", Line(public=True, loose=True)),
    ("membership:book", Line(subject="person", right="people.see", own=True)),
    ("membership:book_file", Line("POST", "person", "people.see", own=True)),
    ("membership:copy", Line(public=True, loose=True)),
    ("membership:new_line", Line("GET POST", "person", "book.record", form=lambda _w, _k: {"kind": "matured", "effective_on": "01/01/2026", "number": "1"})),
    ("membership:correct", Line("GET POST", "member", "book.correct", form=lambda _w, _k: {"words": "nhầm"})),
    ("membership:statute", Line(queries=("", DAYS))),
    ("membership:statute", Line("POST", allowed=frozenset({"operator"}), form=lambda _w, _k: {"code": "maturity_age", "value": "31", "rule": "R-MAT-01", "source": "HD mới", "valid_from": "01/01/2026", "sure": "assumed"})),
    ("membership:statute", Line("POST", allowed=frozenset({"operator"}), form=lambda _w, _k: {"what": "authority", "who-decision": "card.issue", "who-kinds": ["commune"], "who-body": "executive_committee", "who-rule": "Điều 4", "who-source": "HD mới", "who-valid_from": "01/01/2027", "who-sure": "assumed"})),
    # files in
    ("intake:bring", Line("GET POST", "unit", "people.add", form=lambda _w, _k: {"since": "01/01/2026"})),
    ("intake:template", Line(subject="unit", right="people.add")),
    ("intake:batch", Line(subject="batch", right="people.add", denied=HIDDEN, queries=("", "outcome=refused", "after=1"))),
    ("intake:refused", Line(subject="batch", right="people.add", denied=HIDDEN)),
    ("intake:decide", Line("POST", "batch", "people.add", denied=HIDDEN)),
    ("intake:columns", Line("GET POST", "batch", "people.add", denied=HIDDEN, form=lambda _w, _k: {"column-0": "full_name", "column-1": "unit"})),
    ("intake:row", Line("GET POST", "batch", "people.add", denied=HIDDEN, form=lambda _w, _k: {"full_name": "Lê Thị Tệp", "unit": "Chi đoàn thôn Xuân Hải"})),
    # reports
    ("statistics:mine", Line(allowed=frozenset(DATA | {"inspection", "auditor"}))),
    ("statistics:report", Line(subject="unit_open", right="people.see", denied=HIDDEN, queries=("", "tab=people", "first=01/01/2023&last=31/12/2023", "known_on=01/01/2026&first=01/01/2025&last=31/12/2025"))),
    ("statistics:file", Line(subject="unit_open", right="people.see", denied=HIDDEN, queries=("", "kind=csv", "kind=pdf", "kind=docx"))),
    ("statistics:dashboard", Line(subject="unit_open", right="people.see", denied=HIDDEN)),
    ("statistics:overdue", Line(subject="unit_open", right="people.see", denied=HIDDEN, queries=("", "after=50"))),
    ("statistics:moved", Line(subject="unit_open", right="people.see", denied=HIDDEN, queries=("", "first=01/01/2020&last=31/12/2025"))),
    ("statistics:pivot", Line(allowed=frozenset(DATA | {"inspection", "auditor"}), queries=("", "rows=unit&cols=sex", f"{DAYS}&rows=ethnicity", TEXT))),
    ("statistics:pivot", Line(subject="unit_query", right="people.see", denied=HIDDEN)),
    ("statistics:pivot_file", Line(allowed=frozenset(DATA | {"inspection", "auditor"}), queries=("kind=csv", "rows=unit&cols=sex"))),
    ("statistics:issue", Line("POST", "unit", "statistics.issue", form=lambda _w, _k: {"first": "01/01/2026", "last": "31/01/2026"})),
    ("statistics:issued", Line(subject="report", right="people.see", denied=HIDDEN)),
    # cases
    ("cases:list", Line(queries=("", "tab=late", "tab=mine", "tab=open", "tab=ended", "tab=open&procedure=away", "after=99999"))),
    ("cases:start", Line(allowed=frozenset(SECRETARIES | {"office_staff"}))),
    ("cases:procedures", Line(subject="unit_open", right="cases.open")),
    ("cases:choose", Line(subject="unit_open", right="cases.open", args=("away",), queries=("", TEXT, "all=1", "after=>@foreign", "q=@phone"))),
    ("cases:begin", Line("GET POST", "unit_open", "cases.open", args=("away",), form=lambda w, _k: {"selected": [str(w.people[k].person.uid) for k in ("an", "em", "dao")], "begin": "1", "starts_on": "01/02/2026"})),
    ("cases:ask", Line("GET POST", args=("away",), loose=True, form=lambda _w, _k: {"starts_on": "01/02/2026", "address": "Đồng Nai"})),
    ("cases:gather", Line("POST", form=lambda w, _k: {"selected": [str(w.case.uid)]}, loose=True, allowed=None)),
    ("cases:card_ranges", Line(subject="unit_open", right="cases.open")),
    ("cases:card_ranges", Line("POST", "unit_open", "cases.decide", form=lambda _w, _k: {"letters": "42-", "first": "1", "last": "50", "width": "6"})),
    ("cases:dockets", Line(allowed=frozenset(SECRETARIES | {"office_staff", "inspection"}))),
    ("cases:docket", Line(subject="docket", right="cases.see", denied=HIDDEN)),
    ("cases:docket", Line("POST", "docket", "acts", denied=HIDDEN, form=lambda w, _k: {"step": "PRAISE", "on": "01/02/2026", "selected": [str(w.docket.cases.get().uid)]})),
    ("cases:case", Line(subject="case", right="cases.see", denied=HIDDEN)),
    ("cases:move", Line("POST", "case", "acts", denied=HIDDEN, args=("return",), form=lambda _w, _k: {"step": "REGISTER", "words": "x"})),
    ("cases:move", Line("POST", "case", "cases.see", denied=HIDDEN, args=("comment",), form=lambda _w, _k: {"words": "x"})),
    ("cases:move", Line("POST", "case", "acts", denied=HIDDEN, args=("agree",), form=lambda _w, _k: {"step": "REGISTER", "on": "01/02/2026"})),
    ("cases:move", Line("POST", "case", "acts", denied=HIDDEN, args=("refuse",), form=lambda _w, _k: {"step": "REGISTER", "words": "x"})),
    ("cases:move", Line("POST", "case", "acts", denied=HIDDEN, args=("withdraw",), form=lambda _w, _k: {"step": "REGISTER", "words": "x"})),
    ("cases:print", Line("POST", "case", "cases.see", denied=HIDDEN, args=("application", "pdf"), loose=True)),
    ("cases:preview", Line(subject="case", right="acts", denied=HIDDEN, loose=True)),
    # committees and elections
    ("elections:mine", Line(allowed=frozenset(set(OFFICERS) - {"pioneer_leader"} | {"delegate"}))),
    ("elections:unit", Line(subject="sits", queries=("", DAYS, "as_of=2026-01-05"))),
    ("elections:prepare", Line("GET POST", "sits", "runs", form=lambda _w, _k: {"occasion": "congress", "held_on": "01/02/2026", "mode": "in_person", "secretary": "1"})),
    ("elections:interim", Line("GET POST", "sits", "appointments.make", above=True, form=lambda w, _k: {"name": "1", f"post-{w.people['cuc'].person.uid}": "secretary", "effective_on": "01/02/2026", "number": "9-QĐ"})),
    ("elections:designate", Line("GET POST", "sits", "appointments.make", above=True, form=lambda w, _k: {"person": str(w.people["cuc"].person.uid), "post": "executive.member", "effective_on": "01/02/2026", "number": "9-QĐ"})),
    ("elections:term", Line("GET POST", "committee", "appointments.make", above=True, form=lambda _w, _k: {"until": "01/03/2026", "effective_on": "01/02/2026", "number": "9-QĐ"})),
    ("elections:end_seat", Line("GET POST", "seat", "appointments.make", above=True, form=lambda _w, _k: {"went": "moved", "on": "01/02/2026"})),
    ("elections:election", Line(subject="election", right="cases.see", denied=HIDDEN)),
    ("elections:act", Line("POST", "election", "runs_yen_dinh", args=("attend",), form=lambda _w, _k: {"revision": "2", "entitled": "1", "present": "1"})),
    ("elections:minutes", Line(subject="election", right="cases.see", denied=HIDDEN)),
    ("elections:act", Line("POST", "election", "acts", args=("close",), form=lambda _w, _k: {"revision": "2"})),
    ("elections:act", Line("POST", "election", "runs_yen_dinh", args=("give-up",), form=lambda _w, _k: {"revision": "2"})),
    ("elections:candidates", Line("GET POST", "election", "runs_yen_dinh", args=("secretary",), form=lambda w, _k: {"revision": "2", "save": "1", "source": "committee", "selected": [str(w.people["cuc"].person.uid)]})),
    ("elections:sheet", Line("GET POST", "election", "runs_yen_dinh", args=("secretary",), form=lambda _w, _k: {"revision": "2", "issued": "1", "collected": "1"})),
    ("elections:reckon", Line("POST", "election", "runs_yen_dinh", args=("secretary",), form=lambda _w, _k: {"issued": "1", "collected": "1"})),
    ("cases:deadlines", Line(allowed=frozenset(SECRETARIES | {"office_staff", "inspection"}), queries=("", "unit=987654321987654321987"), loose=True)),
    ("cases:transit", Line(allowed=frozenset(SECRETARIES | {"office_staff", "inspection"}), queries=("", "unit=987654321987654321987"), loose=True)),
    ("cases:rewards", Line(subject="unit_open", right="people.see", denied=HIDDEN, queries=("", "first=01/01/2015&last=31/12/2026", "after=2020-01-01.1.1"))),
    ("cases:rewards_file", Line("POST", "unit_open", "people.see", denied=HIDDEN, loose=True, form=lambda _w, _k: {"first": "01/01/2015", "last": "31/12/2026"}, allowed=EXPORTS)),
    ("cases:bring", Line("GET POST", "unit_open", "cases.open", args=("away",))),
    ("cases:template", Line(subject="unit_open", right="cases.open", args=("away",))),
    ("cases:docket_workbook", Line("POST", "docket", "acts", denied=HIDDEN)),
    ("cases:docket_bring", Line("POST", "docket", "acts", denied=HIDDEN)),
    ("cases:attach", Line("POST", "case", "acts", denied=HIDDEN, form=lambda _w, _k: {"attached": SimpleUploadedFile("don.pdf", b"%PDF-1.4 x %%EOF")})),
    ("cases:file", Line("POST", "attachment", "cases.see", denied=HIDDEN)),
    ("cases:detach", Line("POST", "attachment", "nobody", denied=HIDDEN)),
    # applications by link
    ("applications:mine", Line(allowed=frozenset(RIGHTS["cases.open"]))),
    ("applications:unit", Line(subject="unit_open", right="cases.open", queries=("", "tab=answered", "after=99999"))),
    ("applications:open_link", Line("POST", "unit_open", "cases.open", form=lambda _w, _k: {"closes_on": f"{dt.date.today() + dt.timedelta(days=9):%d/%m/%Y}"})),
    ("applications:close_link", Line("POST", "unit_open", "cases.open")),
    ("applications:poster", Line(subject="link_unit", right="cases.open")),
    ("applications:application", Line(subject="application", right="cases.open", denied=HIDDEN)),
    ("applications:act", Line("POST", "application", "cases.open", denied=HIDDEN, args=("examine",))),
    ("applications:act", Line("POST", "application", "cases.open", denied=HIDDEN, args=("decline",), form=lambda _w, _k: {"words": "x"})),
    ("applications:take", Line("GET POST", "application", "cases.open", denied=HIDDEN, form=lambda _w, _k: {"applied_on": "01/02/2026", "sponsor": "member", "sponsor_name": "x", "sponsor_since": "01/01/2024", "variant": "meeting"})),
    ("applications:apply", Line("GET POST", "link_code", public=True, form=lambda _w, _k: {"full_name": "Lê Thị Mới", "birth": "19/05/2006", "phone": "0912345678", "pledge": "on", "agree_membership": "on"})),
    ("applications:followed", Line(subject="receipt_code", public=True)),
    ("applications:follow", Line(public=True, queries=("", "code=ABCD-EFGH"))),
    # fees
    ("fees:mine", Line(allowed=frozenset(RIGHTS["fees.see"]))),
    ("fees:unit", Line(subject="fees_unit", right="fees.see", queries=("", "year=2025", "year=99999"))),
    ("fees:unit", Line("POST", "fees_unit", "fees.collect", form=lambda w, _k: {"first": "01/02/2026", "last": "01/02/2026", "on": "01/02/2026", "selected": [str(w.people["cuc"].person.uid)]})),
    ("fees:hand_up", Line("GET POST", "fees_unit", "fees.collect", form=lambda _w, _k: {"first": "04/01/2026", "last": "01/02/2026", "on": "01/02/2026"})),
    ("fees:pay", Line(subject="fees_unit", right="fees.see")),
    ("fees:pay", Line("POST", "fees_unit", "fees.collect", form=lambda _w, _k: {"bank": "970405", "number": "4200123456789", "holder": "CHI DOAN"})),
    ("fees:collection", Line(subject="collection", right="fees.see")),
    ("fees:receipt", Line(subject="receipt", right="fees.see")),
    ("fees:take_back", Line("POST", "collection", "fees.collect")),
    ("fees:settle", Line("POST", "remittance", "fees.collect", form=lambda _w, _k: {"on": "01/02/2026"})),
    # attendance
    ("attendance:mine", Line(allowed=frozenset(RIGHTS["attendance.see"]))),
    ("attendance:own", Line(loose=True)),
    ("attendance:unit", Line(subject="attendance_unit", right="attendance.see", queries=("", "year=2025", "year=99999"))),
    ("attendance:record", Line("GET POST", "attendance_unit", "attendance.record", form=lambda w, _k: {"day": "01/02/2026", "kind": "meeting", "mode": "in_person", f"how-{w.people['cuc'].person.uid}": "present"})),
    *[("attendance:year_file", Line("POST", "attendance_branch", "people.export", args=(kind,))) for kind in ("xlsx", "print")],
    ("attendance:gathering", Line(subject="gathering", right="attendance.see")),
    ("attendance:correct", Line("GET POST", "gathering", "attendance.record", form=lambda w, _k: {f"was-{w.people['cuc'].person.uid}": "present", f"how-{w.people['cuc'].person.uid}": "excused"})),
    ("attendance:take_back", Line("POST", "gathering", "attendance.record")),
    *[("attendance:gathering_file", Line("POST", "gathering", "people.export", args=(kind,))) for kind in ("xlsx", "print")],
    # training
    ("training:mine", Line(loose=True)),
    ("training:own", Line("GET POST", loose=True, form=lambda _w, _k: {"chosen": ["0"]})),
    ("training:own_score", Line("GET POST", loose=True, form=lambda _w, _k: {"revision": "1", "p0": "1"})),
    ("training:unit", Line(subject="training_unit", right="training.see", queries=("", "tab=evaluate", "year=2019", "only=registered"))),
    ("training:register", Line("POST", "training_branch", "training.run", form=lambda w, _k: {"selected": [str(w.people[k].person.uid) for k in ("an", "cuc", "em")], "chosen": ["1"], "step": "do"})),
    ("training:approve", Line("POST", "training_branch", "training.run", form=lambda w, _k: {"all_matching": "1"})),
    ("training:sheet", Line("GET POST", "training_branch", "training.run", form=lambda _w, _k: {"x": "1"})),
    ("training:act", Line("POST", "training_branch", "training.run", args=("send",), form=lambda _w, _k: {"all_matching": "1"})),
    ("training:act", Line("POST", "training_branch", "training.run", args=("take",), form=lambda _w, _k: {"all_matching": "1"})),
    ("training:bring", Line("GET POST", "training_branch", "training.run", form=lambda _w, _k: {"kept": "x"})),
    *[("training:take_out", Line("POST", "training_branch", "training.run", args=(kind,))) for kind in ("registrations", "summary", "party")],
    ("training:board", Line(subject="training_unit", right="training.see", queries=("", "tab=waiting", "year=2019"))),
    ("training:decide", Line("POST", "training_commune", "training.run", args=("approve",), form=lambda _w, _k: {"all_matching": "1"})),
    ("training:decide", Line("POST", "training_commune", "training.run", args=("return",), form=lambda _w, _k: {"all_matching": "1", "reason": "x"})),
    ("training:member", Line(subject="training_member", right="training.see")),
    ("training:score", Line("GET POST", "training_member", "training.run", form=lambda _w, _k: {"revision": "1", "p0": "1"})),
    ("training:above", Line(subject="training_sent", right="training.see")),
    ("training:above", Line("POST", "training_sent", "decides", form=lambda _w, _k: {"revision": "4", "p0": "1"})),
    ("training:paper", Line(subject="training_sent", right="training.see")),
    ("training:programmes", Line(queries=("", "span=school&year=2027", "show=1"))),
    ("training:programmes", Line("POST", allowed=frozenset({"operator"}), form=lambda _w, _k: {"year": "2030", "span": "year"})),
    ("statistics:issued_file", Line(subject="report", right="people.see", denied=HIDDEN)),
    # papers
    ("papers:mine", Line(allowed=frozenset(RIGHTS["papers.see"]))),
    ("papers:register", Line(subject="unit_open", right="papers.see", denied=HIDDEN, queries=("", "tab=making", "tab=numbers", "kind=decision&first=01/01/2015", "after=2026-01-01.1"))),
    ("papers:register_file", Line("POST", "unit_open", "papers.see", denied=HIDDEN)),
    ("papers:new", Line("GET POST", "unit_here", "papers.draft", form=lambda _w, _k: {"kind": "notice", "body": "committee", "abstract": "Về việc họp", "text": "Kính mời."})),
    ("papers:preview", Line("POST", "unit_here", "papers.draft", form=lambda _w, _k: {"kind": "notice", "body": "committee", "text": "Kính mời."})),
    ("papers:sign_jointly", Line("POST", "draft", "nobody", denied=FORBIDDEN)),
    ("papers:reserve", Line("GET POST", "unit_here", "papers.issue", form=lambda _w, _k: {"kind": "decision", "body": "committee", "purpose": "khen thưởng"})),
    ("papers:void", Line("GET POST", "number", "papers.issue", form=lambda _w, _k: {"reason": "ghi nhầm"})),
    ("papers:paper", Line(subject="paper", own=True)),
    ("papers:paper", Line(subject="draft")),
    ("papers:page", Line(subject="paper", own=True)),
    ("papers:file", Line("POST", "paper", own=True)),
    ("papers:scan", Line("POST", "paper", "papers.issue", own=True, form=lambda _w, _k: {"file": SimpleUploadedFile("q.pdf", b"%PDF-1.4 x")})),
    ("papers:scan_file", Line("POST", "scan", own=True)),
    ("papers:certify", Line("GET POST", "paper", "papers.issue", own=True, form=lambda _w, _k: {"certificate": SimpleUploadedFile("k.p12", b"x"), "password": "x"})),
    ("papers:bring_signed", Line("POST", "paper", "papers.issue", own=True, form=lambda _w, _k: {"file": SimpleUploadedFile("q.pdf", b"%PDF-1.4 x")})),
    ("papers:signed_file", Line("POST", "signed", own=True)),
    ("papers:verify_paper", Line(subject="paper", own=True)),
    ("papers:verify", Line("GET POST", form=lambda _w, _k: {"file": SimpleUploadedFile("q.pdf", b"x")})),
    ("papers:edit", Line("GET POST", "draft", "papers.draft", form=lambda _w, _k: {"abstract": "Về việc họp", "text": "Kính mời."})),
    ("papers:act", Line("POST", "draft", "papers.draft")),
    ("papers:issue", Line("GET POST", "draft", "papers.issue", form=lambda _w, _k: {"on": dt.date.today().strftime("%d/%m/%Y")})),
    ("papers:checked", Line("GET POST", "code", public=True, form=lambda _w, _k: {"file": SimpleUploadedFile("q.pdf", b"%PDF-1.4 x")})),
    # plans
    ("reorganisation:plans", Line(allowed=frozenset(SECRETARIES))),
    ("reorganisation:new", Line("GET POST", "unit", "org.reorganise", form=lambda _w, _k: {"name": "Sáp nhập", "effective_on": "01/01/2026", "start": "empty"})),
    ("reorganisation:plan", Line(subject="plan", right="org.reorganise", denied=HIDDEN, queries=("", "tab=tree", "tab=people", "tab=proof"))),
    ("reorganisation:file", Line(subject="plan", right="org.reorganise", denied=HIDDEN)),
    ("reorganisation:details", Line("GET POST", "plan", "org.reorganise", denied=HIDDEN, form=lambda _w, _k: {"name": "Khác", "effective_on": "01/01/2026"})),
    ("reorganisation:add", Line("GET POST", "plan", "org.reorganise", denied=HIDDEN, form=lambda _w, _k: {"units": ["18568.01"], "into": "18568.02"})),
    ("reorganisation:remove", Line("POST", "plan", "org.reorganise", denied=HIDDEN)),
    ("reorganisation:assign", Line("POST", "plan", "org.reorganise", denied=HIDDEN, form=lambda w, _k: {"goal": "18568.02", "person": str(w.people["an"].person.uid)})),
    ("reorganisation:act", Line("POST", "plan", "org.reorganise", denied=HIDDEN)),
    # people
    ("people:list", Line(queries=("", TEXT, DAYS, "role=member", "missing=birth", "after=>@foreign", "q=@phone", f"{TEXT}&{DAYS}"))),
    ("people:list", Line(subject="unit_query", right="people.see", denied=HIDDEN)),
    ("people:me", Line(loose=True)),
    ("people:scan", Line("POST", right="people.add", form=card, allowed=frozenset(DATA))),
    ("people:duplicates", Line()),
    ("people:unmerge", Line("POST", "merge", "people.merge")),
    ("people:of_account", Line(subject="account")),
    ("people:new", Line("GET POST", "unit", "people.add", form=lambda _w, _k: {"full_name": "Lê Thị Mới", "role": "youth", "starts_on": "01/01/2026"})),
    ("people:choose", Line(subject="unit", right="appointments.make", above=True, queries=("", TEXT))),
    ("people:appoint", Line("GET POST", "unit_person", "appointments.make", above=True, form=lambda _w, _k: decision(duty="committee_member", term=""))),
    ("people:end_appointment", Line("GET POST", "appointment", form=lambda _w, _k: {"on": dt.date.today().strftime("%d/%m/%Y"), "reason": "Thôi"})),
    ("people:person", Line(subject="person", right="people.see", own=True, queries=("", "tab=history", "tab=readers", "tab=consents"))),
    ("people:edit", Line("GET POST", "person", "people.edit", own=True, form=person_form)),
    ("people:reveal", Line("POST", "person", "people.reveal", own=True, form=lambda _w, _k: {"field": "citizen_id"})),
    ("people:reveal", Line("POST", "person", "people.reveal", own=True, form=lambda _w, _k: {"field": "phone"})),
    ("people:reveal", Line("POST", "person", "people.sensitive", own=True, form=lambda _w, _k: {"field": "sensitive"})),
    ("people:photo", Line(subject="person", right="people.see", own=True)),
    ("people:photo_upload", Line("POST", "person", "people.edit", own=True, form=lambda _w, _k: {"photo": photo()})),
    ("people:photo_upload", Line("POST", "person", "people.edit", own=True, form=lambda _w, _k: {"photo": SimpleUploadedFile("x.txt", b"no picture")})),
    ("people:communes", Line(queries=("q=loc",))),
    ("people:address", Line("GET POST", "person", "people.edit", own=True, form=lambda _w, _k: {"kind": "current", "line": "Thôn Mới", "starts_on": "01/02/2026"})),
    ("people:guardian", Line("GET POST", "person", "people.edit", own=True, queries=("", TEXT), form=lambda _w, _k: {"q": "x"})),
    ("people:end_guardian", Line("POST", "guardianship", "people.edit", own=True)),
    ("people:reveal", Line("POST", "person", "people.reveal", own=True, form=lambda _w, _k: {"field": "address"})),
    ("people:download", Line("POST", "person", "nobody", own=True)),
    ("people:consent", Line("GET POST", "person", "people.consent", own=True, form=consent_form)),
    ("people:account", Line("GET POST", "person", "accounts.invite", never_own=True)),
    ("people:recovery", Line("GET POST", "person", "accounts.invite", never_own=True, form=lambda _w, _k: {"do": "open"})),
    ("people:recovery", Line("POST", "person", "accounts.invite", never_own=True, form=lambda _w, _k: {"do": "cancel"})),
    ("people:recovery", Line("POST", "person", "accounts.invite", never_own=True, form=lambda _w, _k: {"do": "link"})),
    ("people:compare", Line("GET POST", "pair", "people.merge", form=lambda _w, _k: {"take_workplace": "other"})),
    ("people:apart", Line("POST", "pair", "people.merge")),
    # what one has typed and not sent yet: only ever one's own
    ("draft", Line("GET POST", form=lambda _w, _k: {"draft_key": "/people/new/1/", "full_name": "Lê"}, loose=True)),
    # how the installation is
    ("keeping", Line(allowed=frozenset({"operator"}))),
    # one's own background work
    ("jobs", Line()),
    ("job", Line(subject="job")),
    ("job_cancel", Line("POST", "job")),
]  # fmt: skip
RIGHTS["decides"] = {"commune_secretary", "delegate", "office_staff", "province_secretary"}
RIGHTS["nobody"] = set()
#: Who acts for the branch Yên Định, which has no officer of its own: its grassroots union.
RIGHTS["acts"] = {"commune_secretary", "delegate"}

#: Who runs an election of Yên Định: who keeps congresses at its grassroots union, which receives its minutes.
RIGHTS["runs_yen_dinh"] = {"commune_secretary", "delegate", "office_staff"}

#: Signing in and one's own account. Open to strangers, or behind the door; whatever they answer is scanned, and
#: what they do is proved beside them (tests/accounts).
DOOR_OPEN = [
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "account_confirm_email",
    "account_email_verification_sent",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_signup_webauthn",
    "account_reauthenticate",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    "openid_connect_login",
    "openid_connect_callback",
    "use_invitation",
    "use_recovery",
    "cancel_recovery_by_link",
]
DOOR_OWN = [
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "socialaccount_connections",
    "usersessions_list",
    "account_profile",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "end_session",
    "end_all_sessions",
    "account_duties",
    "account_lend",
    "cancel_recovery",
]
#: Pages allauth doubles under another address without a name, until the house lists its own.
NAMELESS = ("accounts/social/",)
