"""Cases of the demo world: at every step, some late, a docket that waits for the commune officer, a year classified.

Opened and moved by the invented officers themselves through the operations, so that papers, numbers and books are real.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from aoxanh.accounts.models import User
from aoxanh.applications.models import Application
from aoxanh.applications.operations import apply, examine, open_link
from aoxanh.audit.actor import Actor
from aoxanh.cases import operations
from aoxanh.cases.advancing import Entered
from aoxanh.cases.card_operations import add_card_range
from aoxanh.cases.models import Case, Docket
from aoxanh.cases.votes import Vote
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.people.consents import PURPOSES
from aoxanh.people.models import Affiliation, Person

COMMUNE, NEIGHBOUR, BRANCH = "18568", "18409", "18421.01"
MACHINE = Actor(source="demo")


def open_cases() -> int:
    """Open the cases; return how many there are."""
    unit = {v.code: v.unit for v in UnitVersion.objects.as_of(today()).filter(code__in=(COMMUNE, NEIGHBOUR, BRANCH)).select_related("unit")}  # fmt: skip
    commune, neighbour, branch = unit[COMMUNE], unit[NEIGHBOUR], unit[BRANCH]
    officer, secretary = acting("locha"), acting("xuanhai")
    day = today()
    add_card_range(
        commune, actor=officer, letters="42-", first=1, last=2000, width=6, given_by="Kế hoạch cấp thẻ năm 2026 của Tỉnh đoàn Hà Tĩnh"
    )  # fmt: skip
    admit(branch, secretary, day)
    others = [
        v.unit
        for v in UnitVersion.objects.as_of(day).filter(parent=commune, kind="branch").order_by("code")[:6]
    ]
    for other in others:
        admit(other, MACHINE, day, count=2, title="")
    classify(others[0], day.year - 1)
    mature(branch, secretary, day)
    transfers(commune, neighbour, day)
    single(branch, commune, day)
    applied(branch, secretary, day)
    return Case.objects.count()


def acting(login: str) -> Actor:
    """Return one of the invented officers at work."""
    return Actor(user=User.objects.get(username=login), source="demo")


def people_of(unit: Unit, role: str, count: int, **born: Any) -> list[Person]:
    """Return people of a branch who are in no case yet."""
    on_list = Affiliation.objects.as_of(today()).filter(unit=unit, role=role).values("person_id")
    free = (
        Person.objects.filter(pk__in=on_list, cases=None, user=None, **born)
        .exclude(education="")
        .exclude(birth="")
    )
    return list(free.order_by("sort_key", "pk")[:count])


def admit(branch: Unit, actor: Actor, day: dt.date, count: int = 6, title: str = "Kết nạp dịp 26/3") -> None:
    """Have young people of a branch voted on; they wait for the commune to ratify."""
    young = people_of(
        branch, "youth", count, birth__gte=f"{day.year - 28}-01-01", birth__lte=f"{day.year - 17}-01-01"
    )
    if not young:
        return
    facts = {
        "applied_on": (day - dt.timedelta(days=20)).isoformat(), "sponsor": "member", "sponsor_since": f"{day.year - 1}-01-15",
        "variant": "meeting",
    }  # fmt: skip
    words = {"sponsor_name": "Lê Thị Ánh"}
    vote = Vote(32, 24, 24)
    if title:
        docket = operations.open_docket(branch, actor=actor, procedure="admission", title=title, people=young, facts=facts, words=words)  # fmt: skip
        step(docket, "MEETING", day - dt.timedelta(days=5), actor, vote=vote)
        return
    for person in young:
        case = operations.open_case(
            branch, actor=actor, procedure="admission", person=person, facts=facts, words=words
        )
        move(case, "MEETING", day - dt.timedelta(days=3), actor, vote=vote)


def classify(branch: Unit, year: int) -> None:
    """Classify a branch for a year: voted, recognised, in every book."""
    members = people_of(branch, "member", 30)
    if not members:
        return
    grades = ("excellent", "good", "good", "completed")
    rows = {person.pk: {"grade": grades[n % 4]} for n, person in enumerate(members)}
    docket = operations.open_docket(
        branch, actor=MACHINE, procedure="classification", title=f"Xếp loại đoàn viên năm {year}", people=members,
        facts={"year": year, "grade": "good"}, rows=rows,
    )  # fmt: skip
    step(docket, "VOTE", dt.date(year, 12, 10), MACHINE, vote=Vote(30, 26, 26))
    step(docket, "RECOGNISE", dt.date(year, 12, 25), MACHINE, number="41-QĐ/ĐTN")


def mature(branch: Unit, actor: Actor, day: dt.date) -> None:
    """Let members over thirty mature: decided, the ceremony still to come."""
    older = people_of(branch, "member", 5, birth__lte=f"{day.year - 31}-01-01")
    if older:
        docket = operations.open_docket(
            branch, actor=actor, procedure="maturation", title="Trưởng thành Đoàn dịp 22/12", people=older, facts={"wish": "mature"}
        )  # fmt: skip
        step(docket, "DECIDE", day - dt.timedelta(days=2), actor, vote=Vote(32, 25, 25))


def transfers(commune: Unit, neighbour: Unit, day: dt.date) -> None:
    """Move members between two communes: some wait to be released, some to be received, one of them too long."""
    ours = [
        v.unit
        for v in UnitVersion.objects.as_of(day).filter(parent=commune, kind="branch").order_by("-code")[:4]
    ]
    theirs = [
        v.unit
        for v in UnitVersion.objects.as_of(day).filter(parent=neighbour, kind="branch").order_by("code")[:4]
    ]
    for n, (home, goal) in enumerate([*zip(theirs, ours, strict=False), *zip(ours, theirs, strict=False)]):
        for person in people_of(home, "member", 1):
            ago = 45 if n == 0 else 6
            facts = {"cause": "work", "changed_on": (day - dt.timedelta(days=ago + 3)).isoformat()}
            case = operations.open_case(
                home, actor=MACHINE, procedure="transfer", person=person, facts=facts, to=goal
            )
            on = day - dt.timedelta(days=ago)
            move(case, "CLEAR", on, MACHINE, facts={"fee_until": (on.replace(day=1) - dt.timedelta(days=1)).isoformat()}, words={"comments": "Chấp hành tốt nhiệm vụ đoàn viên"})  # fmt: skip
            if n < len(theirs):
                move(case, "RELEASE", on, MACHINE, number=f"{12 + n}-GT/ĐTN")


def single(branch: Unit, commune: Unit, day: dt.date) -> None:
    """Open cases of other kinds, each at another step; the member of the demo asks for a transfer."""
    for person in people_of(branch, "member", 2):
        case = operations.open_case(branch, actor=MACHINE, procedure="reward", person=person, facts={"reward": "merit"}, words={"reason": "Nòng cốt trong chiến dịch tình nguyện hè"})  # fmt: skip
        move(case, "PROPOSE", day, MACHINE)
    case = operations.open_case(branch, actor=MACHINE, procedure="unit_reward", facts={"reward": "merit"}, words={"reason": "Dẫn đầu phong trào hiến máu tình nguyện năm 2026"})  # fmt: skip
    move(case, "PROPOSE", day, MACHINE)
    for person in people_of(branch, "member", 3):
        facts = {"starts_on": (day - dt.timedelta(days=60)).isoformat()}
        case = operations.open_case(branch, actor=MACHINE, procedure="away", person=person, facts=facts, words={"address": "Phường Dĩ An, Thành phố Hồ Chí Minh", "job": "Công nhân may"})  # fmt: skip
        move(case, "REGISTER", day, MACHINE)
    for person in people_of(branch, "member", 1):
        operations.open_case(branch, actor=MACHINE, procedure="card_reissue", person=person, facts={"proof": "book"}, words={"reason": "Thất lạc khi chuyển nhà"})  # fmt: skip
    member = Person.objects.filter(user__username="doanvien").first()
    goal = UnitVersion.objects.as_of(day).filter(parent=commune, kind="branch").order_by("-code").first()
    if member is not None and goal is not None:
        actor = Actor(user=member.user, source="demo")
        facts = {"cause": "residence", "changed_on": (day - dt.timedelta(days=4)).isoformat()}
        operations.ask_for(member, actor=actor, procedure="transfer", facts=facts, to=goal.unit)


def applied(branch: Unit, actor: Actor, day: dt.date) -> None:
    """Have a branch take applications by its link; one is under examination, one is a child's with the mother's consent."""
    link = open_link(branch, actor=actor, closes_on=day + dt.timedelta(days=60))
    consents = {code: [PURPOSES[code].version, PURPOSES[code].sha256] for code in ("membership", "messages")}
    guardian = {
        "guardian_name": "Trần Thị Lành",
        "guardian_relation": "mother",
        "guardian_phone": "+84912000765",
        "guardian_agrees": True,
        "child_agrees": True,
    }
    for name, birth, more in (
        ("Hoàng Phủ Ngọc Tường Vân", f"{day.year - 18}-05-19", {"sponsor": "member", "sponsor_name": "Lê Thị Ánh", "sponsor_since": f"{day.year - 1}-01-15"}),
        ("Y Ksor", f"{day.year - 20}-09-02", {"workplace": "Công ty TNHH Thủy sản Hộ Độ", "occupation": "Công nhân"}),
        ("Nguyễn Văn Dũng", (day.replace(day=1, year=day.year - 16) + dt.timedelta(days=62)).isoformat(), {"workplace": "Trường THPT Mai Thúc Loan", "sponsor": "pioneers", "sponsor_name": "Chi đội 9A", **guardian}),
    ):  # fmt: skip
        said = {
            "full_name": name,
            "birth": birth,
            "phone": f"+8491200{len(name):04}",
            "home_town": "Lộc Hà, Hà Tĩnh",
            "education": "lower_secondary",
            "consents": consents,
            **more,
        }
        apply(link, actor=MACHINE, said=said)
    examine(Application.objects.filter(link=link).earliest("pk"), actor=actor)


def step(docket: Docket, code: str, on: dt.date, actor: Actor, **entered: Any) -> None:
    """Take one step with every open case of a docket."""
    ids = list(docket.cases.filter(state="open").values_list("pk", flat=True))
    operations.agree_docket(docket, actor=actor, step=code, entered=Entered(on, **entered), cases=ids)


def move(case: Case, code: str, on: dt.date, actor: Actor, **entered: Any) -> None:
    """Take one step with one case."""
    fresh = Case.objects.select_related("person", "unit", "at").get(pk=case.pk)
    operations.agree_case(fresh, actor=actor, step=code, entered=Entered(on, **entered))
