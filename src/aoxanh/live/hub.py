"""The hub of one process: reads the outbox once for all open streams and gives each what it listens to."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import Error, close_old_connections

from aoxanh.live import rights, wake
from aoxanh.live.cursor import SETTLE, Follower
from aoxanh.live.queries import Happening

Answer = TypeVar("Answer")
logger = logging.getLogger("aoxanh.live")

#: Seconds between two looks into the outbox when nothing woke the hub, and between two checks of rights.
LOOK = 1.0
CHECK = 0.7
#: Events a slow browser may lag behind before they are dropped and read from the outbox again.
ROOM = 64


class Stream:
    """One open line to a browser."""

    __slots__ = ("ended", "lagging", "ready", "session", "topics", "user_id", "waiting")

    def __init__(self, session: str, user_id: Any, topics: frozenset[str]) -> None:
        """Listen to `topics` for this session's person."""
        self.session, self.user_id, self.topics = session, user_id, topics
        self.waiting: list[tuple[int, Happening]] = []
        self.ready = asyncio.Event()
        self.lagging = False
        self.ended: dict[str, Any] | None = None

    def give(self, place: int, event: Happening) -> None:
        """Put an event in the line, or mark the line as lagging when it is full."""
        if len(self.waiting) >= ROOM:
            self.waiting.clear()
            self.lagging = True
        if not self.lagging:
            self.waiting.append((place, event))
        self.ready.set()

    def take(self) -> list[tuple[int, Happening]]:
        """Take what is waiting."""
        taken, self.waiting = self.waiting, []
        self.ready.clear()
        return taken

    def end(self, **why: Any) -> None:
        """Close the line after what it says."""
        self.ended = self.ended or why
        self.ready.set()


class Hub:
    """All open streams of this process; lives in one event loop."""

    def __init__(self) -> None:
        """Open nothing: the first stream starts the hub."""
        self.streams: set[Stream] = set()
        self.by_topic: dict[str, set[Stream]] = defaultdict(set)
        self.follower = Follower()
        #: Below here everything has been given out; moved only in the loop, after the giving.
        self.safe = 0
        self.begun = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []
        self.woken = asyncio.Event()
        self.somebody = asyncio.Event()
        self.closing = False
        self.threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live")
        self.stop_listening: Callable[[], None] = lambda: None

    async def ask(self, function: Callable[..., Answer], *arguments: Any) -> Answer:
        """Call something that reads the database, in a thread."""

        def call() -> Answer:
            close_old_connections()
            return function(*arguments)

        return await asyncio.get_running_loop().run_in_executor(self.threads, call)

    async def join(self, stream: Stream) -> None:
        """Add a stream; on return it receives every event that commits from now on."""
        self.streams.add(stream)
        self.somebody.set()
        for topic in stream.topics:
            self.by_topic[topic].add(stream)
        if not self.tasks:
            loop = asyncio.get_running_loop()

            def wake_up() -> None:
                loop.call_soon_threadsafe(self.woken.set)

            self.stop_listening = wake.listen(wake_up)
            self.tasks = [asyncio.create_task(self.follow()), asyncio.create_task(self.check())]
        await self.begun.wait()

    def leave(self, stream: Stream) -> None:
        """Remove a stream."""
        self.streams.discard(stream)
        for topic in stream.topics:
            self.by_topic[topic].discard(stream)
            if not self.by_topic[topic]:
                del self.by_topic[topic]

    async def close(self) -> None:
        """End every stream and stop reading; the process is going down."""
        self.closing = True
        for stream in list(self.streams):
            stream.end(reason="restart")
        self.stop_listening()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.threads.shutdown(wait=False, cancel_futures=True)

    async def follow(self) -> None:
        """Read the outbox when woken, and every second while somebody listens."""
        while True:
            try:
                if not self.begun.is_set():
                    await self.ask(self.follower.begin)
                    self.safe = self.follower.safe
                    self.begun.set()
                self.distribute(await self.ask(self.follower.read))
            except Error:
                logger.exception("live: the outbox could not be read; trying again")
                await asyncio.sleep(LOOK)
            if not self.streams:
                # Nobody listens: what happens meanwhile is not for anybody; begin anew with the next stream.
                self.begun.clear()
                self.somebody.clear()
                await self.somebody.wait()
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.woken.wait(), SETTLE if self.follower.gaps else LOOK)
            self.woken.clear()

    def distribute(self, events: list[Happening]) -> None:
        """Give each event to the streams of its topic, with the place to go on from after it."""
        self.safe = self.follower.safe
        for event in events:
            for stream in self.by_topic.get(event.topic, ()):
                stream.give(min(self.safe, event.id), event)

    async def check(self) -> None:
        """End the streams of those who signed out or lost the right, within a second."""
        while True:
            await asyncio.sleep(CHECK)
            if self.streams:
                try:
                    await self.check_once()
                except Error:
                    logger.exception("live: rights could not be checked; closing every stream")
                    for stream in list(self.streams):
                        stream.end(reason="restart")

    async def check_once(self) -> None:
        """Ask the database about every open stream and end those that may not go on."""
        open_now = {(s.session, s.user_id, s.topics) for s in self.streams}
        gone = await self.ask(rights.lost, open_now)
        for stream in list(self.streams):
            no = gone.get((stream.session, stream.user_id, stream.topics))
            if no is not None:
                stream.end(reason="refused" if no else "signed-out", topics=no)
