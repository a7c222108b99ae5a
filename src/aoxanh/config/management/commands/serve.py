"""Serve everything from one process on one port."""

from __future__ import annotations

import logging
import signal
import socket
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.audit.checks import refuse_wrong_clock_at_start
from aoxanh.config import asgi
from aoxanh.demo import sign_ins
from aoxanh.jobs.worker import Worker
from aoxanh.live import wake

#: Seconds that requests under way are given at a stop; streams are ended at once and come back elsewhere.
GRACE = 2


class Server(uvicorn.Server):
    """Uvicorn, which says when it is ready and ends the streams before it waits for the connections."""

    def __init__(self, config: uvicorn.Config, house: asgi.House, ready: Any) -> None:
        """Call `ready` once listening."""
        super().__init__(config)
        self.house, self.ready = house, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        if self.started:
            self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then close what is left."""
        await self.house.streams.close()
        await super().shutdown(sockets)


class Command(BaseCommand):
    """`serve`: pages, live streams, and background jobs unless AOXANH_JOBS_IN_PROCESS is off."""

    help = "Serve pages, live streams and (AOXANH_JOBS_IN_PROCESS) background jobs on one port."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8, help="how many pages at the same time")
        parser.add_argument(
            "--only-streams", action="store_true", help="only /live/; pages are served elsewhere"
        )
        parser.add_argument("--access-log", action="store_true", help="one line a request, without addresses")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until SIGINT or SIGTERM, then stop within about three seconds."""
        wake.check()
        refuse_wrong_clock_at_start()
        #: Read before the event loop runs: nothing in it may wait for the database.
        self.sign_ins = sign_ins.lines() if settings.PROFILE == "demo" else []
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        listening = self.listen(options["host"], options["port"])
        house = asgi.House(asgi.streams, options["threads"], only_streams=options["only_streams"])
        config = uvicorn.Config(
            house, lifespan="off", access_log=False, log_level="warning", timeout_graceful_shutdown=GRACE,
            server_header=False, proxy_headers=False, h11_max_incomplete_event_size=64 * 1024, backlog=4096,
        )  # fmt: skip
        if options["access_log"]:
            show(logging.getLogger("aoxanh.access"), self.stdout)
        worker = Worker() if settings.AOXANH_JOBS_IN_PROCESS and not options["only_streams"] else None
        # Uvicorn raises the signal again when it has stopped; having stopped as asked is no failure.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        if worker:
            worker.start()
        try:
            Server(config, house, lambda: self.say_ready(*listening.getsockname()[:2])).run([listening])
        finally:
            if worker:
                worker.stop(GRACE)
            listening.close()
        self.stdout.write("Đã dừng.")

    def listen(self, host: str, port: int) -> socket.socket:
        """Take the port, or say that somebody has it."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        taken = socket.socket(family, socket.SOCK_STREAM)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((host, port))
        except OSError as error:
            message = (
                f"Cổng {port} không dùng được ({error.strerror}). Thử cổng khác: make run PORT={port + 1}"
            )
            raise CommandError(message) from error
        return taken

    def say_ready(self, host: str, port: int) -> None:
        """Print the address, and in a demo who may sign in."""
        for line in self.sign_ins:
            self.stdout.write(line)
        self.stdout.write(f"Sẵn sàng: http://{f'[{host}]' if ':' in host else host}:{port}/")
        self.stdout.flush()


def show(logger: logging.Logger, stream: Any) -> None:
    """Let a logger write plain lines."""
    logger.addHandler(logging.StreamHandler(stream))
    logger.setLevel(logging.INFO)
    logger.propagate = False
