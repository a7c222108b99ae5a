"""Waking by Redis, against a real server of ours: across processes, with a password, and while it is away."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import threading
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from aoxanh.accounts.models import User
from aoxanh.jobs.operations import start_job
from aoxanh.live import redis, wake
from aoxanh.live.operations import publish
from tests.served import Listener, Served, session_of

pytestmark = pytest.mark.alone

PASSWORD = "mot-mat-khau"


class Redis:
    """A Redis server on a port of its own, which keeps nothing on disk."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        """Start it; return once it answers."""
        self.process = subprocess.Popen(
            [self.program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--requirepass", PASSWORD],
            cwd=self.folder, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), redis.Line(self.url) as line:
                assert line.ask("PING") == b"PONG"
                return
            time.sleep(0.02)
        raise AssertionError("redis-server did not start")

    def stop(self):
        """Kill it."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(tmp_path, not_here, settings, monkeypatch):
    """A real server, named in AOXANH_WAKE."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        not_here("waking by Redis: install redis-server")
    made = Redis(program, tmp_path)
    settings.AOXANH_WAKE = made.url
    monkeypatch.setattr(wake, "quiet_until", 0.0)
    yield made
    made.stop()


@pytest.mark.django_db(transaction=True)
def test_a_commit_wakes_another_process_and_an_undone_one_does_not(server):
    wake.check()
    woken = threading.Event()
    stop = wake.listen(woken.set)
    wake.LISTENERS.discard(woken.set)  # hear by Redis alone, as another process does
    try:
        assert awake(woken)
        with transaction.atomic():
            publish("job:1", "job", {})
            transaction.set_rollback(True)
        assert not woken.wait(0.5)
        began = time.monotonic()
        publish("job:1", "job", {})
        assert woken.wait(5)
        assert time.monotonic() - began < 0.5
    finally:
        stop()


def awake(woken):
    """Publish until the listener has subscribed; then be still."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not woken.wait(0.1):
        wake.publish_on_redis()
    found = woken.is_set()
    time.sleep(0.2)
    woken.clear()
    return found


@pytest.mark.django_db(transaction=True)
def test_while_redis_is_away_commits_go_on_at_once_and_its_return_is_found(server):
    woken = threading.Event()
    stop = wake.listen(woken.set)
    wake.LISTENERS.discard(woken.set)
    try:
        assert awake(woken)
        server.stop()
        began = time.monotonic()
        for n in range(20):
            assert publish("job:1", "job", {"n": n}).pk
        assert time.monotonic() - began < 2
        with pytest.raises(ImproperlyConfigured, match="Redis cannot be reached"):
            wake.check()
        server.start()
        wake.quiet_until = 0.0
        woken.clear()
        assert awake(woken)
    finally:
        stop()


@pytest.mark.django_db(transaction=True)
def test_a_stream_of_another_process_hears_at_once(server):
    hoa = User.objects.create_user("hoa", "mat-khau-cua-hoa", name="Nguyễn Thị Hoa")
    job = start_job("jobs.tidy_up", hoa)
    with Served("--only-streams", AOXANH_WAKE=server.url) as served:
        listener = Listener(served.url, f"job:{job.pk}", session=session_of(hoa))
        assert listener.status == 200
        waits = []
        for n in range(6):
            time.sleep(0.25)
            began = time.monotonic()
            publish(f"job:{job.pk}", "job", {"n": n})
            assert listener.happenings(1)[0]["data"]
            waits.append(time.monotonic() - began)
        listener.close()
    # Without a wake-up the hub looks once a second: six waits of chance would not all be short.
    assert max(waits) < 0.4, waits


def test_a_wrong_password_is_said_at_start(server, settings):
    settings.AOXANH_WAKE = server.url.replace(PASSWORD, "sai")
    with pytest.raises(ImproperlyConfigured, match="WRONGPASS"):
        wake.check()
