"""H11 over the API: every endpoint × persona × relation by token, the ways in that lead nowhere, scopes one by one.

Denied is *hidden* (404, word for word like nothing) or *forbidden* (403, before the subject is looked at where the
scope is missing, after it where the duty is); it writes nothing. Every answer is searched for foreign canaries.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from aoxanh.accounts.models import Token
from aoxanh.accounts.scopes import SCOPES
from aoxanh.accounts.token_operations import create_token, revoke_token
from aoxanh.config.api import document
from aoxanh.people.models import Affiliation
from tests import matrix
from tests.matrix import FORBIDDEN, HIDDEN, OPEN, PERSONAS, PLACE, STRANGERS
from tests.matrix_api import ENDPOINTS, OPEN_DOORS, STRANGE_TOKENS, Endpoint
from tests.test_authorization_matrix import (
    NOTHING,
    SUBJECTS,
    VISIT,
    WRITES,
    filled,
    leaks,
    routes,
    subjects,
    undone,
)
from tests.world import MACHINE, build

pytestmark = pytest.mark.django_db
KEYS = itertools.count(1)
SIGNED_IN = [persona for persona in PERSONAS if persona not in STRANGERS]
#: A token notes the day it was used.
SEEN = VISIT | {"accounts_token"}


class Api:
    """The world, a token for everybody, and what was asked."""

    def __init__(self) -> None:
        self.world, self.cells = build(), 0
        self.tokens = {persona: self.token(persona) for persona in [*SIGNED_IN, "inactive"]}
        self.without = {
            scope: self.token("province_secretary", [s for s in SCOPES if s != scope]) for scope in SCOPES
        }
        ended, back = self.token("province_secretary"), self.token("province_secretary")
        long_ago = timezone.now() - dt.timedelta(days=40)
        Token.objects.filter(prefix=ended[:10]).update(
            created_at=long_ago, expires_at=long_ago + dt.timedelta(days=1)
        )
        revoke_token(Token.objects.get(prefix=back[:10]), actor=MACHINE)
        logged_out = Client()
        logged_out.force_login(self.world.users["province_secretary"])
        session = logged_out.cookies[settings.SESSION_COOKIE_NAME].value
        logged_out.logout()
        bearer = "Bearer {}".format
        self.strange = {
            "none": {}, "unknown": {"authorization": bearer("axt_nobody")}, "ended": {"authorization": bearer(ended)},
            "taken_back": {"authorization": bearer(back)}, "inactive": {"authorization": bearer(self.tokens["inactive"])},
            "basic": {"authorization": f"Basic {self.tokens['province_secretary']}"},
            "logged_out": {"cookie": f"{settings.SESSION_COOKIE_NAME}={session}"},
        }  # fmt: skip

    def token(self, persona, scopes=None):
        """Make a token of somebody's; return its secret."""
        ends = timezone.now() + dt.timedelta(days=30)
        user = self.world.users[persona]
        return create_token(
            user, actor=MACHINE, purpose="thử", scopes=scopes or list(SCOPES), expires_at=ends
        )[1]

    def ask(
        self, line: Endpoint, address: str, body: Any, headers: dict[str, str], client: Client | None = None
    ):
        """Send one request, undone afterwards; return the answer, its bytes and the tables it wrote to."""
        self.cells += 1
        written: set[str] = set()

        def noted(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
            if match := WRITES.match(sql):
                written.add(match[2])
            return execute(sql, params, many, context)

        headers = {"accept-language": "vi", "idempotency-key": f"m{next(KEYS)}", **headers}
        if not line.file:
            sent, kind = json.dumps(body) if body is not None else "", "application/json"
        else:
            upload = SimpleUploadedFile("x.pdf", body[line.file])
            sent, kind = encode_multipart(BOUNDARY, {**body, line.file: upload}), MULTIPART_CONTENT
        with undone(), connection.execute_wrapper(noted):
            answer = (client or Client(raise_request_exception=False)).generic(line.methods, address, sent, kind, headers=headers)  # fmt: skip
            if answer.streaming:  # read while what it reads is there
                answer = HttpResponse(
                    b"".join(answer.streaming_content), status=answer.status_code, headers=answer.headers
                )
        return answer, answer.content, written - SEEN


@pytest.fixture(scope="module")
def api(django_db_setup, django_db_blocker, fast_and_apart):
    """The world, built once; every cell is undone after it."""
    with django_db_blocker.unblock(), undone():
        made = Api()
        yield made
        print(f"\nauthorization matrix of the API: {made.cells} requests over {len(ENDPOINTS)} lines")


@pytest.fixture(autouse=True)
def no_pace(settings):
    """How often one may ask is another test's business."""
    cache.clear()
    settings.AOXANH_API_PACE = {"all": (10**9, 60), "reveal": (10**9, 60)}


def spelled(address: str) -> str:
    """Return an address of the URL map as the document spells it."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address.removeprefix("api/"))


def test_every_endpoint_of_the_url_map_has_its_line():
    listed = {(path, line.methods) for path, line in ENDPOINTS}
    there = {
        (path.removeprefix("/api"), method.upper())
        for path, methods in document()["paths"].items()
        for method in methods
    }
    assert there == listed, "give each endpoint a line in tests/matrix_api.py, and no others"
    mapped = {
        spelled(address)
        for name, address in routes().items()
        if name.startswith("api:") and name.removeprefix("api:") not in OPEN_DOORS
    }
    assert mapped == {path for path, _method in there}
    assert {name.removeprefix("api:") for name in routes() if name.startswith("api:")} >= OPEN_DOORS


Cell = tuple[str, str | None, list[Any], list[Any]]


def cells_of(line: Endpoint, world) -> list[Cell]:
    """Return what a line is asked about: (subject, its unit, arguments, arguments of nothing)."""
    if line.subject == "entry":
        rows = Affiliation.objects.filter(ends_on=None, known_until=None).select_related("person")
        keys = {planted.person.pk: key for key, planted in world.people.items()}
        return [(keys[row.person_id], None, [row.pk], [NOTHING]) for row in rows if row.person_id in keys]
    if line.subject == "fees_account":
        return [("yen_dinh", "yen_dinh", [world.units["yen_dinh"].pk], [NOTHING])]
    if line.subject == "merge":
        return [("binh", None, [world.people["binh"].person.uid], ["00000000-0000-4000-8000-000000000000"])]
    return subjects(line, world)


def request_of(path: str, line: Endpoint, world, subject: str, args: list[Any], query: str):
    """Return the address of a cell, and its body."""
    body = line.body(world, subject.split("+", maxsplit=1)[0]) if line.body else None
    if line.subject == "pair":
        body = {**(body or {}), "other": str(args[1])}
    if line.subject == "unit_person":
        body = {**(body or {}), "person": str(args[1])}
    address = "/api" + path.replace("{purpose}", "photo").replace("{office}", "secretary").replace(
        "{kind}", "pdf"
    )
    if line.subject == "unit_query":
        return f"{address}?unit={args[0]}", body
    places = iter(args)
    address = re.sub(r"\{\w+\}", lambda _m: str(next(places)), address)
    return address + (f"?{filled(query, world)}" if query else ""), body


def promised(line: Endpoint, persona: str, subject: str) -> str:
    """Return what the table promises to a token with every scope."""
    return (line.of or SUBJECTS[line.subject])(line, persona, subject)


def wrong(promise: str, status: int) -> bool:
    """Whether a status breaks the promise."""
    return status not in {OPEN: {200, 201, 202, 409, 422}, FORBIDDEN: {403}, HIDDEN: {404}}[promise]


def said(answer: Any) -> tuple[int, str, Any]:
    """Return an answer without the number of its request."""
    lines = "ndjson" in answer["Content-Type"]
    body = [json.loads(line) for line in answer.content.splitlines()] if lines else json.loads(answer.content)
    if isinstance(body, dict):
        body.pop("instance", None)
    return answer.status_code, answer["Content-Type"], body


NUMBERED = list(enumerate(ENDPOINTS))
NAMES = [f"{number}-{line.methods}-{path}" for number, (path, line) in NUMBERED]


def asked_about(line: Endpoint, persona: str, cells: list[Cell]) -> Iterator[tuple[Cell, str, bool]]:
    """Yield the cells of a persona, what is promised, and whether it is one that would only be asked for want of others."""
    promises = [promised(line, persona, subject) for subject, *_rest in cells]
    told = [
        (subject, unit, promise) for (subject, unit, *_rest), promise in zip(cells, promises, strict=True)
    ]
    chosen = matrix.chosen(persona, line.subject, told)
    both = list(zip(cells, promises, strict=True))
    yield from ((cell, promise, False) for cell, promise in both if cell[0] in chosen)
    yield from ((cell, promise, True) for cell, promise in both if cell[0] not in chosen and promise == OPEN)


@pytest.mark.parametrize("number", [number for number, _endpoint in NUMBERED], ids=NAMES)
def test_the_line_holds(api, number):
    path, line = ENDPOINTS[number]
    found: list[str] = []
    done = 0
    known_as = "people:reveal" if path.endswith("/reveal") else "api"
    cells = cells_of(line, api.world)
    for persona in SIGNED_IN:
        if not matrix.asks(persona, number):
            continue
        token = {"authorization": f"Bearer {api.tokens[persona]}"}
        nothing: dict[str, Any] = {}
        for (subject, _unit, args, absent), promise, spare in asked_about(line, persona, cells):
            if spare and done:
                break
            for query in line.queries:
                address, body = request_of(path, line, api.world, subject, args, query)
                answer, text, written = api.ask(line, address, body, token)
                done += answer.status_code in {200, 201, 202}
                cell = f"{persona} {line.methods} {path} {subject} {query}"
                if wrong(promise, answer.status_code):
                    found.append(f"{cell}: {answer.status_code}, promised {promise}")
                if promise != OPEN and written:
                    found.append(f"{cell}: wrote to {sorted(written)}")
                asked = f"{unquote(address)} {body}"
                found += [
                    f"{cell}: leaks {leak}"
                    for leak in leaks(api, persona, known_as, query, asked, answer, text)
                    if not of_its_past(api.world, path, persona, subject, leak)
                ]
                if promise == HIDDEN:
                    there, sent = request_of(path, line, api.world, subject, absent, query)
                    key = f"{there} {sent}"
                    if key not in nothing:
                        nothing[key] = said(api.ask(line, there, sent, token)[0])
                    if said(answer) != nothing[key]:
                        found.append(f"{cell}: does not look like nothing")
    assert done or line.ruled or not matrix.at_home(number), (
        "nobody's valid request was carried out: look at the body of this line"
    )
    assert not found, f"{len(found)} cells:\n" + "\n".join(found[:40])


def of_its_past(world: Any, path: str, persona: str, unit: str, leak: str) -> bool:
    """Whether a leak is the number of somebody who was on the unit's list once: its log keeps it for good."""
    person, word = leak.partition(".")[0], leak.rpartition(" ")[2]
    once = path.endswith("/log") and unit in matrix.ONCE.get(person, ())
    return once and word == str(world.people[person].person.uid) and matrix.holds(persona, "audit.read", unit)


def ways_tried(number: int) -> list[str]:
    """Return by which strange ways an endpoint is tried: without any, and by each of the others at every third endpoint."""
    others = [way for way in STRANGE_TOKENS if way != "none"]
    if matrix.WHOLE:
        return ["none", *others]
    return ["none", *(way for place, way in enumerate(others) if (place + number) % 3 == 0)]


@pytest.mark.parametrize("number", [number for number, _endpoint in NUMBERED], ids=NAMES)
def test_who_comes_in_by_no_door_gets_401_and_nothing_else(api, number):
    path, line = ENDPOINTS[number]
    subject, _unit, args, absent = cells_of(line, api.world)[0]
    for way in ways_tried(number):
        answers = []
        for place in (args, absent):
            address, body = request_of(path, line, api.world, subject, place, line.queries[0])
            answer, text, written = api.ask(line, address, body, api.strange[way])
            assert answer.status_code == 401, way
            assert not written
            assert answer["WWW-Authenticate"].startswith("Bearer")
            assert leaks(api, "anonymous", "api", "", f"{address} {body}", answer, text) == []
            answers.append(said(answer))
        assert answers[0] == answers[1]


@pytest.mark.parametrize(("path", "line"), ENDPOINTS, ids=NAMES)
def test_a_token_without_the_scope_gets_403_before_anything_is_looked_at(api, path, line):
    if not line.scope:
        return
    token = {"authorization": f"Bearer {api.without[line.scope]}"}
    subject, _unit, args, absent = cells_of(line, api.world)[0]
    answers = []
    for place in (args, absent):
        address, body = request_of(path, line, api.world, subject, place, line.queries[0])
        answer, _text, written = api.ask(line, address, body, token)
        assert (answer.status_code, written) == (403, set())
        assert line.scope in json.loads(answer.content)["detail"]
        answers.append(said(answer))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("path", "line"), ENDPOINTS, ids=NAMES)
def test_a_page_signed_in_gets_what_the_token_gets(api, path, line):
    cells = cells_of(line, api.world)
    for place, persona in enumerate(("member", "commune_secretary", "auditor")):
        page = Client(raise_request_exception=False)
        page.force_login(api.world.users[persona])
        subject, _unit, args, _absent = cells[place % len(cells)]
        address, body = request_of(path, line, api.world, subject, args, line.queries[0])
        answer, _text, _written = api.ask(line, address, body, {}, page)
        assert not wrong(promised(line, persona, subject), answer.status_code), (persona, subject)
        if line.methods != "GET":
            guarded = Client(enforce_csrf_checks=True)
            guarded.cookies = page.cookies
            refused, _text, written = api.ask(line, address, body, {}, guarded)
            assert (refused.status_code, written) == (403, set())


@pytest.mark.parametrize("path", sorted({path for path, _line in ENDPOINTS}))
def test_other_methods_are_refused(api, path):
    heard = {line.methods for one, line in ENDPOINTS if one == path}
    line = next(line for one, line in ENDPOINTS if one == path)
    subject, _unit, args, _absent = cells_of(line, api.world)[0]
    address, _body = request_of(path, line, api.world, subject, args, "")
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - heard:
        token = {"authorization": f"Bearer {api.tokens['province_secretary']}"}
        answer, _text, written = api.ask(Endpoint(method), address, {}, token)
        assert (answer.status_code, written) == (405, set()), method


def test_the_documents_of_the_api_show_nobody(api):
    for name in sorted(OPEN_DOORS):
        for headers in ({}, {"authorization": f"Bearer {api.tokens['province_secretary']}"}):
            address = "/" + routes()[f"api:{name}"]
            answer, text, written = api.ask(Endpoint("GET"), address, None, headers)
            assert (answer.status_code, written) == (200, set())
            assert leaks(api, "anonymous", "api", "", "", answer, text) == []
    assert set(PLACE) <= set(api.world.people)
