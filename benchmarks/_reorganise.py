"""What `benchmarks.reorganisation` runs inside one database, and the merges of `benchmarks.sizes`."""

from __future__ import annotations

import datetime as dt
import os
import select
import subprocess
import sys
import time
from random import Random

from benchmarks._measure import say

DAY = dt.date(2025, 7, 1)


def main() -> None:
    """Reorganise the country of 2023 with 100,000 members; or, as `merges`, some units of the country that is there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aoxanh.config.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from aoxanh.org.administrative import load_administrative_units  # noqa: PLC0415
    from aoxanh.org.countries import load_country  # noqa: PLC0415
    from aoxanh.org.models import UnitVersion  # noqa: PLC0415

    if sys.argv[1:] == ["merges"]:
        communes(
            enrol(10_000, list(UnitVersion.objects.filter(code="B1").values_list("unit_id", flat=True))),
            "P1",
            "P2",
        )
        return
    call_command("migrate", verbosity=0)
    load_administrative_units()
    load_country(2023, dt.date(2022, 1, 1), branches=2)
    branches = list(
        UnitVersion.objects.filter(kind="branch").order_by("pk").values_list("unit_id", flat=True)
    )
    rows = enrol(100_000, branches)
    country(rows)


def enrol(people: int, branches: list[int]) -> float:
    """Put members into branches; return the rows a second of a bulk insert."""
    from django.db import transaction  # noqa: PLC0415

    from aoxanh.audit.actor import Actor  # noqa: PLC0415
    from aoxanh.database.bulk import insert_rows  # noqa: PLC0415
    from aoxanh.demo.names import invent  # noqa: PLC0415
    from aoxanh.membership.book import Cause, NewLine, write_lines  # noqa: PLC0415
    from aoxanh.people.models import Affiliation, Person  # noqa: PLC0415

    rng, lines = Random(7), {}
    names = [invent(rng, dt.date(2007, 1, 1), dt.date(1995, 1, 1)) for _ in range(20_000)]
    with transaction.atomic():
        for start in range(0, people, 10_000):
            made = []
            for n in range(start, start + 10_000):
                person = Person(sex="male", birth=names[n % 20_000].birth.isoformat())
                person.set_name(names[n % 20_000].name)
                made.append(person)
            for n, person in enumerate(Person.objects.bulk_create(made), start=start):
                lines[person.pk] = [NewLine("enrolled", dt.date(2023, 1, 1), branches[n % len(branches)])]
        write_lines(lines, actor=Actor(), cause=Cause("import", "bench"), fresh=True)
    began = time.perf_counter()
    with transaction.atomic():
        columns = ("person_id", "unit_id", "role", "starts_on", "ends_on", "known_from", "known_until")
        from django.utils import timezone  # noqa: PLC0415

        now = timezone.now()
        insert_rows(
            Affiliation,
            columns,
            ((pk, branches[0], "youth", DAY, DAY + dt.timedelta(1), now, None) for pk in lines),
        )
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return people / took


def communes(rows: float, at: str, other: str) -> None:
    """Merge two communes of 10,000, two branches of 10,000, and re-parent a district of 1,000 units."""
    from django.db import transaction  # noqa: PLC0415

    from aoxanh.audit.actor import Actor  # noqa: PLC0415
    from aoxanh.membership.book import Cause, NewLine, write_lines  # noqa: PLC0415
    from aoxanh.org.countries import add_units  # noqa: PLC0415
    from aoxanh.org.models import UnitVersion  # noqa: PLC0415
    from aoxanh.people.models import Person  # noqa: PLC0415

    day = dt.date(2022, 1, 1)
    province = UnitVersion.objects.get(code=at)
    above = {at: (province.unit_id, province.path)}
    with transaction.atomic():
        made = add_units([(at, "district", f"D{n}", f"Huyện {n}") for n in range(2)], above, day)
        some = add_units([("D0", "commune", f"X{n}", f"Xã {n}") for n in range(50)], made, day)
        some |= add_units([("D1", "commune", f"Y{n}", f"Xã {n}") for n in range(2)], made, day)
        add_units([(f"X{n % 50}", "branch", f"X{n}b", f"Chi đoàn {n}") for n in range(950)], some, day)
        full = add_units([(f"Y{n % 2}", "branch", f"Y{n}b", f"Chi đoàn {n}") for n in range(200)], some, day)
        big = add_units(
            [("Y0", "branch", "Z0", "Chi đoàn lớn 0"), ("Y0", "branch", "Z1", "Chi đoàn lớn 1")], some, day
        )
        ids = [unit_id for unit_id, _path in full.values()]
        for where in (ids, [unit_id for unit_id, _path in big.values()]):
            fresh = []
            for n in range(20_000):
                person = Person(sex="female", birth="2001-01-01")
                person.set_name(f"Trần Thị {n}")
                fresh.append(person)
            lines = {
                p.pk: [NewLine("enrolled", dt.date(2023, 1, 1), where[n % len(where)])]
                for n, p in enumerate(Person.objects.bulk_create(fresh))
            }
            write_lines(lines, actor=Actor(), cause=Cause("import", "bench"), fresh=True)
    timed(
        "merge_two_communes_of_10000",
        [{"do": "merge", "units": ["Y1"], "into": "Y0"}],
        dt.date(2024, 1, 1),
        rows,
    )
    timed(
        "merge_two_branches_of_10000",
        [{"do": "merge", "units": ["Z1"], "into": "Z0"}],
        dt.date(2024, 1, 2),
        rows,
    )
    timed("reparent_1000_units", [{"do": "move", "unit": "D0", "under": other}], dt.date(2024, 1, 3), rows)


def country(rows: float) -> None:
    """63 provinces, 705 districts and 10,599 communes to 34 provinces, as the lineage says."""
    from aoxanh.org.models import UnitVersion  # noqa: PLC0415
    from aoxanh.reorganisation.copying import steps_of_decision  # noqa: PLC0415

    began = time.perf_counter()
    steps = steps_of_decision(UnitVersion.objects.get(code="TW"), DAY)
    say("country.steps_s", time.perf_counter() - began, "s", "steps", len(steps))
    timed("country", steps, DAY, rows)


def timed(name: str, steps: list[dict], day: dt.date, rows: float) -> None:
    """Play a plan through, carry it out with a reader beside, and take it back; print seconds of each."""
    from aoxanh.audit.actor import Actor  # noqa: PLC0415
    from aoxanh.org.models import UnitVersion  # noqa: PLC0415
    from aoxanh.reorganisation import operations  # noqa: PLC0415

    unit = UnitVersion.objects.as_of(day).select_related("unit").get(code="TW").unit
    plan = operations.draw_up_plan(
        unit, actor=Actor(), name=name, effective_on=day, steps=steps, decision_number="1"
    )
    began = time.perf_counter()
    told = operations.forecast_of(plan)
    say(f"{name}.dry_run_s", time.perf_counter() - began, "s", "bulk_rows_a_second", rows)
    if told.problems:
        raise RuntimeError([p.message for p in told.problems[:5]])
    operations.decide_plan(plan, actor=Actor(), edition=0)
    reader = Reader(plan.unit_id)
    began = time.perf_counter()
    operations.carry_out_plan(plan, actor=Actor())
    took = time.perf_counter() - began
    worst = reader.stop()
    say(f"{name}.carried_out_s", took, "s", "bulk_rows_a_second", rows)
    say(f"{name}.touched_rows_a_second", plan.journal.count() / took, "rows/s", "bulk_rows_a_second", rows)
    say(f"{name}.reader_worst_ms", worst * 1000, "ms", "reads", reader.reads)
    began = time.perf_counter()
    if name != "country":
        operations.take_plan_back(plan, actor=Actor())
        say(f"{name}.taken_back_s", time.perf_counter() - began, "s", "bulk_rows_a_second", rows)


class Reader:
    """Reads a unit's list again and again in a process of its own, and keeps the longest wait."""

    def __init__(self, unit_id: int) -> None:
        command = [sys.executable, "-m", "benchmarks._reorganise", "read", str(unit_id)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.process.stdout.readline()
        self.reads = 0

    def stop(self) -> float:
        """Stop; return the longest wait in seconds."""
        out, _err = self.process.communicate("stop\n")
        worst, reads = out.split()
        self.reads = int(reads)
        return float(worst)


def read(unit_id: int) -> None:
    """Read until something comes in; print the longest wait and how often was read."""
    import django  # noqa: PLC0415

    django.setup()
    from aoxanh.people.models import Affiliation  # noqa: PLC0415

    worst, reads = 0.0, 0
    list(Affiliation.objects.filter(unit_id=unit_id)[:50])
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0.01)[0]:
        began = time.perf_counter()
        list(Affiliation.objects.filter(unit_id=unit_id)[:50])
        worst, reads = max(worst, time.perf_counter() - began), reads + 1
    print(worst, reads)


if __name__ == "__main__":
    if sys.argv[1:2] == ["read"]:
        read(int(sys.argv[2]))
    else:
        main()
