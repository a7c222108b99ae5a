"""What deploy/ holds can be used as it lies there: every variable exists, every command is one, the units are sound."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
import yaml
from django.core.management import get_commands

from aoxanh.config.environment import Environment
from aoxanh.intake.gate import MOST_BYTES
from tests.served import ROOT

DEPLOY = ROOT / "deploy"
FILES = sorted(p for p in DEPLOY.rglob("*") if p.is_file())
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
PAGES = [ROOT / "docs" / name for name in ("production.md", "operations.md")]


@pytest.mark.parametrize("path", [*FILES, *PAGES], ids=lambda path: path.name)
def test_every_variable_named_is_one_the_house_reads(path):
    named = set(re.findall(r"AOXANH_([A-Z_]+[A-Z])", path.read_text(encoding="utf-8"))) - {
        "TEST_DATABASE_URL"
    }
    known = {name.upper() for name in Environment.model_fields}
    assert {name for name in named if name.removesuffix("_FILE") not in known} == set()


@pytest.mark.parametrize("path", [*FILES, *PAGES], ids=lambda path: path.name)
def test_every_command_named_is_one(path):
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"(?:manage\.py|\./aoxanh) ([a-z]+)", text)) <= set(get_commands())


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path, not_here):
    program = shutil.which("systemd-analyze")
    if program is None:
        not_here("the systemd units: there is no systemd-analyze")
    here = []
    for unit in UNITS:
        here.append(tmp_path / unit.name)
        here[-1].write_text(unit.read_text().replace("/srv/aoxanh", str(ROOT)))
    done = subprocess.run([program, "verify", *here], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "aoxanh" in line]
    assert (done.returncode, ours) == (0, [])


def test_the_units_that_work_jobs_may_write_where_the_backups_and_heads_go():
    named = (DEPLOY / "environment.example").read_text(encoding="utf-8")
    folders = re.findall(r"^AOXANH_(?:AUDIT_HEADS|BACKUP_TO)=(.+)$", named, re.MULTILINE)
    assert len(folders) == 2
    for unit in ("aoxanh.service", "aoxanh-worker.service"):
        text = (DEPLOY / "systemd" / unit).read_text(encoding="utf-8")
        may = re.findall(r"^ReadWritePaths=(.+)$", text, re.MULTILINE)[0].split()
        assert all(any(folder.startswith(place.lstrip("-") + "/") for place in may) for folder in folders)


def test_one_command_is_given_the_settings_and_secrets_of_the_units():
    known = r"(?:LoadCredential|EnvironmentFile|User|WorkingDirectory|UMask)=(\S+)"
    command = (DEPLOY / "systemd" / "aoxanh-command").read_text(encoding="utf-8")
    unit = (DEPLOY / "systemd" / "aoxanh-worker.service").read_text(encoding="utf-8")
    assert {word.rstrip(chr(34)) for word in re.findall(known, command)} == set(re.findall(known, unit))
    variables = r"AOXANH_[A-Z_]+"
    assert set(re.findall(variables, command)) == set(re.findall(variables, unit)) - {
        "AOXANH_BACKUP_TO",
        "AOXANH_AUDIT_HEADS",
    }


def test_compose_parses_and_docker_says_so_where_it_can(tmp_path):
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for service in told["services"].values():
        assert set(service.get("depends_on", [])) <= set(told["services"])
        assert set(service.get("secrets", [])) <= set(told["secrets"])
    docker = shutil.which("docker")
    if (
        docker is None
        or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode
    ):
        print("\ncompose.yaml: parsed as YAML; docker compose is not here to check the rest")
        return
    copy = tmp_path / "deploy"
    shutil.copytree(DEPLOY, copy)
    shutil.copy(copy / "environment.example", copy / "environment")
    subprocess.run([docker, "compose", "-f", copy / "compose.yaml", "config", "-q"], check=True)


def test_the_services_of_compose_are_those_nginx_sends_to():
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    services = re.findall(
        r"^  ([a-z]+):$", text[text.index("services:") : text.index("\nvolumes:")], re.MULTILINE
    )
    sent = re.findall(
        r"server ([a-z]+):\d+ resolve;", (DEPLOY / "nginx.compose.conf").read_text(encoding="utf-8")
    )
    assert sent == ["pages", "streams"]
    assert set(sent) < set(services)


@pytest.mark.parametrize("name", ["nginx.upstreams.conf", "nginx.compose.conf"])
def test_what_nginx_sends_to_is_named_with_and_without_containers(name):
    sent = set(re.findall(r"proxy_pass http://(\w+);", (DEPLOY / "nginx.conf").read_text(encoding="utf-8")))
    named = set(re.findall(r"upstream (\w+) ", (DEPLOY / name).read_text(encoding="utf-8")))
    assert sent == named == {"aoxanh_pages", "aoxanh_streams"}


def test_nginx_lets_through_the_largest_file_the_house_takes_in():
    most = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
    assert most is not None
    assert int(most[1]) * 1024 * 1024 > MOST_BYTES


def test_the_image_holds_nothing_that_is_given_in_from_outside():
    kept_out = {line.strip("/") for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()}
    outside = re.findall(
        r"^/(deploy/.+?)/?$", (ROOT / ".gitignore").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(outside) == 4
    assert set(outside) < kept_out


def test_who_runs_in_the_container_is_whom_compose_says_the_secrets_belong_to():
    user = re.search(r"useradd --system --uid (\d+)", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
    assert user is not None
    for told in ("compose.yaml", "environment.example"):
        assert user[1] in (DEPLOY / told).read_text(encoding="utf-8")
