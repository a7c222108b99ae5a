"""Pages on a cheap phone: Chromium with the CPU six times slower, on slow 4G and 3G (proof §3d).

Compressed bytes of the first and the repeated visit, largest contentful paint, layout shift, and the slowest
answer to a press, each with its bar. Needs a Chromium (AOXANH_CHROMIUM names one); without one it says so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PHONE = {"width": 390, "height": 844}
NETS = {"slow_4g": (1_600, 150), "3g": (700, 300)}
PAINT = {"slow_4g": 2_000, "3g": 3_500}
#: What the browser calls a kind of file -> (our word, kB at most).
KINDS = {"Document": ("html", 20), "Stylesheet": ("css", 38), "Script": ("js", 60), "Font": ("fonts", 60)}
FIRST, REPEAT, SHIFT, PRESS = 180, 25, 0.05, 200
RUNS = 3
OBSERVE = """
window.seen = { lcp: 0, cls: 0, inp: 0 };
new PerformanceObserver((l) => l.getEntries().forEach((e) => (seen.lcp = e.startTime)))
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((l) => l.getEntries().forEach((e) => { if (!e.hadRecentInput) seen.cls += e.value; }))
  .observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((l) => l.getEntries().forEach((e) => { if (e.interactionId) seen.inp = Math.max(seen.inp, e.duration); }))
  .observe({ type: "event", buffered: true, durationThreshold: 16 });
"""
FACTS = """
import json
from django.conf import settings
from django.test import Client
from aoxanh.accounts.models import User
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Affiliation, Person
branch = UnitVersion.objects.as_of(today()).get(code="18421.01")
keys = {}
for login in ("locha", "doanvien"):
    client = Client()
    client.force_login(User.objects.get(username=login), settings.AUTHENTICATION_BACKENDS[0])
    keys[login] = client.cookies[settings.SESSION_COOKIE_NAME].value
person = Person.objects.filter(affiliations__unit=branch.unit_id, user=None).order_by("sort_key")[3]
print(json.dumps({"cookie": settings.SESSION_COOKIE_NAME, "keys": keys, "person": str(person.uid), "commune": branch.parent_id}))
"""
PAGES = {
    "member_home": ("doanvien", "/"),
    "member_record": ("doanvien", "/people/me/"),
    "officer_home": ("locha", "/"),
    "officer_tree": ("locha", "/units/"),
    "officer_list": ("locha", "/people/?unit={commune}"),
    "officer_person": ("locha", "/people/{person}/"),
}


def manage(folder: str, *arguments: str) -> str:
    """Run a command of the house in a folder of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=surroundings(folder), capture_output=True, text=True, check=True
    ).stdout  # fmt: skip


def surroundings(folder: str) -> dict[str, str]:
    """Return the environment of a demo in its own folder."""
    return {
        **os.environ,
        "AOXANH_DATA": folder,
        "PYTHONPATH": str(ROOT / "src"),
        "AOXANH_JOBS_IN_PROCESS": "0",
    }


def visit(
    browser: Any, url: str, facts: dict[str, Any], login: str, address: str, net: str | None
) -> dict[str, Any]:
    """Visit a page for the first time and again; return bytes by kind and, on a slow net and processor, times and shift."""
    context = browser.new_context(
        viewport=PHONE, is_mobile=True, has_touch=True, locale="vi-VN", service_workers="block"
    )
    context.add_cookies([{"name": facts["cookie"], "value": facts["keys"][login], "url": url}])
    page = context.new_page()
    page.add_init_script(OBSERVE)
    cdp = context.new_cdp_session(page)
    cdp.send("Network.enable")
    if net:
        rate, delay = NETS[net]
        limits = {"offline": False, "latency": delay, "downloadThroughput": rate * 125, "uploadThroughput": rate * 125}  # fmt: skip
        cdp.send("Network.emulateNetworkConditions", limits)
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    kinds: dict[str, str] = {}
    bytes_of: dict[str, float] = {}
    cdp.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))

    def add(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        bytes_of[kind] = bytes_of.get(kind, 0) + event["encodedDataLength"] / 1000

    cdp.on("Network.loadingFinished", add)
    page.goto(url + address)
    page.wait_for_load_state("networkidle")
    first = dict(bytes_of)
    paint = page.evaluate("seen.lcp")
    if net:
        page.locator("[data-bs-toggle], .phonebar button, summary").locator("visible=true").first.tap()
        page.wait_for_timeout(600)
    shown = page.evaluate("seen")
    bytes_of.clear()
    page.goto(url + address)
    page.wait_for_load_state("networkidle")
    repeat = sum(bytes_of.values())
    context.close()
    return {"first": first, "repeat": repeat, "lcp": paint, "cls": shown["cls"], "inp": shown["inp"]}


def lines(
    name: str, net: str, seen: list[dict[str, Any]]
) -> Iterator[tuple[str, float, str, str, float, float]]:
    """Yield the best of the runs against the bars."""

    def line(what: str, figure: float, unit: str, bar: float) -> tuple[str, float, str, str, float, float]:
        return f"{name}.{what}", figure, unit, "bar", bar, figure / bar

    if net == "slow_4g":
        first = seen[0]["first"]
        for kind, (word, bar) in KINDS.items():
            yield line(f"{word}_kb", first.get(kind, 0), "kB", bar)
        yield line("first_kb", sum(first.values()), "kB", FIRST)
        yield line("repeat_kb", min(one["repeat"] for one in seen), "kB", REPEAT)
        yield line("cls", min(one["cls"] for one in seen), "", SHIFT)
    yield line(f"{net}.lcp_ms", min(one["lcp"] for one in seen), "ms", PAINT[net])
    yield line(f"{net}.inp_ms", min(one["inp"] for one in seen), "ms", PRESS)


def run() -> Iterator[tuple[str, float, str, str, float, float]]:
    """Serve a demo world, visit it as a cheap phone would, and yield each figure against its bar."""
    path = os.environ.get("AOXANH_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        print("phones: no Chromium on this machine, not measured", flush=True)
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="aoxanh-phones-") as folder, sync_playwright() as started:
        manage(folder, "prepare")
        facts = json.loads(manage(folder, "shell", "--no-imports", "-c", FACTS))
        command = [sys.executable, "manage.py", "serve", "--port", "0"]
        server = subprocess.Popen(
            command, cwd=ROOT, env=surroundings(folder), stdout=subprocess.PIPE, text=True
        )
        try:
            url = next(
                said.split()[-1] for said in server.stdout or () if said.startswith("Sẵn sàng: ")
            ).rstrip("/")
            browser = started.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
            )
            for name, (login, address) in PAGES.items():
                for net in NETS:
                    place = address.format(**facts)
                    yield from lines(
                        name, net, [visit(browser, url, facts, login, place, net) for _ in range(RUNS)]
                    )
            browser.close()
        finally:
            server.terminate()
            server.wait(20)
