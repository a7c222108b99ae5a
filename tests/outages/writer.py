"""A writer made to be killed: one process is warmed once, each writer is forked from it and begins at once.

It reads orders, one a line, and answers on its output, one line a message:

    write N     command N, N+1, … of the endless list below, each with its key; "acked N" after its commit, or
                "again N" when that key had been used already; until it is killed
    many N K    the same, and ends by itself after K commands
    tell        what the database says: counts, the proof of the book and of the log

Three commands make one member: entered with a card of their own, transferred, and the transfer taken back.
"""

# ruff: noqa: PLC0415 - Django is set up first
from __future__ import annotations

import datetime as dt
import json
import os
import sys

SCOPE = "writer"
BEGUN, MOVED = dt.date(2024, 1, 2), dt.date(2024, 6, 1)


def say(*words):
    """Write one whole line: short enough that the pipe takes it at once or not at all."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def carry_out(number):
    """Carry out one command; whether it had not been carried out before."""
    from aoxanh.audit.actor import Actor, Command
    from aoxanh.audit.operation import AlreadyDoneError
    from aoxanh.membership import operations
    from aoxanh.membership.book import NewLine, Paper
    from aoxanh.membership.models import BookEntry
    from aoxanh.org.models import Unit
    from aoxanh.people.models import Person

    actor = Actor(command=Command(SCOPE, f"{number:07}", "same"))
    card = f"W-{(number - 1) // 3:07}"
    try:
        if number % 3 == 1:
            branch = Unit.objects.get(versions__code="B1")
            facts = {"full_name": f"Nguyễn Văn {card.translate(LETTERS)}"}
            operations.enrol_member(branch, actor=actor, since=BEGUN, facts=facts, card_number=card)
        elif number % 3 == 2:
            person = Person.objects.get(member__card_number=card)
            there = Unit.objects.get(versions__code="B2")
            line = NewLine("transferred", MOVED, there.pk, {}, Paper("7-QĐ/ĐTN"))
            operations.record_line(person, actor=actor, line=line)
        else:
            entry = BookEntry.objects.get(person__member__card_number=card, kind="transferred")
            operations.correct_line(entry, actor=actor, words="nhầm người")
    except AlreadyDoneError:
        return False
    return True


LETTERS = str.maketrans("0123456789W-", "abcdeghiklmn")


def write(number, last=None):
    """Carry out one command after another, saying each once it is committed."""
    while last is None or number < last:
        say("acked" if carry_out(number) else "again", number)
        number += 1


def tell():
    """Say what the database holds of all this."""
    from aoxanh.audit.chain import prove
    from aoxanh.audit.models import AuditEntry, CommandKey
    from aoxanh.membership.counts import fold_counts
    from aoxanh.membership.models import BookEntry, Member
    from aoxanh.membership.proof import verify

    fold_counts()
    keys = CommandKey.objects.filter(scope=SCOPE)
    book, log = verify(), prove()
    found = {
        "keys": sorted(int(key) for key in keys.values_list("key", flat=True)),
        "members": Member.objects.filter(card_number__startswith="W-").count(),
        "lines": BookEntry.objects.filter(person__member__card_number__startswith="W-").count(),
        "entries": AuditEntry.objects.filter(action__startswith="membership.").count(),
        "book": book.first_break, "log": log.why,
        "checks": {c.id: c.figure for c in book.checks.values()},
    }  # fmt: skip
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


def main():
    """Fork a child for each order; say "ended" once it is gone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aoxanh.config.settings")
    import django

    django.setup()
    import aoxanh.config.urls
    import aoxanh.membership.proof  # noqa: F401 - warmed here, once

    say("ready")
    for order in sys.stdin:
        word, *numbers = order.split()
        child = os.fork()
        if child == 0:
            say("pid", os.getpid())
            first, *more = map(int, numbers or [0])
            {"write": write, "many": lambda n, k=0: write(n, n + k), "tell": lambda *_: tell()}[word](
                first, *more
            )
            os._exit(0)
        say("ended", os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main()
