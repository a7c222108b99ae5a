"""Who may listen to what: a room registers a topic in its own `topics.py`, with the rule beside it.

    @topic("job")
    def may_hear_job(user, identifier):
        return Job.objects.filter(pk=identifier, started_by=user).exists()

The rule is asked when a stream opens and again every second while it is open, so it should cost one indexed
query at most. A topic is written `name:identifier`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Rule = Callable[[Any, str], bool]
RULES: dict[str, Rule] = {}
GRAMMAR = re.compile(r"([a-z][a-z0-9_]{0,30}):([A-Za-z0-9_.-]{0,48})", re.ASCII)


def topic(name: str) -> Callable[[Rule], Rule]:
    """Register the rule that says who may listen to `name:…`."""

    def register(rule: Rule) -> Rule:
        if name in RULES:
            message = f"Two rules for the topic '{name}'."
            raise RuntimeError(message)
        RULES[name] = rule
        return rule

    return register


def may_listen(user: Any, text: str) -> bool:
    """Whether `user` (perhaps anonymous) may hear this topic; unknown topics may not be heard by anyone."""
    match = GRAMMAR.fullmatch(text)
    rule = RULES.get(match[1]) if match else None
    return bool(match and rule and rule(user, match[2]))
