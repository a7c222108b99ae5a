"""Where backups go, and another installation to restore them in."""

from __future__ import annotations

import json
import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from aoxanh.vault.keyring import keyring
from tests.membership.conftest import BookPlace, place  # noqa: F401
from tests.outages.nursery import environment
from tests.served import ROOT, database_url

sys.path.insert(0, str(ROOT / "tools"))

import postgres as tool


class Installation:
    """A database and a folder of data, and the commands run in it, each in a process of its own."""

    def __init__(self, url, data, **known):
        tools = {"AOXANH_POSTGRES_TOOLS": str(tool.installed() / "bin")} if tool.installed() else {}
        self.url, self.data = url, data
        self.known = {**environment(), "AOXANH_DATABASE_URL": url, "AOXANH_DATA": str(data), **tools, **known}

    def run(self, *words):
        """Run a command; return (exit code, output, errors)."""
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT, env=self.known, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def restore(self, source, key, *words):
        """Restore a backup; return the outcome, which must be there."""
        code, out, errors = self.run("restore", source, "--key", key, "--json", *words)
        assert out, errors
        told = json.loads(out)
        assert (code, told["wrong"]) == (0, []), errors
        return told, errors


@pytest.fixture
def here(tmp_path, settings):
    """The installation under test: its database, files and keys."""
    data = tmp_path / "here"
    data.mkdir()
    settings.MEDIA_ROOT = data / "files"
    return Installation(database_url(), data, AOXANH_KEYRING=keyring().dump())


@pytest.fixture
def elsewhere(tmp_path, request):
    """An empty installation with the same keyring."""
    data = tmp_path / "elsewhere"
    data.mkdir()
    if connection.vendor == "sqlite":
        yield Installation(f"sqlite:{data / 'aoxanh.sqlite3'}", data, AOXANH_KEYRING=keyring().dump())
        return
    name = f"elsewhere_{connection.settings_dict['NAME']}"
    with psycopg.connect(database_url(), autocommit=True) as line:
        line.execute(f'DROP DATABASE IF EXISTS "{name}"')
        line.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    url = database_url().replace(f"/{connection.settings_dict['NAME']}", f"/{name}", 1)
    yield Installation(url, data, AOXANH_KEYRING=keyring().dump())
    with psycopg.connect(database_url(), autocommit=True) as line:
        line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def key(here, tmp_path):
    """(public key, file of the secret one), made by the command."""
    path = tmp_path / "secret"
    code, out, errors = here.run("backup", "--new-key", path)
    assert code == 0, errors
    assert oct(path.stat().st_mode)[-3:] == "600"
    return out.strip(), path
