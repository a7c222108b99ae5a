"""Background jobs in a process of their own."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from aoxanh.audit.checks import refuse_wrong_clock_at_start
from aoxanh.jobs.worker import Worker


class Command(BaseCommand):
    """`worker`: runs jobs and schedules until SIGTERM."""

    help = "Run background and scheduled jobs in this process."

    def add_arguments(self, parser: CommandParser) -> None:
        """How long to wait for the running job at a stop."""
        parser.add_argument(
            "--patience", type=float, default=30, help="seconds a running job is given at a stop"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGINT or SIGTERM."""
        refuse_wrong_clock_at_start()
        asked = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: asked.set())
        worker = Worker()
        worker.start()
        self.stdout.write("Đang làm việc nền.")
        self.stdout.flush()
        asked.wait()
        if not worker.stop(options["patience"]):
            self.stderr.write("Một việc bị dừng giữa chừng; nó sẽ được làm lại.")
