"""What `benchmarks.sizes` runs for B7, B8 and B17, each act in a process of its own so that its peak memory is its own."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import resource
import sys
import time
from pathlib import Path
from random import Random

UNIT, MOST = "P1", 100_000
BEGUN = dt.date(2022, 1, 1)
HEAD = [
    "TT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Số điện thoại", "Email", "Chi đoàn", "Ngày vào Đoàn", "Số thẻ đoàn",
    "Quê quán", "Nơi sinh", "Dân tộc", "Tôn giáo", "Trình độ học vấn", "Trình độ chuyên môn", "Lý luận chính trị", "Ngoại ngữ",
    "Nghề nghiệp", "Nơi làm việc",
]  # fmt: skip


def lines(people: int, seed: int, branches: list[str]):
    """Yield the rows of a list of 20 columns as an officer types it; two seeds share no citizen id, phone or card."""
    from aoxanh.demo.names import invent  # noqa: PLC0415

    rng = Random(seed)
    towns = [f"Xã {n}, huyện {n % 90}, tỉnh Hà Tĩnh" for n in range(400)]
    works = [f"Công ty TNHH số {n}" for n in range(600)]
    school, degree = ["12/12", "9/12", "11/12"], ["Đại học", "Cao đẳng", "Trung cấp", ""]
    for n in range(people):
        who = invent(rng, dt.date(2008, 1, 1), dt.date(1992, 1, 1))
        number = seed * 1_000_000 + n
        joined = who.birth.replace(day=min(who.birth.day, 28), year=who.birth.year + 15)
        century = 2 * ((who.birth.year - 1900) // 100) + (who.sex == "female")
        yield [
            n + 1, who.name, f"{who.birth:%d/%m/%Y}", "Nam" if who.sex == "male" else "Nữ",
            f"0{40 + 2 * (number // 1_000_000 % 2):02}{century}{who.birth.year % 100:02}{number % 1_000_000:06}",
            f"09{number % 100_000_000:08}", f"doan.vien.{number}@example.vn", branches[n % len(branches)],
            f"{joined:%d/%m/%Y}", f"42-{number:09}", rng.choice(towns), rng.choice(towns), "Kinh", "Không", rng.choice(school),
            rng.choice(degree), "Sơ cấp", "Tiếng Anh B1", "Nông dân", rng.choice(works),
        ]  # fmt: skip


def setting_up() -> None:
    """Set Django up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aoxanh.config.settings")
    import django  # noqa: PLC0415

    django.setup()


def write(path: str, people: str, units: str) -> None:
    """Write the workbook of so many new people of a province's branches."""
    import xlsxwriter  # noqa: PLC0415

    from benchmarks.fixtures import branch_names  # noqa: PLC0415

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("DS")
    sheet.write_row(0, 0, HEAD)
    for number, row in enumerate(lines(int(people), 1, branch_names(int(units), 1)[:500]), start=1):
        sheet.write_row(number, 0, row)
    book.close()


def read(path: str) -> None:
    """Read the workbook with calamine alone: the denominator."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    began, cpu = time.perf_counter(), time.process_time()
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    say("calamine_read", (len(rows) - 1) / (time.perf_counter() - began), "rows/s")
    say("calamine_cpu", (len(rows) - 1) / (time.process_time() - cpu), "rows/cpu-s")
    memory()


def bulk(people: str) -> None:
    """Write rows of twelve columns with three indexes by Django's bulk_create: the other denominator."""
    from django.db import connection, models, transaction  # noqa: PLC0415

    columns = {f"c{n}": models.CharField(max_length=80, db_index=n < 3) for n in range(9)}
    columns |= {"day": models.DateField(), "at": models.DateTimeField(), "n": models.IntegerField()}
    meta = type("Meta", (), {"app_label": "bench"})
    row = type("Row12", (models.Model,), {"__module__": __name__, "Meta": meta, **columns})
    with connection.schema_editor() as editor:
        editor.create_model(row)
    at, number = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), int(people)
    values = list(lines(number, 5, ["Chi đoàn"]))
    began, cpu = time.perf_counter(), time.process_time()
    with transaction.atomic():
        row.objects.bulk_create(
            [row(**{f"c{n}": str(v[n + 1]) for n in range(9)}, day=BEGUN, at=at, n=v[0]) for v in values],
            batch_size=1000,
        )
    say("bulk_create", number / (time.perf_counter() - began), "rows/s")
    say("bulk_cpu", number / (time.process_time() - cpu), "rows/cpu-s")
    with connection.schema_editor() as editor:
        editor.delete_model(row)


def take(path: str) -> None:
    """Look a file through and take it in; print rows a second of each and of both."""
    from aoxanh.audit.actor import Actor  # noqa: PLC0415
    from aoxanh.intake.operations import judge_file, take_in  # noqa: PLC0415
    from aoxanh.org.models import UnitVersion  # noqa: PLC0415

    unit = UnitVersion.objects.select_related("unit").get(code=UNIT).unit
    began, cpu = time.perf_counter(), time.process_time()
    batch = judge_file(unit, actor=Actor(), path=Path(path), name="ds.xlsx", since=dt.date(2024, 1, 1))
    judged = time.perf_counter()
    counts = dict(batch.counts)
    take_in(batch, actor=Actor())
    ended = time.perf_counter()
    rows = sum(counts.values())
    print(counts, file=sys.stderr)
    say("judged", rows / (judged - began), "rows/s")
    say("taken", rows / (ended - judged), "rows/s")
    say("rows", rows / (ended - began), "rows/s")
    say("seconds", ended - began, "s")
    say("cpu_rows", rows / (time.process_time() - cpu), "rows/cpu-s")
    for outcome, n in counts.items():
        say(outcome, n, "rows")
    memory()


def export(kind: str, wide: str, target: str) -> None:
    """Give the first 100,000 of the country's roster as a file, streamed as the page does; its lines go to `target` for the denominator."""
    import json  # noqa: PLC0415

    from django.utils import translation  # noqa: PLC0415

    from aoxanh.membership import columns, roster  # noqa: PLC0415
    from aoxanh.org.models import UnitVersion, today  # noqa: PLC0415
    from aoxanh.ui import sheets  # noqa: PLC0415

    translation.activate("vi")
    path = UnitVersion.objects.get(code="TW").path
    selection = roster.Selection([path], today())
    sheet = [c for c in columns.COLUMNS.values() if c.load is None] if wide == "wide" else columns.chosen([])

    def lines_of(keep=None):
        yield ["Danh sách"]
        yield [str(column.title) for column in sheet]
        for number, row in enumerate(itertools.islice(roster.walk(selection), MOST), start=1):
            line = [number, *(column.value(row) for column in sheet)]
            if keep:
                keep.write(json.dumps(line, ensure_ascii=False) + "\n")
            yield line

    began = time.perf_counter()
    made = sheets.as_xlsx(lines_of(), head=1) if kind == "xlsx" else sheets.as_csv(lines_of())
    size = sum(map(len, made))
    took = time.perf_counter() - began
    count = min(roster.count(selection), MOST)
    say("rows", count / took, "rows/s")
    say("seconds", took, "s")
    say("megabytes", size / 1e6, "MB")
    memory()
    if target != "-":
        with Path(target).open("w", encoding="utf-8") as file:
            for _line in lines_of(file):
                pass


def plain(kind: str, source: str) -> None:
    """Write the same lines with xlsxwriter's constant memory, or csv, alone: the denominator."""
    import csv  # noqa: PLC0415
    import io  # noqa: PLC0415
    import json  # noqa: PLC0415

    import xlsxwriter  # noqa: PLC0415

    with Path(source).open(encoding="utf-8") as file:
        ready = [json.loads(line) for line in file]
    began = time.perf_counter()
    if kind == "xlsx":
        book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
        sheet = book.add_worksheet()
        for number, line in enumerate(ready):
            for column, value in enumerate(line):
                if isinstance(value, int):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, value or "")
        book.close()
    else:
        csv.writer(io.StringIO()).writerows(ready)
    say("plain", len(ready) / (time.perf_counter() - began), "rows/s")


def memory() -> None:
    """Print the most memory this process held, and the one it started."""
    say("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")
    say("peak_child", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, "MB")


def say(name: str, figure: float, unit: str) -> None:
    """Print one figure."""
    print(f"={name}\t{figure}\t{unit}", flush=True)


if __name__ == "__main__":
    if sys.argv[1] not in {"read", "plain"}:
        setting_up()
    globals()[sys.argv[1]](*sys.argv[2:])
