"""Pages and live streams in one process on one port: `/live/` is raw ASGI, everything else WSGI in threads.

`application` is the whole; `streams` alone is for a process of its own beside a WSGI server of pages.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware

from aoxanh.config.wsgi import application as pages
from aoxanh.live.stream import Streams

LIVE = "/live/"
log = logging.getLogger("aoxanh.access")
Application = Callable[..., Awaitable[None]]


class House:
    """Sends each request to the pages or to the streams."""

    def __init__(self, streams: Streams, threads: int = 8, *, only_streams: bool = False) -> None:
        """Serve pages with so many threads, or only the streams."""
        self.streams = streams
        self.pages: Application | None = None if only_streams else WSGIMiddleware(pages, workers=threads)  # type: ignore[arg-type]

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request and log it without address, query or person."""
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        # A header spelled with "_" would reach WSGI under the name of the one spelled with "-".
        scope["headers"] = [(name, value) for name, value in scope.get("headers", []) if b"_" not in name]
        began, status = time.monotonic(), 0

        async def noted(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        live = self.pages is None or scope["path"] == LIVE
        await (self.streams if live or self.pages is None else self.pages)(scope, receive, noted)
        if scope["type"] == "http":
            spent = (time.monotonic() - began) * 1000
            log.info("%s %s %s %.0f ms", scope["method"], scope["path"], status, spent)


async def lifespan(receive: Any, send: Any) -> None:
    """Agree to start and to stop."""
    while (message := await receive())["type"] != "lifespan.shutdown":
        await send({"type": f"{message['type']}.complete"})
    await send({"type": "lifespan.shutdown.complete"})


streams = Streams()
application = House(streams)
