"""H11: every route × method × persona × relation against the table, and nothing of anyone leaks in any answer.

Denied is either *hidden* (404, the very bytes of "there is no such thing") or *forbidden* (403, where the thing
itself is in sight); a denied request sends no statement that writes. Every answer is searched for the canaries of
records its reader may not see.
"""

from __future__ import annotations

import contextlib
import copy
import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from aoxanh.live.topics import RULES, may_listen
from aoxanh.people.models import Guardianship
from tests import matrix
from tests.matrix import (
    FORBIDDEN,
    HIDDEN,
    LINES,
    LOGIN,
    ONCE,
    OPEN,
    PERSONAS,
    PLACE,
    SEES_DUTY,
    STRANGERS,
    Line,
)
from tests.world import UNITS, World, build

pytestmark = pytest.mark.django_db

NOTHING = 987_654_321
NOBODY = uuid.UUID("00000000-0000-4000-8000-000000000000")
#: Statements that write, and the tables a mere visit may write to.
WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+\"?(\w+)", re.IGNORECASE)
VISIT = {"django_session", "usersessions_usersession"}
CHANGING = re.compile(
    rb"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}|(?<=name=\"csrfmiddlewaretoken\" value=\")\w+|(?<=name=\"command_key\" value=\")[\w-]+"
    rb"|(?<=\"X-CSRFToken\": \")\w+"
)
SEPARATE_HEADERS = {"x-request-id", "content-length", "set-cookie"}
#: Where identity numbers and contacts stand in full: asked for, and written down.
IN_FULL = {"people:edit", "people:reveal", "people:download", "membership:act"}


@dataclass
class Bench:
    """The world, and a browser for each persona."""

    world: World
    clients: dict[str, Client] = field(default_factory=dict)
    cells: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)


@contextlib.contextmanager
def undone():
    """Undo whatever happens inside; operations accept it as a test's own transaction."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def bench(django_db_setup, django_db_blocker, fast_and_apart):
    """The world, built once; every cell is undone after it."""
    with django_db_blocker.unblock(), undone():
        made = Bench(build())
        for persona in PERSONAS:
            client = Client(raise_request_exception=False, headers={"accept-language": "vi"})
            if persona == "logged_out":
                client.force_login(made.world.users["member"])
                kept = client.cookies[settings.SESSION_COOKIE_NAME].value
                client.logout()
                client.cookies[settings.SESSION_COOKIE_NAME] = kept
            elif persona != "anonymous":
                client.force_login(made.world.users[persona])
            made.clients[persona] = client
        yield made
        total = sum(made.cells.values())
        print(f"\nauthorization matrix: {total} cells over {len(made.cells)} lines; {dict(made.relations)}")


def routes() -> dict[str, str]:
    """Return every route of the house: its full name (or its address where it has none) and its address."""
    found: dict[str, str] = {}

    def walk(patterns: Any, address: str, space: str) -> None:
        for one in patterns:
            here = address + str(one.pattern)
            if isinstance(one, URLPattern):
                found[f"{space}{one.name}" if one.name else here] = here
            else:
                walk(one.url_patterns, here, f"{space}{one.namespace}:" if one.namespace else space)

    walk(get_resolver().url_patterns, "", "")
    return found


def test_every_route_has_its_line():
    """Those below api: have theirs in tests/matrix_api.py, held by tests/test_api_matrix.py."""
    there = set(routes())
    listed = {name for name, _line in LINES} | set(matrix.DOOR_OPEN) | set(matrix.DOOR_OWN)
    unlisted = {name for name in there - listed if not name.startswith((*matrix.NAMELESS, "api:"))}
    assert not unlisted, f"give these routes a line in tests/matrix.py: {sorted(unlisted)}"
    missing = sorted({name for name, _line in LINES} - there)
    assert not missing, f"these lines of tests/matrix.py have no route: {missing}"
    waiting = sorted((set(matrix.DOOR_OPEN) | set(matrix.DOOR_OWN)) - there)
    if waiting:
        print(f"\nlisted, but not in the URL map here: {', '.join(waiting)}")


# -- subjects: (what the table calls it, its unit, its address arguments, arguments of the same thing that is not there)


def subjects(line: Line, world: World) -> list[tuple[str, str | None, list[Any], list[Any]]]:
    """Return what a line is asked about."""
    ids = {key: unit.pk for key, unit in world.units.items()}
    uids = {key: planted.person.uid for key, planted in world.people.items()}
    if line.subject in {"unit", "unit_query"}:
        return [(key, key, [pk], [NOTHING]) for key, pk in ids.items()]
    if line.subject == "person":
        return [(key, PLACE.get(key), [uid], [NOBODY]) for key, uid in uids.items()]
    if line.subject == "member":
        return [(key, PLACE.get(key), [uids[key]], [NOBODY]) for key in matrix.MEMBERS]
    if line.subject == "pair":
        pairs = [("binh", key) for key in uids if key != "binh"] + [("em", "binh"), ("cuc", "dao")]
        return [(f"{a}+{b}", None, [uids[a], uids[b]], [NOBODY, NOBODY]) for a, b in pairs]
    if line.subject == "unit_person":
        pairs = [("xuan_hai", key) for key in uids] + [(key, "cuc") for key in ids if key != "xuan_hai"]
        return [(f"{a}+{b}", a, [ids[a], uids[b]], [ids[a], NOBODY]) for a, b in pairs]
    if line.subject == "appointment":
        return [(key, None, [world.appointments[key].pk], [NOTHING]) for key in SEES_DUTY]
    if line.subject == "merge":
        return [("binh", "xuan_hai", [world.merge.pk], [NOTHING])]
    if line.subject == "guardianship":
        row = Guardianship.objects.select_related("child").first()
        key = next(key for key, planted in world.people.items() if planted.person.pk == row.child_id)
        return [(key, PLACE.get(key), [row.pk], [NOTHING])]
    if line.subject == "account":
        return [
            (key, None, [world.users[key].pk], [NOTHING])
            for key in ("member", "ex_member", "branch_secretary", "operator")
        ]
    if line.subject == "batch":
        return [("loc_ha", "loc_ha", [world.batch.pk], [NOTHING])]
    if line.subject == "unit_open":
        return [(key, key, [pk], [NOTHING]) for key, pk in ids.items() if key != "closed"]
    if line.subject.startswith("act_"):
        return [("", None, [line.subject.removeprefix("act_")], ["nothing"])]
    if line.subject == "saved":
        return [("loc_ha", "loc_ha", [world.saved.pk], [NOTHING])]
    if line.subject == "report":
        return [("loc_ha", "loc_ha", [world.report.pk], [NOTHING])]
    if line.subject == "unit_here":
        return [(key, key, [pk], [NOTHING]) for key, pk in ids.items() if key != "closed"]
    if line.subject == "scan":
        return [("loc_ha", "loc_ha", [world.issue.paper.uid, world.scan.pk], [NOBODY, world.scan.pk])]
    if line.subject == "signed":
        return [("loc_ha", "loc_ha", [world.signed.paper.uid, world.signed.pk], [NOBODY, world.signed.pk])]
    if line.subject in {"paper", "draft"}:
        paper = world.issue.paper if line.subject == "paper" else world.draft
        return [("loc_ha", "loc_ha", [paper.uid], [NOBODY])]
    if line.subject == "number":
        return [("loc_ha", "loc_ha", [world.number.pk], [NOTHING])]
    if line.subject == "link_unit":
        return [("xuan_hai", "xuan_hai", [world.units["xuan_hai"].pk], [NOTHING])]
    if line.subject == "application":
        return [("xuan_hai", "xuan_hai", [world.application.uid], [NOBODY])]
    if line.subject == "link_code":
        return [("", None, [world.link.code], ["z" * 22])]
    if line.subject == "receipt_code":
        return [("", None, [world.receipt], ["Z" * 16])]
    if line.subject == "code":
        return [("", None, [world.issue.code], ["z" * 22])]
    if line.subject == "plan":
        return [("loc_ha", "loc_ha", [world.plan.pk], [NOTHING])]
    if line.subject == "case":
        return [("cuc", "yen_dinh", [world.case.uid], [NOBODY])]
    if line.subject == "attachment":
        return [("cuc", "yen_dinh", [world.case.uid, world.attachment.uid], [NOBODY, NOBODY])]
    if line.subject == "docket":
        return [("loc_ha", "loc_ha", [world.docket.uid], [NOBODY])]
    if line.subject == "fees_unit":
        return [(key, key, [pk], [NOTHING]) for key, pk in ids.items() if key != "closed"]
    if line.subject in {"attendance_unit", "attendance_branch"}:
        kind = line.subject.removeprefix("attendance_")
        fits = [k for k in ids if k != "closed" and kind in {"unit", matrix.UNITS[k][2]}]
        return [(k, k, [ids[k]], [NOTHING]) for k in fits]
    if line.subject == "gathering":
        return [("yen_dinh", "yen_dinh", [world.gathering.uid], [NOBODY])]
    if line.subject in {"training_unit", "training_branch", "training_commune"}:
        kind = line.subject.removeprefix("training_")
        fits = [k for k in ids if k != "closed" and kind in {"unit", matrix.UNITS[k][2]}]
        return [(k, k, [ids[k]], [NOTHING]) for k in fits]
    if line.subject == "training_member":
        return [("yen_dinh", "yen_dinh", [ids["yen_dinh"], uids["cuc"]], [ids["yen_dinh"], NOBODY])]
    if line.subject == "training_sent":
        return [("yen_dinh", "yen_dinh", [world.sent.uid], [NOBODY])]
    if line.subject == "collection":
        return [("yen_dinh", "yen_dinh", [world.collection.uid], [NOBODY])]
    if line.subject == "receipt":
        paid = [world.collection.uid, world.people["cuc"].person.uid]
        return [("yen_dinh", "yen_dinh", paid, [world.collection.uid, NOBODY])]
    if line.subject == "remittance":
        return [("loc_ha", "loc_ha", [world.remittance.uid], [NOBODY])]
    if line.subject == "sits":
        return [(key, key, [pk], [NOTHING]) for key, pk in ids.items() if key != "closed"]
    if line.subject == "committee":
        return [("yen_dinh", "yen_dinh", [world.seat.committee.uid], [NOBODY])]
    if line.subject == "seat":
        return [("yen_dinh", "yen_dinh", [world.seat.pk], [NOTHING])]
    if line.subject == "election":
        return [("yen_dinh", "yen_dinh", [world.election.uid], [NOBODY])]
    if line.subject == "job":
        return [("commune_secretary", None, [world.job.pk], [NOTHING])]
    return [("", None, [], [])]


def expected(line: Line, persona: str, subject: str) -> str:
    """Return what the table promises."""
    if line.public:
        return OPEN
    if persona in STRANGERS:
        return LOGIN
    return SUBJECTS.get(line.subject, of_nothing)(line, persona, subject)


def of_nothing(line: Line, persona: str, _subject: str) -> str:
    return OPEN if line.allowed is None or persona in line.allowed else FORBIDDEN


def of_unit(line: Line, persona: str, unit: str) -> str:
    if line.subject == "unit_query" and unit == "closed":
        return HIDDEN  # it has no list today
    reach = matrix.ABOVE if line.above else matrix.REACH
    if line.right and not matrix.holds(persona, line.right, unit, reach):
        return line.denied
    return OPEN if line.allowed is None or persona in line.allowed else FORBIDDEN


def of_here(line: Line, persona: str, unit: str) -> str:
    """Who reads a unit's papers sees it; who acts holds a duty at that very unit; whom it is about reads it."""
    about = line.own and persona == "member"
    if not matrix.holds(persona, "papers.see", unit) and not about:
        return HIDDEN
    if line.right and not (persona in matrix.HERE[unit] and persona in matrix.RIGHTS[line.right]):
        return FORBIDDEN
    return OPEN


def of_fees(line: Line, persona: str, unit: str) -> str:
    """Who sees a unit's fees sees that they are there; who collects acts."""
    if not matrix.holds(persona, "fees.see", unit):
        return HIDDEN
    return OPEN if matrix.holds(persona, line.right, unit) else FORBIDDEN


def of_attendance(line: Line, persona: str, unit: str) -> str:
    """Who sees a unit's attendance sees that it is there; who records acts, who takes lists out takes it out."""
    if not matrix.holds(persona, "attendance.see", unit):
        return HIDDEN
    return OPEN if matrix.holds(persona, line.right, unit) else FORBIDDEN


def of_sits(line: Line, persona: str, unit: str) -> str:
    """Who sees that somebody is in office there: those responsible for it, and those below whose superior it is."""
    if matrix.UNITS[unit][2].startswith("pioneer"):
        return HIDDEN
    duty = "loc_ha" if persona == "delegate" else matrix.OFFICERS.get(persona, ("", ""))[1]
    below = bool(duty) and unit in {duty, *matrix.ways(duty)}
    if not matrix.holds(persona, "people.see", unit) and not below:
        return HIDDEN
    if line.right == "runs":
        here = matrix.HERE[unit] | (
            matrix.HERE[matrix.UNITS[unit][3]] if matrix.UNITS[unit][2] == "branch" else set()
        )
        return OPEN if persona in here & matrix.RIGHTS["org.congress"] else FORBIDDEN
    reach = matrix.ABOVE if line.above else matrix.REACH
    return OPEN if not line.right or matrix.holds(persona, line.right, unit, reach) else FORBIDDEN


def of_training(line: Line, persona: str, unit: str) -> str:
    """Who sees a unit's training sees that it is there; who runs it acts."""
    if not matrix.holds(persona, "training.see", unit):
        return HIDDEN
    return OPEN if matrix.holds(persona, line.right, unit) else FORBIDDEN


def of_person(line: Line, persona: str, person: str) -> str:
    if not matrix.sees(persona, person):
        return HIDDEN
    may = matrix.holds(persona, line.right, PLACE.get(person)) or (line.own and matrix.owns(persona, person))
    return OPEN if may and not (line.never_own and matrix.owns(persona, person)) else FORBIDDEN


def of_pair(line: Line, persona: str, subject: str) -> str:
    answers = {of_person(line, persona, person) for person in subject.split("+")}
    return HIDDEN if HIDDEN in answers else FORBIDDEN if FORBIDDEN in answers else OPEN


def of_unit_person(line: Line, persona: str, subject: str) -> str:
    unit, person = subject.split("+")
    if of_unit(line, persona, unit) != OPEN:
        return FORBIDDEN
    return OPEN if matrix.sees(persona, person) else HIDDEN


def of_appointment(_line: Line, persona: str, subject: str) -> str:
    unit = {"ex_officer": "loc_ha"}.get(subject) or matrix.OFFICERS[subject][1]
    if persona == subject or matrix.holds(persona, "appointments.make", unit, matrix.ABOVE):
        return OPEN
    return FORBIDDEN if persona in SEES_DUTY[subject] else HIDDEN


def of_account(_line: Line, persona: str, subject: str) -> str:
    person = matrix.OWN.get(subject)
    return OPEN if person and matrix.sees(persona, person) else HIDDEN


def of_case(line: Line, persona: str, subject: str) -> str:
    unit = PLACE.get(subject, subject)
    if not matrix.holds(persona, "cases.see", unit):
        return HIDDEN
    return OPEN if matrix.holds(persona, line.right, unit) else FORBIDDEN


def of_job(_line: Line, persona: str, subject: str) -> str:
    return OPEN if persona == subject else HIDDEN


SUBJECTS = {
    "none": of_nothing, "unit": of_unit, "unit_query": of_unit, "batch": of_unit, "plan": of_unit, "report": of_unit, "saved": of_unit, "unit_open": of_unit, "person": of_person, "member": of_person, "merge": of_person, "guardianship": of_person, "pair": of_pair,
    "unit_person": of_unit_person, "appointment": of_appointment, "account": of_account, "job": of_job, "case": of_case, "docket": of_case, "election": of_case,
    "sits": of_sits, "committee": of_sits, "seat": of_sits,
    "unit_here": of_here, "paper": of_here, "draft": of_here, "scan": of_here, "signed": of_here, "number": of_here, "code": of_nothing,
    "training_unit": of_training, "training_branch": of_training, "training_commune": of_training, "training_member": of_training,
    "training_sent": of_training,
    "attachment": of_case,
    "link_unit": of_unit, "application": of_unit, "link_code": of_nothing, "receipt_code": of_nothing,
    "attendance_unit": of_attendance, "attendance_branch": of_attendance, "gathering": of_attendance,
    "fees_unit": of_fees, "fees_account": of_fees, "collection": of_fees, "receipt": of_fees, "remittance": of_fees,
}  # fmt: skip


# -- asking


def ask(
    bench: Bench, persona: str, method: str, address: str, form: dict[str, Any] | None
) -> tuple[Any, bytes, set[str]]:
    """Send one request, undone afterwards; return the answer, its body, and the tables it wrote to."""
    written: set[str] = set()

    def noted(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if match := WRITES.match(sql):
            written.add(match[2])
        return execute(sql, params, many, context)

    client = bench.clients[persona]
    cookies = copy.deepcopy(client.cookies)  # signing out is undone as well
    with undone(), connection.execute_wrapper(noted):
        answer = (
            getattr(client, method.lower())(address, form or {})
            if method == "POST"
            else client.generic(method, address)
        )
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    client.cookies = cookies
    return answer, body, written - VISIT


def known_by(persona: str, person: str, name: str, query: str) -> set[str]:
    """Return which kinds of canaries of a person may stand in an answer to this persona."""
    if persona in STRANGERS:
        return set()
    fields: set[str] = set()
    if matrix.sees(persona, person):
        fields |= {"name", "plain"}
        if name in IN_FULL:
            fields |= {"citizen_id", "phone", "email"}
        if name == "people:reveal" or (matrix.owns(persona, person) and name == "people:download"):
            fields.add("address")
    if (
        person in ONCE
        and ("as_of" in query or name.startswith(("membership:register", "cases:rewards")))
        and any(matrix.holds(persona, "people.see", unit) for unit in ONCE[person])
    ):
        fields.add("name")  # who answers for a unit answers for its past
    if person == "guardian" and matrix.sees(persona, "child"):
        fields.add("name")  # a child's record names who answers for the child
    return fields


def leaks(
    bench: Bench, persona: str, name: str, query: str, sent: str, answer: Any, body: bytes
) -> list[str]:
    """Return the canaries in an answer that this persona may not see; what was sent itself does not count."""
    text = (
        "\n".join(f"{key}: {value}" for key, value in answer.items()) + "\n" + body.decode("utf-8", "replace")
    )
    return [
        f"{person}.{kind}: {word}"
        for person, planted in bench.world.people.items()
        for kind, words in planted.canaries.items()
        for word in words
        if word in text and word not in sent and kind not in known_by(persona, person, name, query)
    ]


def plain(answer: Any, body: bytes, ids: list[Any]) -> tuple[Any, ...]:
    """Return an answer without what differs between any two requests, and without the ids asked for."""
    for one in ids:
        if isinstance(one, uuid.UUID):
            body = body.replace(str(one).encode(), b"@")
    headers = sorted(
        (key.lower(), value if key.lower() != "location" else "")
        for key, value in answer.items()
        if key.lower() not in SEPARATE_HEADERS
    )
    return answer.status_code, headers, CHANGING.sub(b"#", body)


def filled(query: str, world: World) -> str:
    """Return a query with the canaries it names put in."""
    em = world.people["em"]
    words = {
        "@phone": em.canaries["phone"][0],
        "@citizen": em.canaries["citizen_id"][0],
        "@email": em.canaries["email"][0],
        "@foreign": em.person.pk,
    }
    for name, value in words.items():
        query = query.replace(name, quote(str(value)))
    return query


def address_of(line: Line, name: str, args: list[Any], query: str) -> str:
    """Return the address of a cell."""
    if line.subject == "unit_query":
        return f"{reverse(name)}?unit={args[0]}"
    more = {
        "people:consent": ["photo"],
        "membership:change_list": ["first"],
        "membership:scanned": ["zzzzzzzzzzzzzzzzzzzzzz"],
        "membership:copy": ["zzzzzzzzzzzzzzzzzzzzzz"],
        "statistics:issued_file": ["pdf"],
        "papers:register_file": ["xlsx"],
        "papers:file": ["pdf"],
        "papers:page": [1],
        "papers:act": ["check"],
        "membership:register": ["branch"],
        "membership:register_file": ["branch", "csv"],
        "cases:rewards_file": ["csv"],
        "statistics:overdue": ["silent"],
        "statistics:moved": ["came"],
        "membership:correct": [1],
        "intake:decide": ["drop"],
        "intake:row": [1],
        "reorganisation:add": ["merge"],
        "reorganisation:remove": [1],
        "reorganisation:assign": [1],
        "reorganisation:act": ["give-up"],
    }
    args = [*args, *more.get(name, []), *line.args]
    return reverse(name, args=args) + (f"?{query}" if query else "")


def wrong(promise: str, line: Line, answer: Any) -> bool:
    """Whether a status breaks the table's promise."""
    status = answer.status_code
    if promise == LOGIN:
        return status != 302 or not answer["Location"].startswith(reverse("account_login"))
    if promise == OPEN:
        return status not in ({200, 204, 302, 422, 404} if line.loose else {200, 302, 422})
    return status != {FORBIDDEN: 403, HIDDEN: 404}[promise]


@pytest.mark.parametrize(
    "number", range(len(LINES)), ids=[f"{n}-{name}" for n, (name, _line) in enumerate(LINES)]
)
def test_the_line_holds(bench, number):
    name, line = LINES[number]
    found: list[str] = []
    for persona in PERSONAS:
        if not matrix.asks(persona, number):
            continue
        nothing: dict[tuple[str, str, str], Any] = {}
        there = subjects(line, bench.world)
        asked = [(s, unit, expected(line, persona, s)) for s, unit, *_rest in there]
        chosen = matrix.chosen(persona, line.subject, asked)
        for subject, unit, args, absent in there[:1] if persona in STRANGERS else there:
            if subject not in chosen and persona not in STRANGERS:
                continue
            promise = expected(line, persona, subject)
            person = subject if line.subject in {"person", "member"} else ""
            bench.relations[
                matrix.relation(persona, unit or PLACE.get(person), person) if subject else "none"
            ] += 1
            for method in line.methods.split():
                for query in line.queries:
                    bench.cells[f"{number}-{name}"] += 1
                    form = (
                        line.form(bench.world, subject.split("+")[0])
                        if line.form and method == "POST"
                        else {}
                    )
                    address = address_of(line, name, args, filled(query, bench.world))
                    answer, body, written = ask(bench, persona, method, address, form)
                    cell = f"{persona} {method} {name} {subject} {query}"
                    if wrong(promise, line, answer):
                        found.append(f"{cell}: {answer.status_code}, promised {promise}")
                    if promise != OPEN and written:
                        found.append(f"{cell}: wrote to {sorted(written)}")
                    found += [
                        f"{cell}: leaks {leak}"
                        for leak in leaks(
                            bench, persona, name, query, f"{unquote(address)} {form}", answer, body
                        )
                    ]
                    if promise == HIDDEN:
                        key = (method, query, str(absent))
                        if key not in nothing:
                            away = ask(
                                bench,
                                persona,
                                method,
                                address_of(line, name, absent, filled(query, bench.world)),
                                form,
                            )
                            nothing[key] = plain(away[0], away[1], absent)
                        if plain(answer, body, args) != nothing[key]:
                            found.append(f"{cell}: does not look like nothing")
    assert not found, f"{len(found)} cells:\n" + "\n".join(found[:40])


@pytest.mark.parametrize("name", sorted({name for name, _line in LINES}))
def test_other_methods_are_refused(bench, name):
    line = next(line for one, line in LINES if one == name)
    _subject, _unit, args, _absent = subjects(line, bench.world)[0]
    unheard = {"GET", "POST", "PUT", "PATCH", "DELETE"} - {
        m for one, found in LINES if one == name for m in found.methods.split()
    }
    if line.loose:
        unheard -= {"GET", "PUT", "PATCH", "DELETE"}
    for method in sorted(unheard):
        for persona in ("anonymous", "province_secretary"):
            answer, _body, written = ask(bench, persona, method, address_of(line, name, args, ""), {})
            bench.cells["methods"] += 1
            assert not written
            assert answer.status_code in ({405} if line.public or persona != "anonymous" else {302}), (
                method,
                persona,
            )


def door_address(name: str, address: str) -> str:
    """Return an address of a door with arguments that lead nowhere."""
    del name
    filled_in = re.sub(r"<(\w+):\w+>", lambda m: str(NOTHING) if m[1] == "int" else "x-y", address)
    filled_in = re.sub(r"\(\?P<\w+>[^)]*\)", "x1", filled_in)
    return "/" + filled_in.replace("^", "").replace("$", "")


@pytest.mark.parametrize("name", sorted({*matrix.DOOR_OPEN, *matrix.DOOR_OWN}))
def test_the_doors_of_accounts_leak_nothing(bench, name):
    address = routes().get(name)
    if address is None:
        pytest.skip("not in the URL map here")
    if name.startswith("openid_connect"):
        pytest.skip("no provider is set up in tests")
    for persona in PERSONAS:
        for method in ("GET", "POST"):
            answer, body, _written = ask(bench, persona, method, door_address(name, address), {})
            bench.cells[name] += 1
            assert answer.status_code < 500, (persona, method)
            assert leaks(bench, persona, name, "", "", answer, body) == []
            if name in matrix.DOOR_OWN and persona in STRANGERS:
                assert answer.status_code in {302, 405}, (persona, method)


def test_nobody_hears_of_what_is_not_theirs(bench):
    """Live streams: each topic's rule, asked for every persona, about what is there and about nothing."""
    world = bench.world
    sees = {p for p in PERSONAS if matrix.holds(p, "cases.see", "yen_dinh")}
    heard = {
        "job": (str(world.job.pk), {"commune_secretary"}),
        "case": (str(world.case.uid), sees),
        "docket": (str(world.docket.pk), sees),
        "work": (str(world.units["loc_ha"].pk), {"commune_secretary", "delegate"}),
    }
    assert set(RULES) == set(heard), "give a new topic its line here"
    for topic, (identifier, listeners) in heard.items():
        for persona in PERSONAS:
            client = bench.clients[persona]
            user = (
                client.get("/jobs/").wsgi_request.user if persona in STRANGERS else bench.world.users[persona]
            )
            bench.cells["live"] += 1
            assert may_listen(user, f"{topic}:{identifier}") == (persona in listeners), persona
            for strange in (f"{topic}:{NOTHING}", f"{topic}:x", f"{topic}:", "none:1", topic):
                assert not may_listen(user, strange)


def test_a_unit_does_not_move_to_where_one_may_not_found(bench):
    """The right at the old place is not enough: the receiving side must be one's own as well."""
    unit, there = bench.world.units["xuan_hai"], UNITS["hong_loc"][0]
    for persona in ("commune_secretary", "delegate"):
        answer, _body, written = ask(
            bench, persona, "POST", reverse("org:move", args=[unit.pk]), matrix.decision(parent=there)
        )
        assert (answer.status_code, written) == (403, set())


@pytest.mark.parametrize(
    "address",
    [
        "/people/?unit=²", "/people/?unit=99999999999999999999999", "/people/?after=>²", "/people/?after=>99999999999999999999",
        "/people/?q=%00", "/search/?q=%00a", "/units/search/?q=a%00", "/units/99999999999999999999999/", "/jobs/99999999999999999999999/",
        "/people/of-account/99999999999999999999999/", "/people/new/99999999999999999999999/", "/units/99999999999999999999999/children/",
        "/people/appointments/99999999999999999999999/end/", "/people/?as_of=9999-99-99", "/units/suggest/?q=%00x",
    ],
)  # fmt: skip
def test_a_strange_address_is_never_our_fault(bench, address):
    for persona in ("member", "commune_secretary"):
        answer, _body, _written = ask(bench, persona, "GET", address, None)
        bench.cells["strange"] += 1
        assert answer.status_code < 500
