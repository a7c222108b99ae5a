"""Whether the time of a refusal tells who has an account: a wrong password for 1,000 known and 1,000 unknown names.

The whole sign-in page answers, throttle and form included, each try from another network; known and unknown take
turns, so that whatever else the machine does falls on both. Argon2 is as the house uses it, but cheap: a
difference in the work around it shows the better. The bar is |Δ| < 5 ms (proof.md §2d, API2).
"""

from __future__ import annotations

import logging
import statistics
import time
from collections.abc import Iterator

TRIES = 1000
Figure = tuple[str, float, str, str, float, float]


def run() -> Iterator[Figure]:
    """(name, figure, unit, denominator name, denominator figure, ratio) of the difference of the means."""
    from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: PLC0415 - settings first
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import override_settings  # noqa: PLC0415

    from aoxanh.accounts.models import User  # noqa: PLC0415

    cheap = {"time_cost": 1, "memory_cost": 1024, "parallelism": 1}
    for name, value in cheap.items():
        setattr(Argon2PasswordHasher, name, value)
    call_command("migrate", verbosity=0)
    kept = User(username="", name="")
    kept.set_password("one password of all, hashed once")
    User.objects.bulk_create(
        User(username=f"known{n}", name=f"Known {n}", password=kept.password) for n in range(TRIES)
    )
    logging.getLogger("aoxanh.accounts").setLevel(logging.ERROR)  # 2,000 refusals are meant here
    client = Client(headers={"accept-language": "vi"})
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    with override_settings(ALLOWED_HOSTS=["*"], ACCOUNT_RATE_LIMITS={}):
        for n in range(-20, TRIES):  # the first are not counted
            address = f"10.{(n + 20) // 250}.{(n + 20) % 250}.1"
            for kind in ("known", "unknown") if n % 2 else ("unknown", "known"):
                form = {"login": f"{kind}{n % TRIES}", "password": "a wrong one"}
                began = time.perf_counter()
                answer = client.post("/accounts/login/", form, REMOTE_ADDR=address)
                spent = (time.perf_counter() - began) * 1000
                assert answer.status_code == 200, answer.status_code
                if n >= 0:
                    took[kind].append(spent)
    known, unknown = (statistics.fmean(took[kind]) for kind in ("known", "unknown"))
    delta = known - unknown
    yield f"known_minus_unknown_mean_of_{TRIES}", delta, "ms", "unknown_ms", unknown, delta / unknown
    middle = statistics.median(took["known"]) - statistics.median(took["unknown"])
    yield f"known_minus_unknown_median_of_{TRIES}", middle, "ms", "unknown_ms", unknown, middle / unknown
