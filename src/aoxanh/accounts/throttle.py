"""How often a password may be tried. A whole school shares one address, so an address alone locks nobody out.

- one name from one network: after five failures the wait grows, one minute, two, four … up to an hour;
- one name from anywhere: after thirty failures in an hour only devices that know the account may go on;
- one network: from 500 failures an hour on, one attempt every ten seconds.

An attempt is written down before the password is looked at and taken back when it was right: attempts sent
at the same moment count each other. Names and networks are kept as keyed hashes, for a day.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
from dataclasses import dataclass

from django.utils import timezone

from aoxanh.accounts.models import FailedSignIn
from aoxanh.accounts.names import find_by_any_name, phone_of
from aoxanh.vault.sealing import blind_index

KEPT = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
FREE_FAILURES = 5
LONGEST_WAIT = HOUR
NAME_FAILURES = 30
NETWORK_FAILURES = 500
NETWORK_PACE = dt.timedelta(seconds=10)


@dataclass(frozen=True)
class Attempt:
    """One try at a password: under which name, from which network, written down as which row."""

    name: str
    network: str
    row: int = 0


def attempt_of(name: str, address: str) -> Attempt:
    """Return the attempt by its hashed name and network; every name of one account counts as one."""
    user = find_by_any_name(name)
    plain = f"user:{user.pk}" if user else f"name:{phone_of(name) or name.strip().lower()}"
    return Attempt(blind_index("sign-in-name", plain), blind_index("sign-in-network", network_of(address)))


def network_of(address: str) -> str:
    """Return the network an address belongs to: an IPv4 address itself, an IPv6 /64."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def begin(attempt: Attempt, *, known_device: bool) -> tuple[Attempt, dt.datetime | None]:
    """Write the attempt down; return it with the moment until which it is refused, or None."""
    now = timezone.now()
    row = FailedSignIn.objects.create(name=attempt.name, network=attempt.network, at=now)
    begun = Attempt(attempt.name, attempt.network, row.pk)
    until = refused_until(begun, now, known_device=known_device)
    if until is not None:
        row.delete()  # waiting it out is enough; knocking meanwhile does not make it longer
    return begun, until


def refused_until(attempt: Attempt, now: dt.datetime, *, known_device: bool) -> dt.datetime | None:
    """Return the latest moment any of the three limits asks to wait for, if it lies ahead."""
    limits = [wait_for_name_here(attempt, now), wait_for_network(attempt, now)]
    if not known_device:
        limits.append(wait_for_name_anywhere(attempt, now))
    ahead = [until for until in limits if until is not None and until > now]
    return max(ahead, default=None)


def wait_for_name_here(attempt: Attempt, now: dt.datetime) -> dt.datetime | None:
    """Return when this name may be tried again from this network."""
    times = earlier(attempt, now - KEPT).filter(name=attempt.name, network=attempt.network)
    count = times.count()
    if count < FREE_FAILURES:
        return None
    last = times.order_by("-at").values_list("at", flat=True)[0]
    return last + min(LONGEST_WAIT, dt.timedelta(minutes=2 ** min(count - FREE_FAILURES, 10)))


def wait_for_name_anywhere(attempt: Attempt, now: dt.datetime) -> dt.datetime | None:
    """Return when this name may be tried again from an unknown device."""
    times = earlier(attempt, now - HOUR).filter(name=attempt.name).order_by("-at")
    newest = list(times.values_list("at", flat=True)[:NAME_FAILURES])
    return newest[-1] + HOUR if len(newest) == NAME_FAILURES else None


def wait_for_network(attempt: Attempt, now: dt.datetime) -> dt.datetime | None:
    """Return when this network may try anything again."""
    times = earlier(attempt, now - HOUR).filter(network=attempt.network).order_by("-at")
    newest = list(times.values_list("at", flat=True)[:NETWORK_FAILURES])
    return newest[0] + NETWORK_PACE if len(newest) == NETWORK_FAILURES else None


def earlier(attempt: Attempt, since: dt.datetime):  # noqa: ANN201 - a queryset
    """Return the failures since a moment, this attempt itself left out."""
    return FailedSignIn.objects.filter(at__gt=since).exclude(pk=attempt.row)


def forgive(attempt: Attempt) -> None:
    """Forget this name's failures from this network: the password was right. Others' failures stay counted."""
    FailedSignIn.objects.filter(name=attempt.name, network=attempt.network).delete()
    FailedSignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()


def minutes_until(until: dt.datetime) -> int:
    """Return how many minutes are left, at least one."""
    return max(1, math.ceil((until - timezone.now()).total_seconds() / 60))
