"""Server-Sent Events at `/live/?topic=job:12&topic=…`, as raw ASGI: no Django request, no middleware.

Who listens is the session cookie's person. Every topic must be allowed or the answer is 403. A browser that
comes back says where it was (`Last-Event-ID`, or `last` in the address) and hears what it missed from the
outbox. See docs/adr/0002.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http import parse_cookie

from aoxanh.live import queries, rights
from aoxanh.live.hub import Hub, Stream
from aoxanh.live.queries import Happening

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HEARTBEAT = 15.0
MOST_TOPICS = 50
#: Open streams of one person in one process: a browser shares one among its tabs.
MOST_STREAMS = 20
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Streams:
    """The ASGI application of one process; make it inside no loop, use it in one."""

    def __init__(self) -> None:
        """Start with no hub: it belongs to the loop of the first stream."""
        self.hub: Hub | None = None
        self.per_person: Counter[Any] = Counter()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["method"] != "GET":
            await answer(send, 405)
            return
        if self.hub is None:
            self.hub = Hub()
        headers = dict(scope["headers"])
        query = parse_qs(scope["query_string"].decode("ascii", "replace"))
        topics = frozenset(query.get("topic", []))
        if not topics or len(topics) > MOST_TOPICS:
            await answer(send, 400)
            return
        cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
        session = cookies.get(settings.SESSION_COOKIE_NAME, "")
        user_id, no = await self.hub.ask(rights.admit, session, topics)
        if no:
            await answer(send, 403, {"refused": sorted(no)})
            return
        if self.hub.closing or (user_id is not None and self.per_person[user_id] >= MOST_STREAMS):
            await answer(send, 503 if self.hub.closing else 429)
            return
        last = headers.get(b"last-event-id", b"").decode("latin-1") or query.get("last", [""])[0]
        stream = Stream(session if user_id is not None else "", user_id, topics)
        await self.serve(stream, int(last) if last.isascii() and last.isdigit() else None, receive, send)

    async def serve(self, stream: Stream, last: int | None, receive: Receive, send: Send) -> None:
        """Keep one line open until its browser leaves or it is ended."""
        assert self.hub is not None  # noqa: S101 - for the type checker
        self.per_person[stream.user_id] += 1
        leaving = asyncio.create_task(until_gone(receive, stream))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await self.hub.join(stream)
            await Line(self.hub, stream, send).run(last)
        except OSError:
            pass  # the browser left while something was being sent
        finally:
            self.hub.leave(stream)
            leaving.cancel()
            self.per_person[stream.user_id] -= 1
            if not self.per_person[stream.user_id]:
                del self.per_person[stream.user_id]

    async def close(self) -> None:
        """End every stream: the process is going down."""
        if self.hub is not None:
            await self.hub.close()


class Line:
    """What is said on one stream, and up to where its browser has heard."""

    def __init__(self, hub: Hub, stream: Stream, send: Send) -> None:
        """Speak to one browser."""
        self.hub, self.stream, self.send = hub, stream, send
        # What already waits for this browser lies after the place it would go on from.
        self.place = min([hub.safe, *(event.id - 1 for _, event in stream.waiting)])
        self.repeated: set[int] = set()

    async def run(self, last: int | None) -> None:
        """Say what was missed, then what happens, until the end."""
        here = self.place
        await self.say(
            f"retry: 2000\nid: {here if last is None else min(last, here)}\nevent: ready\ndata: {{}}\n\n"
        )
        if last is not None:
            self.place = min(last, here)
            await self.catch_up()
        while self.stream.ended is None:
            if self.stream.lagging:
                self.stream.lagging = False
                await self.catch_up()
            for place, event in self.stream.take():
                if event.id not in self.repeated:
                    await self.tell(place, event)
            await self.wait()
        why = json.dumps(self.stream.ended)
        await self.say(f"event: end\ndata: {why}\n\n", more=False)

    async def wait(self) -> None:
        """Wait for the next event, or say that the line is alive."""
        if self.stream.waiting or self.stream.lagging or self.stream.ended is not None:
            return
        try:
            async with asyncio.timeout(HEARTBEAT):
                await self.stream.ready.wait()
        except TimeoutError:
            # Nothing is waiting for this browser, so all below `safe` has been said: let it remember that.
            self.place = max(self.place, self.hub.safe)
            self.repeated.clear()
            await self.say(f": alive\nid: {self.place}\n\n")

    async def catch_up(self) -> None:
        """Say from the outbox what was missed; what is no longer kept is to be read anew from its page."""
        oldest = await self.hub.ask(queries.oldest_id)
        if self.place + 1 < oldest:
            await self.say(f"id: {oldest - 1}\nevent: stale\ndata: {{}}\n\n")
            self.place = oldest - 1
        after = self.place
        while self.stream.ended is None:
            missed = await self.hub.ask(queries.events_after, after, self.stream.topics)
            for event in missed:
                self.repeated.add(event.id)
                await self.tell(min(self.hub.safe, event.id), event)
            if len(missed) < queries.BATCH:
                return
            after = missed[-1].id

    async def tell(self, place: int, event: Happening) -> None:
        """Say one event."""
        self.place = max(self.place, place)
        facts = {**event.payload, "topic": event.topic, "kind": event.kind, "event": event.id}
        await self.say(f"id: {self.place}\ndata: {json.dumps(facts, separators=(',', ':'))}\n\n")

    async def say(self, text: str, *, more: bool = True) -> None:
        """Send text down the line; waits while the browser is slow."""
        await self.send({"type": "http.response.body", "body": text.encode(), "more_body": more})


async def until_gone(receive: Receive, stream: Stream) -> None:
    """End the stream when its browser leaves."""
    with contextlib.suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            pass
        stream.end(reason="left")


async def answer(send: Send, status: int, content: dict[str, Any] | None = None) -> None:
    """Send a short JSON answer."""
    body = json.dumps(content or {}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
