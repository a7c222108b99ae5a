"""The one refusal of this room: a stable code, safe facts, a proposal, and words in two languages.

A refusal says what is wrong, which rule says so and what to do next. Its facts are safe to show and to
log: identity numbers, phone numbers and the text of a scanned card are never among them, and the
proposal (which may be such a number) is kept out of ``str``, ``repr`` and ``args``.

``message`` is the English msgid with ``%(name)s`` places, so a room that has Django translates it with
``gettext(refusal.message) % refusal.facts``; ``str(refusal)`` is Vietnamese without Django.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aoxanh.vietnamese.messages import MESSAGES, VIETNAMESE

__all__ = ["MESSAGES", "VIETNAMESE", "Ambiguous", "Caution", "Refusal"]


class Refusal(Exception):  # noqa: N818 - the domain's own word
    """Something typed or imported cannot be accepted as it stands.

    ``code`` is stable and a key of ``MESSAGES``; ``facts`` fill the places of the message;
    ``proposal`` is what the person probably meant, to be offered and never applied silently.
    """

    def __init__(self, code: str, *, proposal: Any = None, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
        self.proposal = proposal

    @property
    def message(self) -> str:
        """The English msgid, with its places not yet filled."""
        return MESSAGES[self.code]

    def __str__(self) -> str:
        return VIETNAMESE[self.code] % self.facts

    def __reduce__(self) -> tuple[Any, ...]:
        return remake, (type(self), self.code, self.facts, {"proposal": self.proposal})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r})"


class Ambiguous(Refusal):
    """Two or more readings are possible; ``readings`` holds each of them as a value, the Vietnamese first."""

    def __init__(self, code: str, *, readings: tuple[Any, ...], **facts: Any) -> None:
        super().__init__(code, proposal=readings[0], **facts)
        self.readings = readings

    def __reduce__(self) -> tuple[Any, ...]:
        return remake, (type(self), self.code, self.facts, {"readings": self.readings})


def remake(kind: type[Refusal], code: str, facts: dict[str, Any], more: dict[str, Any]) -> Refusal:
    """Return a refusal as another process sent it (imports are read in a child process)."""
    return kind(code, **more, **facts)


@dataclass(frozen=True, slots=True)
class Caution:
    """Something accepted that a person should look at again: a warning, with the same words as a refusal."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The English msgid, with its places not yet filled."""
        return MESSAGES[self.code]

    def __str__(self) -> str:
        return VIETNAMESE[self.code] % self.facts
