"""Who sees and does what over the API: by duty, by place, by token; what is hidden answers like what is not there."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from aoxanh.accounts.models import Token
from aoxanh.accounts.token_operations import create_token
from aoxanh.audit.actor import Actor
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.org.models import Unit, UnitVersion
from aoxanh.people.models import ConsentEvent, Person

OFFICERS = ("province", "commune_a", "commune_b", "branch", "auditor", "operator", "member")
NOBODY = ("anonymous", "unknown", "revoked", "expired")
CANARIES = ("Canary", "canary", "042303005678", "987654321")


def told(response):
    """What an answer says, without the number of the request."""
    body = json.loads(response.content)
    body.pop("instance", None)
    return response.status_code, body


def counts():
    return [m.objects.count() for m in (Unit, UnitVersion, Person, ConsentEvent, AuditEntry)]


@pytest.mark.parametrize("who", NOBODY)
def test_nobody_gets_a_problem_and_not_the_sign_in_page(world, who):
    for path in ("/api/me", "/api/units", "/api/people", f"/api/people/{world.binh.uid}"):
        answer = getattr(world, who).get(path)
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("province", {"an", "binh"}), ("auditor", {"an", "binh"}), ("commune_a", {"an"}), ("branch", {"an"}),
        ("commune_b", {"binh"}), ("operator", set()), ("member", {"an"}), ("scoped", {"an", "binh"}),
    ],
)  # fmt: skip
def test_each_sees_the_people_of_their_own_units_and_nobody_else(world, who, sees):
    caller = getattr(world, who)
    for name in ("an", "binh"):
        answer = caller.get(f"/api/people/{getattr(world, name).uid}")
        assert answer.status_code == (200 if name in sees else 404)
    listed = {row["uid"] for row in caller.get("/api/people").json()["items"]}
    own = {"an"} if who == "member" else set()
    assert listed == {str(getattr(world, name).uid) for name in sees - own}


@pytest.mark.parametrize("who", ["commune_a", "branch", "operator", "member"])
def test_somebody_foreign_answers_like_somebody_who_does_not_exist(world, who):
    caller, missing = getattr(world, who), uuid.uuid4()
    for rest in ("", "/sensitive", "/consents"):
        foreign = caller.get(f"/api/people/{world.binh.uid}{rest}")
        assert told(foreign) == told(caller.get(f"/api/people/{missing}{rest}"))
        assert foreign.status_code == 404
    before = counts()
    for rest, body in (
        ("reveal", {"field": "phone"}), ("lists", {"unit": world.branch_a.pk, "role": "youth", "starts_on": "2024-01-01"}),
        ("consents/photo", {"given": True, "given_by": str(world.binh.uid), "method": "paper"}),
        ("merge", {"other": str(world.an.uid)}), ("apart", {"other": str(world.an.uid)}), ("unmerge", {}),
    ):  # fmt: skip
        pair = [told(caller.send(f"/api/people/{uid}/{rest}", body)) for uid in (world.binh.uid, missing)]
        assert pair[0] == pair[1]
        assert pair[0][0] == 404
    entry = world.binh.affiliations.get().pk
    pair = [told(caller.send(f"/api/lists/{number}/end", {"on": "2024-01-01"})) for number in (entry, 10**9)]
    assert pair[0] == pair[1]
    assert pair[0][0] == 404
    assert counts() == before


@pytest.mark.parametrize("who", ["commune_a", "branch", "operator", "member"])
def test_no_list_search_or_filter_gives_a_foreign_record_away(world, who):
    caller = getattr(world, who)
    for query in (
        {},
        {"q": "canary"},
        {"q": "042303005678"},
        {"q": "0987654321"},
        {"q": "canary@example.vn"},
    ):
        answer = caller.get("/api/people", **query)
        assert not any(word in answer.content.decode() for word in CANARIES)
    assert told(caller.get("/api/people", unit=world.branch_b.pk)) == told(
        caller.get("/api/people", unit=10**9)
    )
    assert not any(word in caller.get("/api/duplicates").content.decode() for word in CANARIES)


def test_numbers_are_covered_and_sensitive_data_is_elsewhere(world):
    body = world.province.get(f"/api/people/{world.an.uid}").content.decode()
    assert "042203001234" not in body
    assert "912345678" not in body
    assert "an@example.vn" not in body
    assert "ethnicity" not in body
    assert "party_official_on" not in body


@pytest.mark.parametrize(
    ("who", "status"),
    [("province", 200), ("commune_a", 200), ("auditor", 403), ("scoped", 403), ("member", 200)],
)
def test_sensitive_data_needs_a_right_of_its_own_and_is_written_down(world, who, status):
    before = AuditEntry.objects.filter(action="people.read_sensitive").count()
    answer = getattr(world, who).get(f"/api/people/{world.an.uid}/sensitive")
    assert answer.status_code == status
    assert AuditEntry.objects.filter(action="people.read_sensitive").count() - before == (status == 200)


@pytest.mark.parametrize(("who", "status"), [("branch", 200), ("auditor", 403), ("scoped", 403)])
def test_a_number_in_full_is_written_down_with_who_looked(world, who, status):
    answer = getattr(world, who).send(f"/api/people/{world.an.uid}/reveal", {"field": "citizen_id"})
    assert answer.status_code == status
    entry = AuditEntry.objects.filter(action="people.reveal").first()
    if status == 200:
        assert answer.json() == {"value": "042203001234"}
        assert (entry.actor_id, entry.source, entry.subject) == (world.users[who].pk, "api", world.an.uid)
    else:
        assert entry is None


@pytest.mark.parametrize(
    ("who", "statuses"),
    [("province", (200, 200)), ("auditor", (200, 200)), ("commune_a", (200, 403)), ("branch", (200, 403)),
     ("operator", (403, 403)), ("member", (403, 403)), ("scoped", (403, 403))],
)  # fmt: skip
def test_the_log_of_a_unit_is_for_those_with_the_right_there(world, who, statuses):
    got = [
        getattr(world, who).get(f"/api/units/{unit.pk}/log").status_code
        for unit in (world.branch_a, world.branch_b)
    ]
    assert tuple(got) == statuses


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("province", (200, 200)),
        ("commune_a", (200, 403)),
        ("branch", (200, 403)),
        ("operator", (200, 200)),
        ("member", (403, 403)),
    ],
)
def test_who_is_in_office_is_for_those_responsible_and_those_below(world, who, statuses):
    got = [
        getattr(world, who).get(f"/api/units/{unit.pk}/appointments").status_code
        for unit in ((world.branch_a, world.branch_b) if who != "operator" else (world.top, world.top))
    ]
    assert tuple(got) == statuses


WRITES = {
    "children": {
        "name": "Chi đoàn mới",
        "kind": "branch",
        "code": "N1",
        "effective_on": "2024-01-01",
        "decision_number": "2",
    },
    "rename": {"name": "Tên khác", "code": "N2", "effective_on": "2024-01-01", "decision_number": "2"},
    "move": {"parent": "18430", "effective_on": "2024-01-01", "decision_number": "2"},
    "kind": {"kind": "temp_branch", "effective_on": "2024-01-01", "decision_number": "2"},
    "close": {"effective_on": "2024-01-01", "decision_number": "2"},
    "congress": {"ordinal": 3, "held_on": "2024-01-01", "term_ends_on": "2029-01-01"},
    "people": {"full_name": "Lê Thị Hoa", "role": "youth", "starts_on": "2024-01-01"},
}


@pytest.mark.parametrize("who", ["commune_a", "branch", "auditor", "operator", "member", "scoped"])
@pytest.mark.parametrize("verb", WRITES)
def test_nobody_changes_a_unit_without_the_duty_above_it_and_nothing_is_written(world, who, verb):
    before = counts()
    answer = getattr(world, who).send(f"/api/units/{world.branch_b.pk}/{verb}", WRITES[verb])
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert counts() == before


@pytest.mark.parametrize("verb", ["children", "rename", "congress", "people"])
def test_the_commune_above_does_the_same_and_it_is_in_the_log(world, verb):
    unit = world.b if verb == "children" else world.branch_b
    answer = world.commune_b.send(f"/api/units/{unit.pk}/{verb}", WRITES[verb])
    assert answer.status_code in {200, 201}, answer.content
    entry = AuditEntry.objects.order_by("-seq").first()
    assert (entry.actor_id, entry.duty, entry.source) == (world.users["commune_b"].pk, "secretary", "api")


def test_only_fields_of_the_form_are_taken(world):
    """OWASP API3: nothing is set by guessing its name."""
    before = counts()
    for field in ("user", "merged_into", "citizen_id_sealed", "is_active", "wrapped_key", "id"):
        answer = world.commune_a.send(
            f"/api/people/{world.an.uid}", {"revision": 1, field: 1}, method="patch"
        )
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field
    answer = world.member.send(
        f"/api/people/{world.an.uid}", {"revision": 1, "full_name": "Khác"}, method="patch"
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not_yours")
    assert counts() == before


def test_a_correction_changes_what_was_sent_and_nothing_else(world):
    answer = world.commune_a.send(
        f"/api/people/{world.an.uid}", {"revision": 1, "workplace": "Trường"}, method="patch"
    )
    assert (answer.status_code, answer.json()["workplace"], answer.json()["revision"]) == (200, "Trường", 2)
    an = Person.objects.get(pk=world.an.pk)
    assert (an.full_name, an.phone, an.ethnicity, an.birth) == (
        "Nguyễn Văn An",
        "+84912345678",
        "01",
        "2003-08-15",
    )
    late = world.commune_a.send(
        f"/api/people/{world.an.uid}", {"revision": 1, "workplace": "Xã"}, method="patch"
    )
    assert late.status_code == 422


def test_a_refusal_names_rule_and_field_in_the_callers_language(world):
    body = {**WRITES["move"], "parent": "18440.9"}
    vi = world.province.send(f"/api/units/{world.branch_a.pk}/move", body)
    en = world.province.send(f"/api/units/{world.branch_a.pk}/move", body, **{"Accept-Language": "en"})
    assert (vi.status_code, vi.json()["errors"][0]["field"]) == (422, "parent")
    assert en.json()["title"] == "This cannot be accepted yet" != vi.json()["title"]
    assert en["Content-Language"] == "en"
    ruled = world.province.send(f"/api/units/{world.a.pk}/close", WRITES["close"])
    assert (ruled.status_code, ruled.json()["rule"]) == (422, "HD 20 §5.1")


def test_somebody_alike_is_named_before_a_second_record_is_made(world):
    body = {"full_name": "Nguyễn Văn An", "birth": "2003-08-15", "role": "youth", "starts_on": "2024-01-01"}
    answer = world.commune_a.send(f"/api/units/{world.branch_a.pk}/people", body)
    assert (answer.status_code, answer.json()["alike"]) == (409, [str(world.an.uid)])
    unseen = world.commune_a.send(f"/api/units/{world.branch_a.pk}/people", {**body, "alike_seen": False})
    assert unseen.status_code == 409, "false is no tick in the box"
    answer = world.commune_a.send(f"/api/units/{world.branch_a.pk}/people", {**body, "alike_seen": True})
    assert answer.status_code == 201


def test_a_write_needs_a_key_and_sent_again_has_one_effect(world):
    """Proof R4."""
    path, body = f"/api/units/{world.branch_a.pk}/people", WRITES["people"]
    bare = world.commune_a.client.post(path, body, "application/json", headers=world.commune_a.headers)
    assert bare.status_code == 400
    first, again = (world.commune_a.send(path, body, key="once") for _time in range(2))
    assert first.content == again.content
    assert again["Idempotent-Replay"] == "true"
    assert Person.objects.filter(full_name="Lê Thị Hoa").count() == 1
    other = world.commune_a.send(path, {**body, "full_name": "Lê Thị Lan"}, key="once")
    assert other.status_code == 409
    assert told(world.scoped.send(path, body, key="once"))[0] == 403  # another token's key is not this one's


def test_a_token_ends_with_its_users_duty_and_account(world):
    world.users["commune_a"].appointments.update(ends_on=dt.date(2024, 1, 1))
    assert world.commune_a.get("/api/people").json()["items"] == []
    type(world.users["commune_a"]).objects.filter(pk=world.users["commune_a"].pk).update(is_active=False)
    assert world.commune_a.get("/api/me").status_code == 401


def test_a_token_lives_a_year_at_most_and_is_kept_as_a_hash(world):
    user, now = world.users["branch"], timezone.now()
    with pytest.raises(Objection):
        create_token(
            user, actor=Actor(), purpose="x", scopes=["org:read"], expires_at=now + dt.timedelta(days=400)
        )
    token, secret = create_token(
        user, actor=Actor(), purpose="x", scopes=["org:read"], expires_at=now + dt.timedelta(days=9)
    )
    assert secret not in str(Token.objects.filter(pk=token.pk).values().get())
    assert not AuditEntry.objects.filter(facts__contains=secret[10:]).exists()


def test_a_signed_in_page_may_read_and_writes_only_with_its_csrf_token(world):
    page = Client(enforce_csrf_checks=True)
    page.force_login(world.users["branch"])
    assert page.get("/api/me").json()["token"] is None
    path = f"/api/units/{world.branch_a.pk}/people"
    refused = page.post(path, WRITES["people"], "application/json", headers={"Idempotency-Key": "c1"})
    assert refused.status_code == 403
    assert page.get("/api/me", headers={"Authorization": "Bearer axt_wrong"}).status_code == 401


def test_an_officer_without_a_second_factor_comes_in_by_no_page(world, settings):
    settings.AOXANH_REQUIRE_MFA = True
    page = Client()
    page.force_login(world.users["commune_a"])
    assert page.get("/api/people").status_code == 403
    assert world.commune_a.get("/api/people").status_code == 200


def test_a_program_has_no_session(world):
    before = Session.objects.count()
    answer = world.province.get("/api/people")
    assert (Session.objects.count(), answer.cookies) == (before, {})


def test_too_many_requests_are_asked_to_wait(world, settings):
    settings.AOXANH_API_PACE = {"all": (2, 60), "reveal": (60, 60)}
    answers = [world.province.get("/api/me") for _time in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) <= 60


def test_wrong_methods_and_addresses_are_problems_too(world):
    for answer, status in ((world.province.send("/api/me"), 405), (world.province.get("/api/nothing"), 404)):
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
