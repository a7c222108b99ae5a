"""Production refuses to start unsafe, and says which value is wrong; the demo needs nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from aoxanh.config.environment import database, network_filesystem, read_environment

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "AOXANH_PROFILE": "production",
    "AOXANH_SECRET_KEY": "q7" * 30,
    "AOXANH_KEYRING": '{"keys": {}}',
    "AOXANH_HOSTS": "doan.example.vn,www.doan.example.vn",
    "AOXANH_DATABASE_URL": "postgres://aoxanh:p%40ss@db.example.vn:5433/aoxanh",
}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.startswith("AOXANH_"):
            monkeypatch.delenv(name)

    def set_to(**values):
        for name, value in {"AOXANH_DATA": str(tmp_path), **values}.items():
            monkeypatch.setenv(name, value)
        return read_environment()

    return set_to


def test_the_demo_needs_nothing(environment):
    found = environment()
    assert (found.profile, found.production, found.cookies_over_https, found.wake) == (
        "demo",
        False,
        False,
        "process",
    )


def test_a_complete_production_starts_with_cookies_over_https(environment):
    assert environment(**GOOD).cookies_over_https


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AOXANH_SECRET_KEY", ""),
        ("AOXANH_SECRET_KEY", "short"),
        ("AOXANH_KEYRING", ""),
        ("AOXANH_DEBUG", "true"),
        ("AOXANH_SECURE_COOKIES", "false"),
        ("AOXANH_HOSTS", ""),
        ("AOXANH_HOSTS", "*"),
        ("AOXANH_HOSTS", "doan.example.vn,*"),
    ],
)
def test_production_refuses_each_unsafe_value_and_names_it(environment, name, value):
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment(**{**GOOD, name: value})
    lines = [line for line in str(refusal.value).splitlines() if line.startswith("- ")]
    assert len(lines) == 1
    assert lines[0].startswith(f"- {name}:")


def test_production_names_everything_that_is_wrong_at_once(environment):
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment(AOXANH_PROFILE="production")
    for name in ("AOXANH_SECRET_KEY", "AOXANH_KEYRING", "AOXANH_HOSTS"):
        assert name in str(refusal.value)


@pytest.mark.parametrize(("name", "value"), [("AOXANH_PROFILE", "test"), ("AOXANH_TRUSTED_PROXIES", "many")])
def test_a_value_of_the_wrong_type_is_named(environment, name, value):
    with pytest.raises(ImproperlyConfigured, match=name):
        environment(**{name: value})


def test_a_secret_may_come_from_a_file(environment, tmp_path):
    path = tmp_path / "secret"
    path.write_text("  " + "z" * 60 + "\n", encoding="utf-8")
    rest = {k: v for k, v in GOOD.items() if k != "AOXANH_SECRET_KEY"}
    assert environment(**rest, AOXANH_SECRET_KEY_FILE=str(path)).secret_key == "z" * 60


def test_a_secret_file_that_cannot_be_read_is_named(environment, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="AOXANH_SECRET_KEY_FILE"):
        environment(AOXANH_SECRET_KEY_FILE=str(tmp_path / "missing"))


def test_database_addresses():
    found = database(GOOD["AOXANH_DATABASE_URL"], Path("/data"))
    wanted = {"NAME": "aoxanh", "USER": "aoxanh", "PASSWORD": "p@ss", "HOST": "db.example.vn", "PORT": "5433"}
    assert {name: found[name] for name in wanted} == wanted
    assert database("postgres://u@/d?host=/run/pg", Path("/data"))["HOST"] == "/run/pg"
    options = database("postgres://u@h/d?sslmode=require", Path("/data"))["OPTIONS"]
    assert options == {"sslmode": "require", "options": "-c lock_timeout=20000"}
    pooled = database("postgres://u@h:6432/d", Path("/data"), pooled=True)
    assert (pooled["OPTIONS"], pooled["DISABLE_SERVER_SIDE_CURSORS"]) == ({}, True)
    assert database("", Path("/data"))["NAME"] == "/data/aoxanh.sqlite3"
    assert database("sqlite:/else/where.sqlite3", Path("/data"))["NAME"] == "/else/where.sqlite3"
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        database("mysql://u@h/d", Path("/data"))


def test_sqlite_on_a_network_path_is_found_out():
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\nserver:/x /mnt/office nfs4 rw 0 0\n"
        "/dev/sdb1 /mnt/office/local ext4 rw 0 0\n//nas/y /mnt/c\\040d cifs rw 0 0\n"
    )
    assert network_filesystem(Path("/srv/data"), mounts) is None
    assert network_filesystem(Path("/mnt/office/data"), mounts) == "nfs4"
    assert network_filesystem(Path("/mnt/office/local/data"), mounts) is None
    assert network_filesystem(Path("/mnt/c d/data"), mounts) == "cifs"


def test_djangos_deployment_check_has_nothing_to_say_in_production(tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AOXANH_")}
    good = {
        **GOOD,
        "AOXANH_SECRET_KEY": "Vx3-" + "aB9_kQ" * 12,
        "AOXANH_KEYRING": keyring(),
        "AOXANH_DATABASE_URL": "",
    }
    check = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env={**kept, **good, "AOXANH_DATA": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert check.returncode == 0, check.stdout + check.stderr
    assert "0 silenced" in check.stdout + check.stderr


def keyring():
    """A keyring in the form of aoxanh/vault."""
    key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    return json.dumps({"current": "k1", "keys": {"k1": key}, "index": key})


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch):
    """`make run` hands on AOXANH_DATA whether it was given or not; the data must not land in the working folder."""
    monkeypatch.setenv("AOXANH_DATA", "")
    assert read_environment().data == ROOT / "var"
