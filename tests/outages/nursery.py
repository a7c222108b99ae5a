"""Writers in processes of their own (`writer.py`), what they said, and whether the database agrees."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

from tests.served import ROOT


class Nursery:
    """The process that forks writers, and what they said."""

    def __init__(self, url):
        known = {**os.environ, "AOXANH_DATABASE_URL": url, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.outages.writer"],
            cwd=ROOT, env=known, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.acked = self.again = 0
        assert self.answer() == ["ready"]

    def answer(self):
        """The next message."""
        return self.process.stdout.readline().split()

    def order(self, *words):
        """Give an order; return the number of the process that carries it out."""
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        word, pid = self.answer()
        assert word == "pid"
        return int(pid)

    def hear(self):
        """Hear what a writer said until its end; return the status it ended with."""
        while (said := self.answer())[0] != "ended":
            number = int(said[1])
            assert number == self.acked + 1, "commands are acknowledged in order"
            self.acked, self.again = number, self.again + (said[0] == "again")
        return int(said[1])

    def kill_a_writer(self, seconds, also=lambda: None):
        """Let a writer go on from the first command without an acknowledgement, and kill it after a while."""
        pid = self.order("write", self.acked + 1)
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        also()
        assert self.hear() == signal.SIGKILL

    def tell(self):
        """What the database says, asked by a process that was not there."""
        self.order("tell")
        told = json.loads(self.process.stdout.readline())
        assert self.answer() == ["ended", "0"]
        return told

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def agree(told, nursery):
    """Nothing acknowledged is lost and nothing doubled; the book and the log hold."""
    done = len(told["keys"])
    assert told["keys"] == list(range(1, done + 1))
    assert nursery.acked <= done <= nursery.acked + 1  # at most the one that was under way
    assert (told["members"], told["lines"], told["entries"]) == ((done + 2) // 3, done, done)
    assert (told["book"], told["log"]) == ("", "")


def environment():
    """What a process of the house needs to find its settings and these tests."""
    paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    return {**os.environ, "PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "aoxanh.config.settings"}
