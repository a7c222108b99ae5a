"""A real Chromium against a real server, at phone and desk widths; no network beyond this machine."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from tests.served import ROOT

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items):
    """Every test in this folder drives a browser."""
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)


#: What the browser says of an answer that refuses; the page shows it, and it is no fault.
REFUSED = "Failed to load resource: the server responded with a status of 4"


def watch(page, url) -> None:
    """Note every script error, every complaint of the console and every request that leaves our host."""
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(f"script: {error}"))
    page.on(
        "console",
        lambda said: (
            page.wrong.append(f"console: {said.text}")
            if said.type == "error" and not said.text.startswith(REFUSED)
            else None
        ),
    )
    page.on(
        "request",
        lambda asked: (
            page.wrong.append(f"left: {asked.url}")
            if not asked.url.startswith((url, "data:", "blob:"))
            else None
        ),
    )


def opened(chromium, live_server, viewport, **options):
    """A fresh, signed-out window of one size, watched: a fault in it fails the test."""
    context = chromium.new_context(
        base_url=live_server.url, viewport=viewport, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    watch(page, live_server.url)
    return context, page


@pytest.fixture(scope="session")
def gathered():
    """The static files under hashed names, compressed: what a served process gives out."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, check=True)


@pytest.fixture
def desk(chromium, live_server):
    """A page 1440 × 900."""
    context, page = opened(chromium, live_server, DESK)
    yield page
    context.close()
    assert page.wrong == []


@pytest.fixture
def phone(chromium, live_server):
    """A page 390 × 844 with a touch screen."""
    context, page = opened(
        chromium, live_server, PHONE, is_mobile=True, has_touch=True, device_scale_factor=2
    )
    yield page
    context.close()
    assert page.wrong == []


@pytest.fixture(params=["phone", "desk"])
def page(request):
    """The same journey at both widths."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def sign_in(live_server):
    """Sign a user in on a page without the sign-in form: `sign_in(page, user)`."""

    def enter(page, user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )

    return enter
