"""Real trouble: a disk that is full, a database that is locked or away, and a browser that meets it."""

from __future__ import annotations

import http.client
import json
import subprocess
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.served import session_of

CSRF = "a" * 32


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def problem(self):
        """The problem the API answered with."""
        assert self.headers["content-type"] == "application/problem+json"
        return json.loads(self.text)


class Visitor:
    """A browser (or a program with a token) of a served process."""

    def __init__(self, url, user=None, token=""):
        self.host = urlsplit(url).netloc
        self.session = session_of(user) if user else ""
        self.token = token

    def send(self, method, path, form=None, **headers):
        """Send one request, a form as multipart; return the answer."""
        known = {"Accept-Language": "vi", "X-CSRFToken": CSRF, **headers}
        cookies = f"{settings.CSRF_COOKIE_NAME}={CSRF}"
        known["Cookie"] = cookies + (
            f"; {settings.SESSION_COOKIE_NAME}={self.session}" if self.session else ""
        )
        if self.token:
            known["Authorization"] = f"Bearer {self.token}"
        body = None
        if method == "POST" and isinstance(form, str):
            known["Content-Type"], body = "application/json", form.encode()
        elif method == "POST":
            plain = {name: "" if value is None else value for name, value in (form or {}).items()}
            known["Content-Type"], body = MULTIPART_CONTENT, encode_multipart(BOUNDARY, plain)
        line = http.client.HTTPConnection(self.host, timeout=60)
        try:
            line.request(method, path, body, known)
            answer = line.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, names, answer.read().decode("utf-8", "replace"))
        finally:
            line.close()

    def get(self, path, **headers):
        """Read a page."""
        return self.send("GET", path, **headers)


class SmallDisk:
    """A file system of a few megabytes, kept in memory; `fill` leaves no byte, `free` gives the room back."""

    def __init__(self, path):
        self.path, self.filler = path, path / "filler"

    def fill(self):
        """Take all the room that is left."""
        with self.filler.open("ab", buffering=0) as file:
            for size in (65536, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue

    def free(self):
        """Give it back."""
        self.filler.unlink()


@pytest.fixture
def small_disk(tmp_path_factory, not_here):
    """Mount small disks where they are asked for: `small_disk("16m", folder)`."""
    mounted = []

    def mount(size, path=None):
        path = path or tmp_path_factory.mktemp("small-disk")
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0777", "tmpfs", path],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            not_here(f"a really full disk: mounting needs root ({made.stderr.strip()})")
        mounted.append(path)
        return SmallDisk(path)

    yield mount
    for path in mounted:
        subprocess.run(["umount", "--lazy", path], check=True)
