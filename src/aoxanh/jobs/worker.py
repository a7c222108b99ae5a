"""The worker: one thread that runs jobs, and one that minds the clock and looks for lost jobs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from aoxanh.jobs import queue
from aoxanh.jobs.execution import rescue
from aoxanh.jobs.schedule import tick
from aoxanh.live import wake

IDLE = 1.0
CLOCK = 5.0
logger = logging.getLogger("aoxanh.jobs")


class Worker:
    """Runs jobs until stopped; several may run, in this process and in others."""

    def __init__(self) -> None:
        """Make a worker; `start` starts it."""
        self.stopping = threading.Event()
        self.woken = threading.Event()
        self.puller = queue.puller()
        self.threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to work in threads of its own."""
        # Starting a job tells its topic, so a commit in this process wakes the worker at once.
        wake.LISTENERS.add(self.woken.set)
        for name, loop in (("jobs", self.run_jobs), ("jobs-clock", self.mind_the_clock)):
            thread = threading.Thread(target=self.keep, args=(loop,), name=name, daemon=True)
            thread.start()
            self.threads.append(thread)

    def stop(self, patience: float) -> bool:
        """Stop after the job now running, but wait at most `patience` seconds; True when all has ended.

        A job that is cut off is found again by its missing signs of life.
        """
        self.stopping.set()
        self.woken.set()
        self.puller.running = False
        wake.LISTENERS.discard(self.woken.set)
        deadline = time.monotonic() + patience
        for thread in self.threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self.threads)

    def keep(self, loop: Callable[[], None]) -> None:
        """Run one loop, again after a failure of the database, until stopped."""
        try:
            while not self.stopping.is_set():
                try:
                    loop()
                except Error:
                    logger.exception("jobs: the database could not be used; trying again")
                    self.stopping.wait(IDLE)
        finally:
            connection.close()

    def run_jobs(self) -> None:
        """Run what is ready, then wait to be woken or a second."""
        close_old_connections()
        if queue.anything_ready():
            self.puller.run()
            return
        self.woken.wait(IDLE)
        self.woken.clear()

    def mind_the_clock(self) -> None:
        """Start what is due and find what was lost."""
        close_old_connections()
        tick(timezone.now())
        rescue()
        self.stopping.wait(CLOCK)
