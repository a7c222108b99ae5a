"""Two words of Redis, PUBLISH and SUBSCRIBE, spoken over a plain socket in RESP2 (redis.io/docs, «Redis serialization
protocol»): a wake-up needs no more, and an installation needs no further package.

An address is `redis://[[user]:password@]host[:6379]`, `rediss://…` over TLS. Channels are of the whole
server, so a database number at its end means nothing and is let pass.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

PORT = 6379
CONNECT_SECONDS = 2.0


class RedisError(OSError):
    """Redis refused, answered what nobody asked for, or closed the line."""


class Line:
    """One connection: commands out, answers in."""

    def __init__(self, url: str, timeout: float = CONNECT_SECONDS) -> None:
        """Connect, and sign in where the address carries a password."""
        parts = urlsplit(url)
        host = parts.hostname or "localhost"
        plain = socket.create_connection((host, parts.port or PORT), timeout=timeout)
        secure = parts.scheme == "rediss"
        self.socket = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
        )
        self.waiting = b""
        if parts.password:
            self.ask("AUTH", *filter(None, (unquote(parts.username or ""), unquote(parts.password))))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.socket.close()

    def ask(self, *words: str) -> object:
        """Send one command; return its answer."""
        sent = [word.encode() for word in words]
        parts = b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in sent)
        self.socket.sendall(b"*%d\r\n%s" % (len(sent), parts))
        return self.answer()

    def messages(self, channel: str, seconds: float) -> Iterator[bool]:
        """Yield at least every so many seconds, True when something was published on the channel."""
        self.ask("SUBSCRIBE", channel)
        self.socket.settimeout(seconds)
        while True:
            try:
                found = self.answer()
            except TimeoutError:
                yield False  # nothing had come: a line broken in the middle of an answer is an error below
            else:
                yield isinstance(found, list) and found[:1] == [b"message"]

    def answer(self) -> object:
        """Read one answer: a text, a number, some bytes, nothing, or a list of these."""
        line = self.line()
        kind, rest = line[:1], line[1:]
        if kind == b"-":
            raise RedisError(rest.decode("utf-8", "replace"))
        if kind == b"+":
            return rest
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return self.exactly(int(rest)) if int(rest) >= 0 else None
        if kind == b"*":
            return [self.answer() for _ in range(int(rest))]
        message = "an answer that is not RESP2"
        raise RedisError(message)

    def line(self) -> bytes:
        """Read up to the end of a line."""
        while b"\r\n" not in self.waiting:
            self.more()
        line, _, self.waiting = self.waiting.partition(b"\r\n")
        return line

    def exactly(self, length: int) -> bytes:
        """Read so many bytes, and the end of the line after them."""
        while len(self.waiting) < length + 2:
            self.more()
        found, self.waiting = self.waiting[:length], self.waiting[length + 2 :]
        return found

    def more(self) -> None:
        """Read what has come."""
        found = self.socket.recv(4096)
        if not found:
            message = "the line was closed"
            raise RedisError(message)
        self.waiting += found
