"""Proving the book slice after slice, a fixed number of people each, so that everybody's turn comes within a day; the books of
numbers with the sums (L21).
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from aoxanh.accounts.mail import send_soon
from aoxanh.accounts.models import Appointment
from aoxanh.keeping.models import Slice
from aoxanh.membership.models import BookEntry, Member
from aoxanh.membership.proof import Proof, verify_people, verify_sums
from aoxanh.org.models import today
from aoxanh.papers.queries import prove_books

#: A slice a minute: 1,440 a day, of which some may be missed.
SLICES_A_DAY = 1_300
FEWEST = 200
logger = logging.getLogger("aoxanh.keeping")


def prove_next_slice() -> Slice:
    """Prove the slice that follows the newest one, write down what was found, and raise the alarm on a break."""
    newest = Slice.objects.order_by("-pk").first()
    if newest is None or newest.until is None:
        number, after, size = (newest.round + 1 if newest else 1), 0, slice_size()
    else:
        number, after, size = newest.round, newest.until, newest.size
    began, until, proof, gap = timezone.now(), end_of_slice(after, size), Proof(), ""
    if until is None:
        proof = verify_sums()
        gap = prove_books()[2]
    else:
        verify_people(after, until, proof)
    people, lines = (proof.checks[name].figure if name in proof.checks else 0 for name in ("FOLD", "L9"))
    found = Slice.objects.create(
        round=number, after=after, until=until, size=size, people=people, lines=lines,
        began_at=began, ended_at=timezone.now(), first_break=proof.first_break or gap,
    )  # fmt: skip
    if found.first_break:
        raise_alarm(found)
    return found


def slice_size() -> int:
    """Return how many people a slice holds, so that a round takes at most a day."""
    return max(FEWEST, -(-Member.objects.count() // SLICES_A_DAY))


def end_of_slice(after: int, size: int) -> int | None:
    """Return the last number of the slice after `after`, or None when everybody has had their turn."""
    ids = Member.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    full = ids[size - 1 : size].first()
    if full is not None:
        return full
    lines = BookEntry.objects.filter(person_id__gt=after).aggregate(last=Max("person_id"))["last"]
    return max(filter(None, [ids.last(), lines]), default=None)


def raise_alarm(found: Slice) -> None:
    """Write it in the log of the machine, and to every operator once a day; their first page shows it besides."""
    logger.error("The book is broken: %s", found.first_break)
    day_before = found.ended_at - timedelta(days=1)
    told = Slice.objects.filter(first_break=found.first_break, ended_at__gt=day_before).exclude(pk=found.pk)
    if told.exists():
        return
    with translation.override("vi"):
        subject = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{_('The membership book does not hold')}"
        text = _(
            "The proof that goes round all day has found a break:\n%(what)s\n\n"
            "Run `./aoxanh book verify` at the machine. The lines are the truth: `./aoxanh book rebuild` writes what is "
            "read from them anew; changed lines are found in the backups."
        ) % {"what": found.first_break}
    for address in operators():
        send_soon([address], subject, text)


def operators() -> list[str]:
    """Return the addresses of who operates the installation today."""
    posts = Appointment.objects.in_force(today()).filter(duty="operator", user__is_active=True)
    return sorted(set(posts.exclude(user__email="").values_list("user__email", flat=True)))
