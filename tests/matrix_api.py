"""Who may do what over the API: one line an endpoint, written by hand, beside the lines of the pages.

`tests/matrix.py` says who of the cast holds which right where; a line here adds the method, the scope a token must
carry, and the body of a valid write. Every endpoint of the URL map must have its line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests import matrix
from tests.matrix import DAYS, EXPORTS, HIDDEN, OFFICERS, TEXT, Line, above_code, holds, ways
from tests.world import World

TODAY = dt.date.today().isoformat()
DECIDED = {"effective_on": TODAY, "decision_number": "9-QĐ/ĐTN", "reason": "x"}
#: What the strange ways to come in are called; each gets 401 and nothing else, whatever is asked for.
STRANGE_TOKENS = ("none", "unknown", "ended", "taken_back", "inactive", "basic", "logged_out")


@dataclass(frozen=True)
class Endpoint(Line):
    """What one endpoint answers. `body`: what a valid write carries; `scope`: what a token must carry."""

    scope: str = ""
    body: Callable[[World, str], dict[str, Any]] | None = None
    of: Callable[[Endpoint, str, str], str] | None = None
    file: str = ""  # the part a file is sent as; everything else then is a field of the form
    ruled: bool = (
        False  # a rule refuses it about everybody of the cast: done is shown in the room's own tests
    )


def at(methods: str, scope: str, subject: str = "none", right: str = "", **more: Any) -> Endpoint:
    """Return a line."""
    return Endpoint(methods, subject, right, scope=scope, **more)


def decided(**more: Any) -> Callable[[World, str], dict[str, Any]]:
    """Return the body of a decision."""
    return lambda _world, _key: {**DECIDED, **more}


def consented(world: World, person: str) -> dict[str, Any]:
    """Return the body of a consent."""
    return {"given": True, "given_by": str(world.people[person].person.uid), "method": "paper"}


def listed(world: World, _person: str) -> dict[str, Any]:
    """Return the body that puts somebody on the list of Yên Định."""
    return {"unit": world.units["yen_dinh"].pk, "role": "youth", "starts_on": "2026-01-01"}


def puts_on_list(_line: Endpoint, persona: str, person: str) -> str:
    """Who sees the person may put them on a list of a unit of their own, here Yên Định."""
    if not matrix.sees(persona, person):
        return HIDDEN
    return matrix.OPEN if holds(persona, "people.add", "yen_dinh") else matrix.FORBIDDEN


def takes_off_list(_line: Endpoint, persona: str, person: str) -> str:
    """Who sees the person may take them off the list of a unit of their own."""
    if not matrix.sees(persona, person):
        return HIDDEN
    return matrix.OPEN if holds(persona, "people.add", matrix.PLACE.get(person)) else matrix.FORBIDDEN


def of_two(line: Endpoint, persona: str, pair: str) -> str:
    """The record that stays decides; the other must be in sight, and the operation asks its right once more."""
    one, other = pair.split("+")
    if not matrix.sees(persona, one):
        return HIDDEN
    if not holds(persona, line.right, matrix.PLACE.get(one)):
        return matrix.FORBIDDEN
    return matrix.OPEN if matrix.sees(persona, other) else HIDDEN


def opens_case(_line: Endpoint, persona: str, unit: str) -> str:
    """Who opens cases at the unit, about somebody in sight: here An of Xuân Hải."""
    if not holds(persona, "cases.open", unit):
        return matrix.FORBIDDEN
    return matrix.OPEN if matrix.sees(persona, "an") else HIDDEN


def opens_docket(_line: Endpoint, persona: str, unit: str) -> str:
    """Who opens cases at the unit; people who are not of it do not exist there: An is of Xuân Hải."""
    if not holds(persona, "cases.open", unit):
        return matrix.FORBIDDEN
    return matrix.OPEN if unit in {"xuan_hai", *ways("xuan_hai")} else HIDDEN


def sees_officers(_line: Endpoint, persona: str, unit: str) -> str:
    """Those responsible for a unit see who is in office there, and those below it whose superiors they are."""
    duty = "loc_ha" if persona == "delegate" else OFFICERS.get(persona, ("", ""))[1]
    below = bool(duty) and unit in {duty, *ways(duty)}
    return matrix.OPEN if below or holds(persona, "people.see", unit) else matrix.FORBIDDEN


def sees_committees(line: Endpoint, persona: str, unit: str) -> str:
    """As officers; what a reader may not see is not there, and the children's organisation has no committees."""
    if matrix.UNITS[unit][2].startswith("pioneer"):
        return HIDDEN
    return matrix.OPEN if sees_officers(line, persona, unit) == matrix.OPEN else HIDDEN


def loads_plan(line: Endpoint, persona: str, unit: str) -> str:
    """Who reorganises below the unit a plan names by its code; one that stands no more is named by nobody."""
    if unit == "closed":
        return HIDDEN
    return matrix.OPEN if holds(persona, line.right, unit) else matrix.FORBIDDEN


def takes_in(line: Endpoint, persona: str, unit: str) -> str:
    """Who sees the fees of a unit and takes them in, of a member in sight: here Cúc of Yên Định."""
    if not holds(persona, "fees.see", unit):
        return HIDDEN
    if not holds(persona, line.right, unit):
        return matrix.FORBIDDEN
    return matrix.OPEN if matrix.sees(persona, "cuc") else HIDDEN


def records(line: Endpoint, persona: str, unit: str) -> str:
    """Who sees a unit's attendance and records it, of its own members: here Cúc of Yên Định."""
    if not holds(persona, "attendance.see", unit):
        return HIDDEN
    if not holds(persona, line.right, unit):
        return matrix.FORBIDDEN
    return matrix.OPEN if unit == "yen_dinh" else HIDDEN


def sits_open(line: Endpoint, persona: str, unit: str) -> str:
    """Who sees who sits there, and the cases of the unit."""
    if sees_committees(line, persona, unit) == HIDDEN:
        return HIDDEN
    return matrix.OPEN if holds(persona, "cases.see", unit) else matrix.FORBIDDEN


def prepares(line: Endpoint, persona: str, unit: str) -> str:
    """Who keeps congresses at the unit itself; of a branch also at its grassroots union."""
    if sees_committees(line, persona, unit) == HIDDEN:
        return HIDDEN
    above = matrix.UNITS[unit][3] if matrix.UNITS[unit][2] == "branch" else None
    here = matrix.HERE[unit] | (matrix.HERE[above] if above else set())
    return matrix.OPEN if persona in here & matrix.RIGHTS["org.congress"] else matrix.FORBIDDEN


def names_people(line: Endpoint, persona: str, unit: str) -> str:
    """The superior decides, about somebody in sight: here Cúc."""
    if sees_committees(line, persona, unit) == HIDDEN:
        return HIDDEN
    if not holds(persona, "appointments.make", unit, matrix.ABOVE):
        return matrix.FORBIDDEN
    return matrix.OPEN if matrix.sees(persona, "cuc") else HIDDEN


def uid(world: World, key: str) -> str:
    """Return somebody's public id."""
    return str(world.people[key].person.uid)


def has_record(_line: Endpoint, persona: str, _subject: str) -> str:
    """Whose account has a record."""
    return matrix.OPEN if persona in matrix.OWN else HIDDEN


def is_member(_line: Endpoint, persona: str, _subject: str) -> str:
    """Who is a member today: An alone has an account of their own."""
    return matrix.OPEN if matrix.OWN.get(persona) == "an" else HIDDEN


def members_at(world: World, unit: str) -> list[str]:
    """Return the members of a branch of the cast."""
    return [str(world.people[key].person.uid) for key in matrix.MEMBERS if matrix.PLACE.get(key) == unit]


def runs_members(line: Endpoint, persona: str, unit: str) -> str:
    """Who sees a branch's training and runs it."""
    if not holds(persona, "training.see", unit):
        return HIDDEN
    return matrix.OPEN if holds(persona, line.right, unit) else matrix.FORBIDDEN


#: (method, path) -> lines
ENDPOINTS: list[tuple[str, Endpoint]] = [
    ("/me", at("GET", "")),
    ("/units", at("GET", "org:read", queries=("", DAYS, "q=xuan", "limit=3&after=2"))),
    ("/units/{unit}", at("GET", "org:read", "unit", queries=("", DAYS))),
    ("/units/{unit}/children", at("GET", "org:read", "unit")),
    ("/units/{unit}/children", at("POST", "org:write", "unit", "org.establish", body=decided(name="Chi đoàn Mới", kind="branch", code="M.1"))),
    ("/units/{unit}/ancestors", at("GET", "org:read", "unit")),
    ("/units/{unit}/versions", at("GET", "org:read", "unit")),
    ("/units/{unit}/events", at("GET", "org:read", "unit")),
    ("/units/{unit}/lineage", at("GET", "org:read", "unit")),
    ("/units/{unit}/log", at("GET", "audit:read", "unit", "audit.read")),
    ("/units/{unit}/rename", at("POST", "org:write", "unit", "org.rename", above=True, body=decided(name="Chi đoàn Tên Khác", code="M.2"))),
    ("/units/{unit}/move", at("POST", "org:write", "unit", "org.move", above=True, body=lambda _w, unit: {**DECIDED, "parent": above_code(unit)})),
    ("/units/{unit}/kind", at("POST", "org:write", "unit", "org.change_kind", above=True, body=decided(kind="temp_branch"))),
    ("/units/{unit}/close", at("POST", "org:write", "unit", "org.close", above=True, body=decided(), ruled=True)),
    ("/units/{unit}/congress", at("POST", "org:write", "unit", "org.congress", body=lambda _w, _k: {"ordinal": 3, "held_on": "2025-02-01", "term_ends_on": "2030-02-01"})),
    ("/units/{unit}/people", at("POST", "people:write", "unit", "people.add", body=lambda _w, _k: {"full_name": "Lê Thị Mới", "role": "youth", "starts_on": "2026-01-01"})),
    ("/units/{unit}/appointments", at("GET", "accounts:read", "unit", of=sees_officers)),
    ("/units/{unit}/appointments", at("POST", "accounts:write", "unit_person", "appointments.make", above=True, body=lambda w, key: {**DECIDED, "duty": "committee_member"})),
    ("/appointments/{appointment}/end", at("POST", "accounts:write", "appointment", body=lambda _w, _k: {"on": TODAY, "reason": "Thôi"})),
    ("/people", at("GET", "people:read", queries=("", TEXT, "q=@phone", "q=@citizen", "q=@email", DAYS, f"{TEXT}&{DAYS}", "missing=birth", "role=member"))),
    ("/people", at("GET", "people:read", "unit_query", "people.see", denied=HIDDEN)),
    ("/roster", at("GET", "people:read", queries=("", TEXT, "q=@phone", "status=all", f"status=all&{DAYS}", "known_on=2026-01-01"))),
    ("/roster", at("GET", "people:read", "unit_query", "people.see", denied=HIDDEN)),
    ("/roster/pivot", at("GET", "people:read", queries=("", "rows=unit&cols=sex", f"rows=age&{DAYS}", "q=@phone"))),
    ("/roster/pivot", at("GET", "people:read", "unit_query", "people.see", denied=HIDDEN)),
    ("/roster/stream", at("GET", "people:export", queries=("", "status=all", DAYS), allowed=EXPORTS)),
    ("/people/{uid}/book", at("GET", "people:read", "person", "people.see", own=True)),
    ("/book/changes", at("GET", "people:read", queries=("", "since=3&limit=2", "since=xyz"))),
    ("/units/{unit}/report", at("GET", "people:read", "unit_open", "people.see", denied=HIDDEN, queries=("first=2026-01-01&last=2026-03-31",))),
    # papers
    ("/units/{unit}/papers", at("GET", "papers:read", "unit_open", "papers.see", denied=HIDDEN, queries=("", "kind=decision&first=2015-01-01", "after=2026-01-01.1&limit=1"))),
    ("/units/{unit}/papers", at("POST", "papers:write", "unit_here", "papers.draft", body=lambda _w, _k: {"kind": "notice", "body": "committee", "abstract": "Về việc họp", "text": "Kính mời."})),
    ("/units/{unit}/papers/drafts", at("GET", "papers:read", "unit_open", "papers.see", denied=HIDDEN)),
    ("/papers", at("GET", "papers:read")),
    ("/papers/{uid}", at("GET", "papers:read", "paper", own=True)),
    ("/papers/{uid}", at("GET", "papers:read", "draft")),
    ("/papers/{uid}/file/{kind}", at("GET", "papers:read", "paper", own=True)),
    ("/papers/{uid}/scans/{scan}", at("GET", "papers:read", "scan", own=True)),
    ("/papers/{uid}/signed/{signed}", at("GET", "papers:read", "signed", own=True)),
    ("/papers/{uid}/redraft", at("POST", "papers:write", "draft", "papers.draft", body=lambda _w, _k: {"abstract": "Về việc họp", "text": "Kính mời."})),
    ("/papers/{uid}/check", at("POST", "papers:write", "draft", "papers.draft")),
    ("/papers/{uid}/drop", at("POST", "papers:write", "draft", "papers.draft")),
    ("/papers/{uid}/issue", at("POST", "papers:write", "draft", "papers.issue", ruled=True, body=lambda _w, _k: {"on": TODAY})),
    ("/papers/{uid}/scans", at("POST", "papers:write", "paper", "papers.issue", own=True, file="file", body=lambda _w, _k: {"file": b"%PDF-1.4 x %%EOF", "reason": "x"})),
    ("/units/{unit}/number-books", at("GET", "papers:read", "unit_open", "papers.see", denied=HIDDEN)),
    ("/units/{unit}/numbers", at("GET", "papers:read", "unit_open", "papers.see", denied=HIDDEN, queries=("", "state=free", "state=void", "state=used&limit=1"))),
    ("/units/{unit}/numbers", at("POST", "papers:write", "unit_here", "papers.issue", body=lambda _w, _k: {"kind": "decision", "body": "committee", "purpose": "khen thưởng"})),
    ("/numbers/{number}/void", at("POST", "papers:write", "number", "papers.issue", body=lambda _w, _k: {"reason": "ghi nhầm"})),
    # fees
    ("/units/{unit}/fees", at("GET", "fees:read", "fees_unit", "fees.see", queries=("", "year=2025", "owes=3"))),
    ("/units/{unit}/fees/below", at("GET", "fees:read", "fees_unit", "fees.see", queries=("", "year=2025"))),
    ("/units/{unit}/fees/collections", at("GET", "fees:read", "fees_unit", "fees.see", queries=("", "limit=1&after=99999"))),
    ("/units/{unit}/fees/collections", at("POST", "fees:write", "fees_unit", "fees.collect", of=takes_in, body=lambda w, _k: {"first": "2026-02-01", "last": "2026-02-01", "on": "2026-02-01", "people": [uid(w, "cuc")]})),
    ("/units/{unit}/fees/salaried", at("POST", "fees:write", "fees_unit", "fees.collect", of=takes_in, body=lambda w, _k: {"salaried": True, "people": [uid(w, "cuc")]})),
    ("/fees/collections/{uid}", at("GET", "fees:read", "collection", "fees.see")),
    ("/fees/collections/{uid}/take-back", at("POST", "fees:write", "collection", "fees.collect", ruled=True)),
    ("/fees/collections/{uid}/receipts/{person}", at("GET", "fees:read", "receipt", "fees.see")),
    ("/units/{unit}/fees/remittances", at("GET", "fees:read", "fees_unit", "fees.see", queries=("", "way=in"))),
    ("/units/{unit}/fees/remittances", at("POST", "fees:write", "fees_unit", "fees.collect", body=lambda _w, _k: {"first": "2026-01-04", "last": "2026-02-01", "on": "2026-02-01"})),
    ("/fees/remittances/{uid}/settle", at("POST", "fees:write", "remittance", "fees.collect", body=lambda _w, _k: {"on": "2026-02-01"})),
    ("/units/{unit}/fees/vietqr", at("GET", "fees:read", "fees_account", "fees.see", queries=("", "amount=2000"))),
    ("/units/{unit}/fees/vietqr", at("POST", "fees:write", "fees_unit", "fees.collect", body=lambda _w, _k: {"bank": "970405", "number": "4200123456789", "holder": "CHI DOAN"})),
    # attendance
    ("/units/{unit}/attendance", at("GET", "attendance:read", "attendance_unit", "attendance.see", queries=("", "year=2025", "limit=1&after=1"))),
    ("/units/{unit}/attendance/below", at("GET", "attendance:read", "attendance_unit", "attendance.see", queries=("", "year=2025"))),
    ("/units/{unit}/gatherings", at("GET", "attendance:read", "attendance_unit", "attendance.see", queries=("", "limit=1&after=99999"))),
    ("/units/{unit}/gatherings", at("POST", "attendance:write", "attendance_unit", "attendance.record", of=records, body=lambda w, _k: {"day": "2026-02-01", "kind": "meeting", "marks": [{"person": uid(w, "cuc"), "how": "present"}]})),
    ("/gatherings/{uid}", at("GET", "attendance:read", "gathering", "attendance.see")),
    ("/gatherings/{uid}/correct", at("POST", "attendance:write", "gathering", "attendance.record", body=lambda w, _k: {"changes": [{"person": uid(w, "cuc"), "before": "present", "after": "excused"}]})),
    ("/gatherings/{uid}/take-back", at("POST", "attendance:write", "gathering", "attendance.record", ruled=True)),
    # cases
    ("/procedures", at("GET", "cases:read")),
    ("/cases", at("GET", "cases:read", queries=("", "tab=waiting", "tab=late", "tab=mine", "tab=ended", "procedure=away", "after=99999&limit=2"))),
    ("/cases/{uid}", at("GET", "cases:read", "case", "cases.see", denied=HIDDEN)),
    ("/cases/{uid}/agree", at("POST", "cases:write", "case", "acts", denied=HIDDEN, body=lambda _w, _k: {"step": "REGISTER", "fields": {"on": "2026-02-01"}})),
    ("/cases/{uid}/send-back", at("POST", "cases:write", "case", "acts", denied=HIDDEN, ruled=True, body=lambda _w, _k: {"step": "REGISTER", "words": "x"})),
    ("/cases/{uid}/refuse", at("POST", "cases:write", "case", "acts", denied=HIDDEN, body=lambda _w, _k: {"step": "REGISTER", "words": "x"})),
    ("/cases/{uid}/withdraw", at("POST", "cases:write", "case", "acts", denied=HIDDEN, body=lambda _w, _k: {"step": "REGISTER", "words": "x"})),
    ("/cases", at("POST", "cases:write", of=has_record, ruled=True, body=lambda _w, _k: {"procedure": "away", "fields": {"starts_on": "2026-02-01", "address": "Đồng Nai"}})),
    ("/cases/{uid}/comment", at("POST", "cases:write", "case", "cases.see", denied=HIDDEN, body=lambda _w, _k: {"words": "x"})),
    ("/cases/{uid}/attachments", at("GET", "cases:read", "case", "cases.see", denied=HIDDEN)),
    ("/cases/{uid}/attachments", at("POST", "cases:write", "case", "acts", denied=HIDDEN, file="attached", body=lambda _w, _k: {"attached": b"%PDF-1.4 x %%EOF"})),
    ("/cases/{uid}/attachments/{file}", at("GET", "cases:read", "attachment", "cases.see", denied=HIDDEN)),
    ("/cases/{uid}/attachments/{file}/take-back", at("POST", "cases:write", "attachment", "nobody", denied=HIDDEN, ruled=True)),
    ("/dockets", at("GET", "cases:read", queries=("", "limit=1", "after=99999"))),
    ("/dockets/{uid}", at("GET", "cases:read", "docket", "cases.see", denied=HIDDEN)),
    ("/dockets/{uid}/agree", at("POST", "cases:write", "docket", "acts", denied=HIDDEN, body=lambda w, _k: {"step": "PRAISE", "cases": [str(w.docket.cases.get().uid)], "fields": {"on": "2026-02-01"}})),
    ("/units/{unit}/dockets", at("POST", "cases:write", "unit_open", "cases.open", of=opens_docket, ruled=True, body=lambda w, _k: {"procedure": "reward", "title": "Biểu dương", "people": [uid(w, "an")], "fields": {"reward": "merit", "reason": "x"}})),
    # applications by link
    ("/units/{unit}/applications", at("GET", "applications:read", "unit_open", "cases.open", queries=("", "tab=answered", "after=99999"))),
    ("/units/{unit}/applications/link", at("GET", "applications:read", "link_unit", "cases.open")),
    ("/units/{unit}/applications/poster", at("GET", "applications:read", "link_unit", "cases.open")),
    ("/units/{unit}/applications/link", at("POST", "applications:write", "unit_open", "cases.open", body=lambda _w, _k: {"closes_on": (dt.date.today() + dt.timedelta(days=9)).isoformat()})),
    ("/units/{unit}/applications/link/close", at("POST", "applications:write", "link_unit", "cases.open")),
    ("/applications/{uid}", at("GET", "applications:read", "application", "cases.open", denied=HIDDEN)),
    ("/applications/{uid}/examine", at("POST", "applications:write", "application", "cases.open", denied=HIDDEN)),
    ("/applications/{uid}/decline", at("POST", "applications:write", "application", "cases.open", denied=HIDDEN, body=lambda _w, _k: {"words": "x"})),
    ("/applications/{uid}/take", at("POST", "applications:write", "application", "cases.open", denied=HIDDEN, ruled=True, body=lambda _w, _k: {"fields": {"variant": "meeting"}})),
    # elections
    ("/units/{unit}/elections", at("GET", "cases:read", "sits", of=sits_open)),
    ("/units/{unit}/elections", at("POST", "elections:write", "sits", of=prepares, body=lambda _w, _k: {"occasion": "congress", "held_on": "2026-02-01", "seats": {"secretary": 1}})),
    ("/elections/{uid}/attendance", at("POST", "elections:write", "election", "runs_yen_dinh", denied=HIDDEN, body=lambda w, _k: {"revision": w.election.revision, "entitled": 1, "present": 1})),
    ("/elections/{uid}/{office}/candidates", at("POST", "elections:write", "election", "runs_yen_dinh", denied=HIDDEN, body=lambda w, _k: {"revision": w.election.revision, "people": [uid(w, "cuc")]})),
    ("/elections/{uid}/{office}/rounds", at("POST", "elections:write", "election", "runs_yen_dinh", denied=HIDDEN, ruled=True, body=lambda w, _k: {"revision": w.election.revision, "issued": 1, "collected": 1, "yes": {}})),
    ("/elections/{uid}/{office}/rounds/take-back", at("POST", "elections:write", "election", "runs_yen_dinh", denied=HIDDEN, ruled=True, body=lambda w, _k: {"revision": w.election.revision})),
    ("/elections/{uid}/close", at("POST", "elections:write", "election", "acts", denied=HIDDEN, ruled=True, body=lambda w, _k: {"revision": w.election.revision})),
    ("/elections/{uid}/give-up", at("POST", "elections:write", "election", "runs_yen_dinh", denied=HIDDEN, body=lambda w, _k: {"revision": w.election.revision})),
    ("/elections/{uid}/minutes", at("GET", "cases:read", "election", "cases.see", denied=HIDDEN)),
    ("/units/{unit}/committees/interim", at("POST", "elections:write", "sits", of=names_people, ruled=True, body=lambda w, _k: {"people": [{"person": uid(w, "cuc"), "post": "secretary"}], "effective_on": "2026-02-01", "number": "9-QĐ"})),
    ("/units/{unit}/committees/designate", at("POST", "elections:write", "sits", of=names_people, ruled=True, body=lambda w, _k: {"person": uid(w, "cuc"), "post": "executive.member", "effective_on": "2026-02-01", "number": "9-QĐ"})),
    ("/committees/{uid}/term", at("POST", "elections:write", "committee", "appointments.make", above=True, ruled=True, body=lambda _w, _k: {"until": "2026-03-01", "effective_on": "2026-02-01", "number": "9-QĐ"})),
    ("/committees/seats/{seat}/end", at("POST", "elections:write", "seat", "appointments.make", above=True, body=lambda _w, _k: {"went": "moved", "on": "2026-02-01"})),
    ("/units/{unit}/committees", at("GET", "accounts:read", "unit_open", of=sees_committees, queries=("", DAYS))),
    ("/elections/{uid}", at("GET", "cases:read", "election", "cases.see", denied=HIDDEN)),
    ("/units/{unit}/rewards", at("GET", "people:read", "unit_open", "people.see", denied=HIDDEN, queries=("", "first=2015-01-01&last=2026-12-31", "after=2020-01-01.1.1&limit=2"))),
    ("/units/{unit}/cases", at("POST", "cases:write", "unit_open", "cases.open", of=opens_case, ruled=True, body=lambda w, _k: {"procedure": "reward", "person": str(w.people["an"].person.uid), "fields": {"reward": "praise", "reason": "x"}})),
    ("/training/programmes", at("GET", "training:read")),
    ("/training/mine", at("GET", "training:read", of=has_record)),
    ("/training/mine", at("POST", "training:write", of=is_member, ruled=True, body=lambda _w, _k: {"contents": [0]})),
    ("/training/mine/score", at("POST", "training:write", of=is_member, body=lambda w, _k: {"points": [1, *[None] * (len(w.program.outline.items) - 1)], "revision": 1})),
    ("/units/{unit}/training", at("GET", "training:read", "training_unit", "training.see", queries=("", "year=2019"))),
    ("/units/{unit}/training/register", at("POST", "training:write", "training_branch", "training.run", ruled=True, of=runs_members, body=lambda w, k: {"year": w.program.year, "people": members_at(w, k), "contents": [0, 1], "commitment": "Qtcamket"})),
    ("/units/{unit}/training/scores", at("POST", "training:write", "training_branch", "training.run", ruled=True, of=runs_members, body=lambda w, k: {"year": w.program.year, "scores": [{"person": p, "points": [1] * len(w.program.outline.items), "revision": 1} for p in members_at(w, k)]})),
    ("/units/{unit}/training/send-up", at("POST", "training:write", "training_branch", "training.run", ruled=True, of=runs_members, body=lambda w, k: {"year": w.program.year, "people": members_at(w, k)})),
    ("/units/{unit}/training/approve", at("POST", "training:write", "training_commune", "training.run", body=lambda w, _k: {"registrations": [str(w.sent.uid)]})),
    ("/units/{unit}/training/send-back", at("POST", "training:write", "training_commune", "training.run", body=lambda w, _k: {"registrations": [str(w.sent.uid)], "reason": "x"})),
    ("/units/{unit}/training/approve-registrations", at("POST", "training:write", "training_branch", "training.run", ruled=True, of=runs_members, body=lambda w, k: {"year": w.program.year, "people": members_at(w, k)})),
    ("/units/{unit}/training/take-own-scores", at("POST", "training:write", "training_branch", "training.run", ruled=True, of=runs_members, body=lambda w, k: {"year": w.program.year, "people": members_at(w, k)})),
    ("/training/registrations/{uid}", at("GET", "training:read", "training_sent", "training.see")),
    ("/training/registrations/{uid}/form", at("GET", "training:read", "training_sent", "training.see")),
    ("/training/registrations/{uid}/score", at("POST", "training:write", "training_sent", "decides", body=lambda w, _k: {"points": [1] * len(w.program.outline.items), "revision": w.sent.revision})),
    # plans
    ("/plans", at("GET", "plans:read", queries=("", "limit=1&after=99999"), allowed=frozenset(matrix.SECRETARIES))),
    ("/plans", at("POST", "plans:write", "unit", "org.reorganise", of=loads_plan, body=lambda _w, unit: {"name": "Sáp nhập", "unit": matrix.UNITS[unit][0], "effective_on": "2026-02-01", "steps": []})),
    ("/plans/{plan}", at("GET", "plans:read", "plan", "org.reorganise", denied=HIDDEN)),
    ("/plans/{plan}", at("PATCH", "plans:write", "plan", "org.reorganise", denied=HIDDEN, body=lambda w, _k: {"edition": w.plan.edition, "name": "Khác"})),
    ("/plans/{plan}/forecast", at("GET", "plans:read", "plan", "org.reorganise", denied=HIDDEN)),
    ("/plans/{plan}/people", at("GET", "plans:read", "plan", "org.reorganise", denied=HIDDEN, queries=("", "after=1&limit=1"))),
    ("/plans/{plan}/play", at("POST", "plans:write", "plan", "org.reorganise", denied=HIDDEN)),
    ("/plans/{plan}/decide", at("POST", "plans:write", "plan", "org.reorganise", denied=HIDDEN, ruled=True, body=lambda w, _k: {"edition": w.plan.edition})),
    ("/plans/{plan}/carry-out", at("POST", "plans:write", "plan", "org.reorganise", denied=HIDDEN, ruled=True)),
    ("/plans/{plan}/take-back", at("POST", "plans:write", "plan", "org.reorganise", denied=HIDDEN, ruled=True)),
    ("/plans/{plan}/give-up", at("POST", "plans:write", "plan", "org.reorganise", denied=HIDDEN)),
    ("/duplicates", at("GET", "people:read")),
    ("/people/{uid}", at("GET", "people:read", "person", "people.see", own=True)),
    ("/people/{uid}", at("PATCH", "people:write", "person", "people.edit", own=True, body=lambda _w, _k: {"revision": 1, "occupation": "Ngư dân"})),
    ("/people/{uid}/sensitive", at("GET", "people:sensitive", "person", "people.sensitive", own=True)),
    *[("/people/{uid}/reveal", at("POST", "people:sensitive", "person", "people.reveal", own=True, body=lambda _w, _k, name=name: {"field": name})) for name in ("citizen_id", "phone", "email")],
    ("/people/{uid}/consents", at("GET", "people:read", "person", "people.see", own=True)),
    ("/people/{uid}/consents/{purpose}", at("POST", "people:write", "person", "people.consent", own=True, body=consented)),
    ("/people/{uid}/lists", at("POST", "people:write", "person", of=puts_on_list, body=listed)),
    ("/lists/{entry}/end", at("POST", "people:write", "entry", of=takes_off_list, body=lambda _w, _k: {"on": TODAY})),
    ("/people/{uid}/merge", at("POST", "people:write", "pair", "people.merge", of=of_two, ruled=True, body=lambda _w, _k: {})),
    ("/people/{uid}/apart", at("POST", "people:write", "pair", "people.merge", of=of_two, body=lambda _w, _k: {})),
    ("/people/{uid}/unmerge", at("POST", "people:write", "merge", "people.merge")),
]  # fmt: skip
#: Open to anyone: they show nobody's data.
OPEN_DOORS = {"openapi", "docs"}
