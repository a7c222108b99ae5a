"""A province with two communes, a branch in each, and the people who may or may not see them."""

from __future__ import annotations

import datetime as dt
import itertools
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from aoxanh.accounts.models import Appointment, Token, User
from aoxanh.accounts.scopes import SCOPES
from aoxanh.accounts.token_operations import create_token, revoke_token
from aoxanh.audit.actor import Actor
from aoxanh.org import operations as org
from aoxanh.org.models import Unit
from aoxanh.org.operations import Decision, Particulars
from aoxanh.people import operations as people
from aoxanh.people.models import Person
from aoxanh.vietnamese.dates import parse_date

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tools"))

import messages

messages.compile_all()
MACHINE = Actor()
FOUNDED = dt.date(2010, 1, 1)
KEYS = itertools.count(1)


@pytest.fixture(autouse=True)
def fresh_counts():
    """No test inherits another's pace."""
    cache.clear()


def establish(code: str, name: str, kind: str, above: Unit | None = None) -> Unit:
    decision = Decision(effective_on=FOUNDED, number="1-QĐ/TĐTN")
    return org.establish_unit(above, actor=MACHINE, unit=Particulars(code, name, kind), decision=decision)


def add(unit: Unit, name: str, **facts: str) -> Person:
    birth = parse_date(facts.pop("birth", "15/08/2003"))
    return people.add_person(
        unit,
        actor=MACHINE,
        facts={"full_name": name, "birth": birth, **facts},
        role="youth",
        starts_on=FOUNDED,
    )


def officer(username: str, unit: Unit | None = None, duty: str = "") -> User:
    user = User.objects.create_user(username, "mat-khau", name=username.title())
    if unit:
        Appointment.objects.create(user=user, unit=unit, duty=duty, starts_on=FOUNDED)
    return user


def token_of(user: User, scopes: list[str] | None = None) -> str:
    ends = timezone.now() + dt.timedelta(days=30)
    return create_token(user, actor=MACHINE, purpose="thử", scopes=scopes or list(SCOPES), expires_at=ends)[1]


class Caller:
    """A program with a token (or none)."""

    def __init__(self, secret: str = "", client: Client | None = None) -> None:
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.client = client or Client()

    def get(self, path: str, **query):
        return self.client.get(path, query, headers=self.headers)

    def send(
        self, path: str, body: dict | None = None, *, method: str = "post", key: str | None = None, **more
    ):
        headers = {**self.headers, "Idempotency-Key": key or f"k{next(KEYS)}", **more}
        return getattr(self.client, method)(path, body or {}, "application/json", headers=headers)


@pytest.fixture
def world(db):
    """Province 42 over communes A and B, each with a branch; canaries in every record of B."""
    province = establish("42", "Tỉnh đoàn Hà Tĩnh", "province")
    a, b = (
        establish(f"184{n}0", f"Đoàn xã {x}", "commune", province) for n, x in ((3, "Bình An"), (4, "Hộ Độ"))
    )
    branch_a, branch_b = (
        establish(f"{u.standing(FOUNDED).code}.1", f"Chi đoàn thôn {u.pk}", "branch", u) for u in (a, b)
    )
    an = add(
        branch_a,
        "Nguyễn Văn An",
        citizen_id="042203001234",
        phone="+84912345678",
        email="an@example.vn",
        ethnicity="01",
        religion="none",
    )
    binh = add(
        branch_b,
        "Canary Thị Bình",
        citizen_id="042303005678",
        phone="+84987654321",
        email="canary@example.vn",
        ethnicity="02",
        religion="catholicism",
    )
    users = {
        "province": officer("province", province, "secretary"),
        "commune_a": officer("commune_a", a, "secretary"),
        "commune_b": officer("commune_b", b, "secretary"),
        "branch": officer("branch", branch_a, "secretary"),
        "auditor": officer("auditor", province, "auditor"),
        "operator": officer("operator", province, "operator"),
        "member": officer("member"),
    }
    Person.objects.filter(pk=an.pk).update(user=users["member"])
    an.refresh_from_db()
    callers = {name: Caller(token_of(user)) for name, user in users.items()}
    revoked, expired = token_of(users["province"]), token_of(users["province"])
    revoke_token(Token.objects.get(prefix=revoked[:10]), actor=MACHINE)
    long_ago = timezone.now() - dt.timedelta(days=40)
    Token.objects.filter(prefix=expired[:10]).update(
        created_at=long_ago, expires_at=long_ago + dt.timedelta(days=1)
    )
    callers |= {
        "anonymous": Caller(), "unknown": Caller("axt_nobody"), "revoked": Caller(revoked), "expired": Caller(expired),
        "scoped": Caller(token_of(users["province"], ["org:read", "people:read"])),
    }  # fmt: skip
    return SimpleNamespace(
        top=province, a=a, b=b, branch_a=branch_a, branch_b=branch_b, an=an, binh=binh, users=users, **callers
    )
