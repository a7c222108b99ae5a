"""What `benchmarks.sizes` runs inside one database, an act a process; prints one line a figure beginning with "="."""

from __future__ import annotations

import os
import sys
import time

from benchmarks import fixtures

QUERIES = ["nguyen van dung", "dang", "an", "vu", "o", "nguyen", "ksor y", "quynh tr", "dung van"]

TABLE = "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"


def main() -> None:
    """Do one act: `fill PEOPLE UNITS`, `pages`, `search`, `tree` or `numbers`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aoxanh.config.settings")
    import django  # noqa: PLC0415

    django.setup()
    globals()[sys.argv[1]](*map(int, sys.argv[2:]))


def fill(people: int, units: int) -> None:
    """Fill the database."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    fixtures.fill(people, units)
    say("filled", people / (time.perf_counter() - began), "people/s", "people", people)


def say(name: str, figure: float, unit: str, denominator: str, amount: float) -> None:
    """Print one figure."""
    print(f"={name}\t{figure}\t{unit}\t{denominator}\t{amount}", flush=True)


def search() -> None:
    """Time the queries of the search box in three scopes; denominator: one person by primary key."""
    from aoxanh.org.models import UnitVersion, today  # noqa: PLC0415
    from aoxanh.people.models import Person  # noqa: PLC0415
    from aoxanh.people.queries import search_people  # noqa: PLC0415

    pk = Person.objects.order_by("pk").values_list("pk", flat=True)[Person.objects.count() // 2]
    by_key = fixtures.best(lambda: Person.objects.get(pk=pk), 30) * 1000
    for scope, code in {"country": "TW", "province": "P5", "commune": "C5"}.items():
        path = UnitVersion.objects.get(code=code).path
        for text in QUERIES:

            def ask(text=text, path=path):
                everybody = Person.objects.known().in_paths([path], today())
                return list(search_people(everybody, text).order_by("sort_key", "pk")[:20])

            median, high = fixtures.spread(ask, 12)
            word = text.replace(" ", "_")
            say(f"search.{scope}.{word}.p50_ms", median, "ms", "person_by_key_ms", by_key)
            say(f"search.{scope}.{word}.p95_ms", high, "ms", "person_by_key_ms", by_key)


def tree() -> None:
    """Time the tree's questions; denominator: one version by primary key."""
    import datetime as dt  # noqa: PLC0415

    from aoxanh.org.models import UnitVersion, today  # noqa: PLC0415
    from aoxanh.org.queries import ancestors, children, counts_by_kind, search_units  # noqa: PLC0415

    province = UnitVersion.objects.get(code="P1")
    branch = UnitVersion.objects.filter(kind="branch").first()
    by_key = fixtures.best(lambda: UnitVersion.objects.get(pk=province.pk), 30) * 1000
    past = dt.date(2023, 6, 25)
    questions = {
        "ancestors": lambda: ancestors(branch, today()),
        "children": lambda: list(children(province.unit_id, today())),
        "subtree_ids": lambda: list(
            UnitVersion.objects.as_of(today()).below(province.path).values_list("unit_id", flat=True)
        ),
        "subtree_counts": lambda: counts_by_kind(province.path, today()),
        "subtree_counts_as_of": lambda: counts_by_kind(province.path, past),
        "search": lambda: search_units("thon 12", today()),
    }
    for name, ask in questions.items():
        say(f"tree.{name}_ms", fixtures.best(ask, 7) * 1000, "ms", "version_by_key_ms", by_key)


def pages() -> None:
    """Time whole pages in cpu-ms with their queries; denominators, through the same middleware: hello, and a plain table."""
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth.decorators import login_not_required  # noqa: PLC0415
    from django.http import HttpResponse  # noqa: PLC0415
    from django.template import Context, Template  # noqa: PLC0415
    from django.urls import path  # noqa: PLC0415

    from aoxanh.config import urls  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    table = Template(TABLE)
    rows = [[f"{row} {column}" for column in range(6)] for row in range(50)]

    @login_not_required
    def hello(request):  # noqa: ARG001
        return HttpResponse("hello")

    @login_not_required
    def plain_table(request):  # noqa: ARG001
        return HttpResponse(table.render(Context({"rows": rows})))

    urls.urlpatterns += [path("hello-bench/", hello), path("table-bench/", plain_table)]
    for where, code in {"commune": "C5", "province": "P5", "country": "TW"}.items():
        client, addresses = officer_at(code)
        plain = cpu(client, "/hello-bench/")
        say(f"page.{where}.plain_table.cpu_ms", cpu(client, "/table-bench/"), "cpu-ms", "hello_cpu_ms", plain)
        for name, url in addresses.items():
            say(f"page.{where}.{name}.queries", queries_of(client, url), "queries", "one", 1)
            say(f"page.{where}.{name}.cpu_ms", cpu(client, url), "cpu-ms", "hello_cpu_ms", plain)


def numbers() -> None:
    """Time finding somebody by citizen id and by phone among 1,000 sealed numbers and everybody's rows (B4)."""
    from aoxanh.audit.actor import Actor  # noqa: PLC0415
    from aoxanh.people.models import Person  # noqa: PLC0415
    from aoxanh.people.operations import correct_person  # noqa: PLC0415
    from aoxanh.people.queries import search_people  # noqa: PLC0415

    some = list(Person.objects.order_by("pk")[:200])
    for n, person in enumerate(some):
        correct_person(
            person, actor=Actor(), facts={"citizen_id": f"0422030{n:05}", "phone": f"+84912{n:06}"}
        )
    by_key = fixtures.best(lambda: Person.objects.get(pk=some[50].pk), 30) * 1000
    for name, text in {"citizen_id": "042203000077", "phone": "0912000077"}.items():
        found = list(search_people(Person.objects.known(), text)[:2])
        assert [person.pk for person in found] == [some[77].pk], (name, found)
        took = fixtures.best(lambda text=text: list(search_people(Person.objects.known(), text)[:2]), 30)
        say(f"number.{name}_ms", took * 1000, "ms", "person_by_key_ms", by_key)


def officer_at(code: str):
    """Return a browser signed in as the secretary of a unit, and the pages to open there."""
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from aoxanh.accounts.models import Appointment, User  # noqa: PLC0415
    from aoxanh.org.models import UnitVersion, today  # noqa: PLC0415
    from aoxanh.people.models import Affiliation  # noqa: PLC0415

    unit = UnitVersion.objects.get(code=code)
    user = User.objects.create_user(f"bench-{code}", name="Bench")
    Appointment.objects.create(user=user, unit_id=unit.unit_id, duty="secretary", starts_on=today())
    person = Affiliation.objects.on_lists([unit.path], today()).select_related("person")[0].person
    client = Client()
    client.force_login(user)
    return client, {
        "home": "/",
        "tree": "/units/",
        "tree_as_of": "/units/?as_of=2023-06-25",
        "unit": f"/units/{unit.unit_id}/",
        "dashboard": reverse("statistics:dashboard", args=[unit.unit_id]),
        "roster": reverse("membership:roster"),
        "roster_narrowed": reverse("membership:roster") + "?sex=female&age=23-30&sort=-name",
        "roster_as_of": reverse("membership:roster") + "?as_of=2023-06-25",
        "list": "/people/",
        "person": f"/people/{person.uid}/",
        "search": "/search/?q=nguyen+van",
    }


def queries_of(client, url: str) -> int:
    """Return how many queries a page asks."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def cpu(client, url: str) -> float:
    """Return the cpu-ms of this process for a page, the least of seven; the page must answer 200."""
    assert client.get(url).status_code == 200, url
    times = []
    for _ in range(7):
        began = time.process_time()
        client.get(url)
        times.append(time.process_time() - began)
    return min(times) * 1000


if __name__ == "__main__":
    main()
