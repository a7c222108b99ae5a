"""A real served process on the test's own database, and a reader of its live streams."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent


def database_url():
    """The address of the database under test, for another process."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:{known['NAME']}"
    where = known["HOST"] if known["HOST"].startswith("/") else ""
    host = "" if where else f"{known['HOST']}:{known['PORT'] or 5432}"
    user = known["USER"] + (f":{known['PASSWORD']}" if known["PASSWORD"] else "")
    return f"postgres://{user}@{host}/{known['NAME']}" + (f"?host={where}" if where else "")


class Served:
    """`manage.py serve` in a process of its own."""

    def __init__(self, *arguments, **environment):
        variables = {**os.environ, "AOXANH_DATABASE_URL": database_url(), "AOXANH_JOBS_IN_PROCESS": "0"}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", "0", *arguments],
            cwd=ROOT, env={**variables, **environment}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.url = ""
        for line in self.process.stdout:
            if line.startswith("Sẵn sàng: "):
                self.url = line.split()[-1]
                break
        assert self.url, f"serve ended with {self.process.wait()}"

    def stop(self, number=signal.SIGTERM):
        """Ask it to stop; return (exit code, seconds it took)."""
        began = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(30)
        return code, time.monotonic() - began

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def session_of(user):
    """Sign a user in; return the session's key."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Listener:
    """Reads one stream, block by block."""

    def __init__(self, url, *topics, session="", last=None, header=None, timeout=5):
        parts = urlsplit(url)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=timeout)
        query = [("topic", topic) for topic in topics] + ([("last", last)] if last is not None else [])
        lines = [f"GET /live/?{urlencode(query)} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"Cookie: {settings.SESSION_COOKIE_NAME}={session}"] if session else []
        lines += [f"Last-Event-ID: {header}"] if header is not None else []
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        while (line := self.file.readline().decode().strip()) != "":
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()

    def block(self):
        """The next block as {"id", "event", "data"}; None when the stream has ended."""
        found = {}
        while True:
            line = self.file.readline()
            if not line:
                return None
            text = line.decode().rstrip("\r\n")
            if text == "0":  # the last chunk; the line itself may be kept for another request
                return None
            if text == "" and found:
                return found
            name, colon, value = text.partition(": ")
            if colon and name in {"id", "event", "data"}:  # the rest are lengths of chunks
                found[name] = json.loads(value) if name in {"data", "id"} else value

    def happenings(self, count):
        """The next so many events, past the greetings."""
        found = []
        while len(found) < count:
            block = self.block()
            assert block is not None, f"the stream ended after {found}"
            if "data" in block and "event" not in block:
                found.append(block)
        return found

    def until_end(self):
        """The closing word of the stream, and seconds until the line was closed."""
        began, word = time.monotonic(), None
        while (block := self.block()) is not None:
            word = block["data"] if block.get("event") == "end" else word
        return word, time.monotonic() - began

    def close(self):
        """Leave."""
        self.file.close()
        self.socket.close()
