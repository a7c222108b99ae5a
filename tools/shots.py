"""Photograph every screen for every role it is for: phone and desk, light and dark, into shots/.

    tools/shots.py [--only word ...] [--role login ...]

Builds the demo world in a temporary folder, serves it on a free port, and writes shots/index.html with everything
by screen and role. Needs a Chromium (AOXANH_CHROMIUM names one).
"""

from __future__ import annotations

import argparse
import html
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "shots"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}
THEMES = ("light", "dark")
OFFICERS = ("locha", "xuanhai")

#: screen -> (address, the demo sign-ins it is for); words in braces are filled from the demo world.
SCREENS: dict[str, tuple[str, tuple[str, ...]]] = {
    "01-sign-in": ("/accounts/login/", ("",)),
    "02-home": (
        "/",
        (
            "locha",
            "xuanhai",
            "maithucloan",
            "tongphutrach",
            "tinhdoan",
            "doanvien",
            "kiemtra",
            "kiemtoan",
            "vanhanh",
        ),
    ),
    "03-tree": ("/units/", ("locha", "tinhdoan")),
    "04-tree-2023": ("/units/?as_of=2023-06-25", ("locha",)),
    "05-unit": ("/units/{commune}/", ("locha", "doanvien")),
    "06-branch": ("/units/{branch}/", ("locha", "xuanhai")),
    "07-unit-history": ("/units/{commune}/?tab=history", ("locha",)),
    "08-terms": ("/units/due/", ("tinhdoan",)),
    "09-establish": ("/units/{commune}/establish/", ("locha",)),
    "10-move": ("/units/{branch}/move/", ("locha",)),
    "11-people": ("/people/?unit={branch}", ("locha", "xuanhai", "kiemtra")),
    "12-people-found": ("/people/?q=nguyen", ("locha",)),
    "13-person": ("/people/{person}/", OFFICERS),
    "14-person-history": ("/people/{person}/?tab=history", ("locha",)),
    "15-person-consents": ("/people/{person}/?tab=consents", ("locha",)),
    "16-person-edit": ("/people/{person}/edit/", ("locha",)),
    "17-person-new": ("/people/new/{branch}/", OFFICERS),
    "18-own-record": ("/people/me/", ("doanvien",)),
    "19-own-edit": ("/people/{own}/edit/", ("doanvien",)),
    "20-duplicates": ("/people/duplicates/", ("locha",)),
    "21-choose": ("/people/appoint/{branch}/", ("locha",)),
    "22-appoint": ("/people/appoint/{branch}/{person}/", ("locha",)),
    "23-consent": ("/people/{person}/consents/photo/", ("locha",)),
    "24-hand-out-account": ("/people/{person}/account/", ("locha",)),
    "25-search": ("/search/?q=xuan", ("locha",)),
    "26-account": ("/accounts/", OFFICERS),
    "27-security": ("/accounts/security/", ("locha",)),
    "28-devices": ("/accounts/devices/", ("locha",)),
    "29-duties": ("/accounts/duties/", ("locha",)),
    "30-jobs": ("/jobs/", ("locha",)),
    "31-missing": ("/units/999999/", ("locha",)),
    "32-forbidden": ("/units/{commune}/close/", ("xuanhai",)),
    "33-offline": ("/offline/", ("",)),
    "34-reset-password": ("/accounts/password/reset/", ("",)),
    "35-roster": ("/roster/", (*OFFICERS, "kiemtra")),
    "36-roster-2023": ("/roster/?as_of=2023-06-25&unit={branch}", ("locha",)),
    "37-book": ("/people/{person}/book/", OFFICERS),
    "38-own-book": ("/people/{own}/book/", ("doanvien",)),
    "39-book-line": ("/people/{person}/book/new/", ("locha",)),
    "40-new-member": ("/roster/{branch}/new/", OFFICERS),
    "41-bring-a-file": ("/intake/{commune}/", ("locha",)),
    "42-statute": ("/statute/", ("doanvien", "vanhanh")),
    "43-saved-lists": ("/roster/lists/", ("locha",)),
    "44-roster-sorted": ("/roster/?sort=-birth&col=birth&col=unit&col=above", ("locha", "tinhdoan")),
    "45-dashboard": ("/statistics/{commune}/now/", ("locha", "tinhdoan")),
    "46-pivot": ("/statistics/pivot/?rows=unit&cols=age", ("locha", "tinhdoan")),
    "47-report": ("/statistics/{commune}/", ("locha",)),
    "48-register-away": ("/registers/{commune}/away/", ("locha", "xuanhai")),
    "49-own-card": ("/me/card/", ("doanvien",)),
    "60-papers": ("/papers/{commune}/", ("locha", "tinhdoan")),
    "61-paper": ("/papers/{paper}/", ("locha",)),
    "62-draft": ("/papers/{draft}/", ("locha",)),
    "63-write-a-paper": ("/papers/{branch}/new/", ("xuanhai",)),
    "64-checked": ("/p/{code}/", ("",)),
    "65-verify-a-file": ("/papers/verify/", ("xuanhai",)),
    "66-sign-digitally": ("/papers/{paper}/certify/", ("locha",)),
    "67-signed-jointly": ("/papers/{commune}/?tab=joint", ("locha",)),
    "70-cases": ("/cases/", (*OFFICERS, "doanvien")),
    "71-cases-waiting": ("/cases/?tab=waiting&procedure=admission", ("locha",)),
    "72-cases-late": ("/cases/?tab=late", ("locha",)),
    "73-dockets": ("/cases/dockets/", OFFICERS),
    "74-docket": ("/cases/dockets/{docket}/", OFFICERS),
    "75-case": ("/cases/{case}/", OFFICERS),
    "76-own-case": ("/cases/{own_case}/", ("doanvien", "xuanhai")),
    "77-open-a-case": ("/cases/new/{branch}/", ("xuanhai",)),
    "78-choose-people": ("/cases/new/{branch}/admission/", ("xuanhai",)),
    "79-begin": ("/cases/new/{branch}/reward/begin/?person={person}", ("xuanhai",)),
    "80-ask": ("/cases/ask/transfer/", ("doanvien",)),
    "81-card-numbers": ("/cases/cards/{commune}/", ("locha",)),
    "90-fees": ("/fees/", OFFICERS),
    "91-fees-hand-up": ("/fees/{branch}/hand-up/", ("xuanhai",)),
    "92-fees-pay": ("/fees/{branch}/pay/", ("xuanhai",)),
    "85-attendance": ("/attendance/", OFFICERS),
    "86-attendance-record": ("/attendance/{branch}/record/", ("xuanhai",)),
    "86-attendance-sheet": ("/attendance/gatherings/{gathering}/", ("xuanhai",)),
    "86-attendance-correct": ("/attendance/gatherings/{gathering}/correct/", ("xuanhai",)),
    "87-attendance-own": ("/attendance/own/", ("doanvien",)),
    "95-committees": ("/committees/{commune}/", ("locha", "tinhdoan")),
    "96-prepare-election": ("/committees/{branch}/prepare/", ("xuanhai",)),
    "97-designate": ("/committees/{commune}/designate/", ("tinhdoan",)),
    "93-training": ("/training/", (*OFFICERS, "doanvien", "maithucloan")),
    "94-training-evaluation": ("/training/{branch}/?tab=evaluate", ("xuanhai",)),
    "95-training-sheet": ("/training/{branch}/sheet/", ("xuanhai",)),
    "96-training-to-approve": ("/training/{commune}/board/?tab=waiting", ("locha",)),
    "97-training-file": ("/training/{branch}/file/", ("xuanhai",)),
    "98-training-programmes": ("/training/programmes/", ("vanhanh",)),
    "88-applications": ("/applications/unit/{branch}/", ("xuanhai",)),
    "89-deadlines": ("/cases/deadlines/", OFFICERS),
}

FACTS = """
import json
from django.test import Client
from django.conf import settings
from aoxanh.accounts.models import User
from aoxanh.org.models import UnitVersion, today
from aoxanh.people.models import Affiliation, Person
now = UnitVersion.objects.as_of(today())
branch = now.get(code="18421.01")
person = Person.objects.filter(affiliations__unit=branch.unit_id, affiliations__role="member", user=None).order_by("sort_key")[3]
from aoxanh.papers.models import Issue, Paper
from aoxanh.cases.models import Case, Docket
from aoxanh.attendance.models import Gathering
docket = Docket.objects.get(title="Kết nạp dịp 26/3")
issue, draft = Issue.objects.filter(unit=branch.parent_id).first(), Paper.objects.exclude(state="issued").first()
sessions = {}
for user in User.objects.all():
    client = Client(); client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    sessions[user.username] = client.cookies[settings.SESSION_COOKIE_NAME].value
print(json.dumps({"commune": branch.parent_id, "branch": branch.unit_id, "person": str(person.uid),
  "paper": str(issue.paper.uid), "code": issue.code, "draft": str(draft.uid), "docket": str(docket.uid), "case": str(docket.cases.first().uid),
  "gathering": str(Gathering.objects.filter(unit=branch.unit_id).last().uid),
  "own_case": str(Case.objects.filter(person__user__username="doanvien").first().uid),
  "own": str(Person.objects.get(user__username="doanvien").uid), "sessions": sessions, "cookie": settings.SESSION_COOKIE_NAME}))
"""


def manage(folder: str, *arguments: str) -> str:
    """Run a command of the house on the temporary folder; return what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment(folder), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(arguments[:1])} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout


def environment(folder: str) -> dict[str, str]:
    """Return the environment of a demo in a folder of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AOXANH_") or k == "AOXANH_CHROMIUM"}
    return {**kept, "AOXANH_DATA": folder, "PYTHONPATH": str(ROOT / "src"), "AOXANH_JOBS_IN_PROCESS": "0"}


def photograph(url: str, facts: dict, screens: list[tuple[str, str, str]]) -> list[tuple[str, str, str, str]]:
    """Take every picture; return (screen, role, size and theme, file)."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    path = os.environ.get("AOXANH_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    taken, wrong = [], []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=FLAGS)
        for role in sorted({role for _screen, _address, role in screens}):
            for size, viewport in SIZES.items():
                for theme in THEMES:
                    context = browser.new_context(
                        base_url=url, viewport=viewport, color_scheme=theme, locale="vi-VN", reduced_motion="reduce",
                        has_touch=size == "phone", is_mobile=size == "phone",
                    )  # fmt: skip
                    if role:
                        cookie = {"name": facts["cookie"], "value": facts["sessions"][role], "url": url}
                        context.add_cookies([cookie])
                    page = context.new_page()
                    page.on("pageerror", lambda error: wrong.append(str(error)))
                    for screen, address, who in screens:
                        if who == role:
                            file = f"{screen}.{role or 'stranger'}.{size}.{theme}.png"
                            page.goto(address.format(**facts))
                            page.screenshot(path=OUT / file, animations="disabled")
                            taken.append((screen, role or "stranger", f"{size} {theme}", file))
                    context.close()
        browser.close()
    for error in sorted(set(wrong)):
        print(f"  script error: {error}")
    return taken


def write_index(taken: list[tuple[str, str, str, str]]) -> None:
    """Write the page that shows them all."""
    rows: dict[tuple[str, str], list[str]] = {}
    for screen, role, look, file in sorted(taken):
        named, said = html.escape(file), html.escape(f"{screen}, {role}, {look}")
        image = f'<a href="{named}"><img loading="lazy" src="{named}" alt="{said}"></a>'
        picture = f"<figure>{image}<figcaption>{look}</figcaption></figure>"
        rows.setdefault((screen, role), []).append(picture)
    body = "".join(
        f"<section><h2>{screen} · {role}</h2><div>{''.join(pictures)}</div></section>"
        for (screen, role), pictures in rows.items()
    )
    style = (
        "body{font:15px system-ui;margin:2rem;background:#eef1f5}section div{display:flex;gap:1rem;align-items:flex-start}"
        "figure{margin:0}img{height:300px;box-shadow:0 1px 4px #0004}"
    )
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>{style}</style><h1>Screens</h1>{body}</html>'
    (OUT / "index.html").write_text(page, encoding="utf-8")


def main() -> int:
    """Build, serve, photograph."""
    parser = argparse.ArgumentParser(description="Photograph every screen for every role it is for.")
    parser.add_argument("--only", action="append", default=[], help="screens whose name contains this")
    parser.add_argument("--role", action="append", default=[], help="demo sign-ins")
    chosen = parser.parse_args()
    screens = [
        (screen, address, role)
        for screen, (address, roles) in SCREENS.items()
        for role in roles
        if (not chosen.only or any(word in screen for word in chosen.only))
        and (not chosen.role or role in chosen.role)
    ]
    OUT.mkdir(exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="aoxanh-shots-") as folder:
        manage(folder, "prepare")
        facts = json.loads(manage(folder, "shell", "--no-imports", "-c", FACTS))
        print(f"{time.monotonic() - began:5.0f} s  the demo world stands", flush=True)
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", "0"], cwd=ROOT, env=environment(folder), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            url = next(line.split()[-1] for line in server.stdout or () if line.startswith("Sẵn sàng: "))
            taken = photograph(url, facts, screens)
        finally:
            server.terminate()
            server.wait(20)
    write_index(taken)
    print(
        f"{time.monotonic() - began:5.0f} s  {len(taken)} pictures: {(OUT / 'index.html').relative_to(ROOT)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
