"""What an installation makes for itself the first time is made once, whoever asks for it first."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from aoxanh.vault import kept as files
from aoxanh.vault.kept import kept, write_private
from tests.served import ROOT

ASKING = """
import sys, time
from pathlib import Path
from aoxanh.vault.kept import kept
print("ready", flush=True)
sys.stdin.readline()
print(kept(Path(sys.argv[1]), lambda: time.sleep(0.05) or sys.argv[2]))
"""


def test_processes_that_begin_at_once_have_the_same_secret(tmp_path):
    """Two keyrings would leave what the first process sealed unreadable once it ends."""
    path = tmp_path / "keys" / "secret"
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASKING, str(path), f"of-{n}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )
        for n in range(6)
    ]  # fmt: skip
    for one in asking:
        assert one.stdout.readline() == "ready\n"
    for one in asking:
        one.stdin.write("go\n")
        one.stdin.flush()
    assert {one.communicate()[0] for one in asking} == {path.read_text() + "\n"}


def test_a_secret_is_its_owner_s_only_and_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "keys" / "ring"
    write_private(path, "one")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)

    def cut(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", cut)
    with pytest.raises(OSError, match="No space left"):
        write_private(path, "two")
    assert (path.read_text(), [p.name for p in path.parent.iterdir()]) == ("one", ["ring"])
    assert kept(path, lambda: "three") == "one"
