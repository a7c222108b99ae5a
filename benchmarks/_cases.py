"""What `benchmarks.cases` runs inside one database: B5, a transfer decided; and a docket of 200 from opening to ceremony."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from typing import Any

from benchmarks._measure import say

DAY = dt.date.today()
TRANSFERS, WRITERS, EACH = 120, 16, 8


def main() -> None:
    """Build two communes and measure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aoxanh.config.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    home, goal, commune = units()
    denominator = saves(400)
    decide(home, goal, denominator)
    docket(home, commune)


def units() -> tuple[Any, Any, Any]:
    """Found two communes with a branch each."""
    from aoxanh.audit.actor import Actor  # noqa: PLC0415
    from aoxanh.org.operations import Decision, Particulars, establish_unit  # noqa: PLC0415

    def found(code: str, name: str, kind: str, above: Any) -> Any:
        decision = Decision(dt.date(2020, 1, 1), number="1-QĐ")
        return establish_unit(above, actor=Actor(), unit=Particulars(code, name, kind), decision=decision)

    province = found("42", "Tỉnh đoàn Hà Tĩnh", "province", None)
    one, two = (
        found("C1", "Đoàn xã Lộc Hà", "commune", province),
        found("C2", "Đoàn xã Hồng Lộc", "commune", province),
    )
    return (
        found("B1", "Chi đoàn thôn Một", "branch", one),
        found("B2", "Chi đoàn thôn Hai", "branch", two),
        one,
    )


def enrolled(branch: Any, count: int, role: str = "member") -> list[Any]:
    """Put invented people on the branch's list."""
    from random import Random  # noqa: PLC0415

    from aoxanh.audit.actor import Actor  # noqa: PLC0415
    from aoxanh.demo.names import invent  # noqa: PLC0415
    from aoxanh.membership.operations import enrol_member  # noqa: PLC0415
    from aoxanh.people.operations import add_person  # noqa: PLC0415
    from aoxanh.vietnamese.dates import PartialDate  # noqa: PLC0415

    rng, people = Random(count), []
    for _n in range(count):
        who = invent(rng, dt.date(2007, 1, 1), dt.date(1999, 1, 1))
        facts = {
            "full_name": who.name,
            "birth": PartialDate.from_stored(who.birth.isoformat()),
            "education": "upper_secondary",
        }
        if role == "member":
            people.append(enrol_member(branch, actor=Actor(), facts=facts, since=dt.date(2023, 1, 1)))
        else:
            people.append(
                add_person(branch, actor=Actor(), facts=facts, role="youth", starts_on=dt.date(2023, 1, 1))
            )
    return people


def saves(count: int) -> float:
    """Return how many rows a second Django saves one by one, each committed (D19, autocommit)."""
    from aoxanh.org.models import AdministrativeUnit  # noqa: PLC0415

    began = time.perf_counter()
    for n in range(count):
        AdministrativeUnit(
            code=f"{n:06}", level="bench", kind="x", name=f"Đơn vị {n}", starts_on=DAY, search="x"
        ).save()
    return count / (time.perf_counter() - began)


def decide(home: Any, goal: Any, denominator: float) -> None:
    """Time the decision that receives a member: case, move, book line, counts, log; one writer, then sixteen together."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    cases = released(home, goal, TRANSFERS)
    with CaptureQueriesContext(connection) as seen:
        receive(cases[0])
    say("transfer_received_queries", len(seen.captured_queries), "queries", "most_allowed", 14)
    alone = [timed(case) for case in cases[1:]]
    rate = len(alone) / sum(alone)
    say("transfers_received_1_writer", rate, "/s", "saves_autocommit", denominator)
    together(home, goal, rate, sorted(alone)[len(alone) // 2])


def released(home: Any, goal: Any, count: int) -> list[Any]:
    """Return transfers that wait to be received."""
    from aoxanh.audit.actor import Actor  # noqa: PLC0415
    from aoxanh.cases.advancing import Entered  # noqa: PLC0415
    from aoxanh.cases.models import Case  # noqa: PLC0415
    from aoxanh.cases.operations import agree_docket, open_docket  # noqa: PLC0415

    people = enrolled(home, count)
    facts = {"cause": "work", "changed_on": DAY.isoformat()}
    docket = open_docket(
        home, actor=Actor(), procedure="transfer", title="Chuyển", people=people, facts=facts, to=goal
    )
    ids = list(docket.cases.values_list("pk", flat=True))
    for step, number in (("CLEAR", ""), ("RELEASE", "1-GT")):
        entered = Entered(DAY, number, facts={"fee_until": DAY.isoformat()} if step == "CLEAR" else {})
        agree_docket(docket, actor=Actor(), step=step, entered=entered, cases=ids)
    return list(Case.objects.filter(docket=docket).select_related("person", "unit", "at"))


def receive(case: Any) -> None:
    """Receive a member."""
    from aoxanh.audit.actor import Actor  # noqa: PLC0415
    from aoxanh.cases.advancing import Entered  # noqa: PLC0415
    from aoxanh.cases.operations import agree_case  # noqa: PLC0415

    agree_case(case, actor=Actor(), step="ACCEPT", entered=Entered(DAY))


def timed(case: Any) -> float:
    """Return how long receiving took, in seconds."""
    began = time.perf_counter()
    receive(case)
    return time.perf_counter() - began


def together(home: Any, goal: Any, rate: float, median: float) -> None:
    """Have sixteen decide at once; denominators: one writer's rate, and its median wait."""
    from django.db import connection  # noqa: PLC0415

    cases = released(home, goal, WRITERS * EACH)
    waits: list[float] = []

    def work(mine: list[Any]) -> None:
        waits.extend(timed(case) for case in mine)
        connection.close()

    threads = [threading.Thread(target=work, args=(cases[n::WRITERS],)) for n in range(WRITERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    say("transfers_received_16_writers", len(waits) / took, "/s", "1_writer", rate)
    say("longest_wait_of_16_ms", max(waits) * 1000, "ms", "1_writer_p50_ms", median * 1000)


def docket(home: Any, commune: Any) -> None:
    """Time a docket of 200 admissions: opened, voted, ratified on one paper, admitted."""
    from aoxanh.audit.actor import Actor  # noqa: PLC0415
    from aoxanh.cases.advancing import Entered  # noqa: PLC0415
    from aoxanh.cases.operations import agree_docket, open_docket  # noqa: PLC0415
    from aoxanh.cases.votes import Vote  # noqa: PLC0415

    del commune
    people = enrolled(home, 200, "youth")
    facts = {"applied_on": DAY.isoformat(), "sponsor": "pioneers", "variant": "meeting"}
    began = time.perf_counter()
    made = open_docket(
        home,
        actor=Actor(),
        procedure="admission",
        title="Kết nạp",
        people=people,
        facts=facts,
        words={"sponsor_name": "Chi đội"},
    )
    opened = time.perf_counter() - began
    ids = list(made.cases.values_list("pk", flat=True))
    for step, vote in (("MEETING", Vote(20, 18, 18)), ("RATIFY", None), ("CEREMONY", None)):
        agree_docket(made, actor=Actor(), step=step, entered=Entered(DAY, vote=vote), cases=ids)
    say("docket_200_opened_s", opened, "s", "most_allowed", 30)
    say("docket_200_to_the_ceremony_s", time.perf_counter() - began, "s", "most_allowed", 30)


if __name__ == "__main__":
    main()
