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
    ("/procedures", at("GET", "cases:read")),
    ("/cases", at("GET", "cases:read", queries=("", "tab=waiting", "tab=late", "tab=mine", "tab=ended", "procedure=away", "after=99999&limit=2"))),
    ("/cases/{uid}", at("GET", "cases:read", "case", "cases.see", denied=HIDDEN)),
    ("/cases/{uid}/agree", at("POST", "cases:write", "case", "acts", denied=HIDDEN, body=lambda _w, _k: {"step": "REGISTER", "fields": {"on": "2026-02-01"}})),
    ("/cases/{uid}/send-back", at("POST", "cases:write", "case", "acts", denied=HIDDEN, ruled=True, body=lambda _w, _k: {"step": "REGISTER", "words": "x"})),
    ("/cases/{uid}/refuse", at("POST", "cases:write", "case", "acts", denied=HIDDEN, body=lambda _w, _k: {"step": "REGISTER", "words": "x"})),
    ("/cases/{uid}/withdraw", at("POST", "cases:write", "case", "acts", denied=HIDDEN, body=lambda _w, _k: {"step": "REGISTER", "words": "x"})),
    ("/units/{unit}/committees", at("GET", "accounts:read", "unit_open", of=sees_committees, queries=("", DAYS))),
    ("/elections/{uid}", at("GET", "cases:read", "election", "cases.see", denied=HIDDEN)),
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
