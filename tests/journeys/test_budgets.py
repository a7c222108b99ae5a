"""Pages of members and officers stay within their bytes (proof §3d); times are measured by `make bench`, not here."""

from __future__ import annotations

import sys

import pytest
from django.conf import settings

from benchmarks.phones import FIRST, KINDS, REPEAT, visit
from tests.people.conftest import Place
from tests.served import Served, session_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_page_is_heavier_than_its_budget(transactional_db, gathered, chromium, capsys):
    place = Place()
    people = [place.person(f"Hoàng Phủ Ngọc Tường Vân {chr(65 + n % 26)}") for n in range(60)]
    for n in range(60):
        place.unit(
            f"X{n}", f"Chi đoàn cơ sở Hợp tác xã Nuôi trồng thủy hải sản thôn {n}", "branch", place.commune
        )
    pages = {
        "officer": ["/", "/units/", f"/units/{place.commune.pk}/", f"/people/?unit={place.branch.pk}", f"/people/{people[0].uid}/"],
        "committee": ["/", f"/people/{people[0].uid}/"],
    }  # fmt: skip
    with Served() as served:
        keys = {login: session_of(getattr(place, login)) for login in pages}
        facts = {"cookie": settings.SESSION_COOKIE_NAME, "keys": keys}
        for login, addresses in pages.items():
            for address in addresses:
                seen = visit(chromium, served.url.rstrip("/"), facts, login, address, None)
                first, repeat = seen["first"], seen["repeat"]
                sizes = "  ".join(f"{word} {first.get(kind, 0):.1f}" for kind, (word, _bar) in KINDS.items())
                with capsys.disabled():
                    sys.stdout.write(
                        f"\n  {login} {address}: {sizes}  first {sum(first.values()):.1f}  repeat {repeat:.1f} kB"
                    )
                for kind, (word, bar) in KINDS.items():
                    assert first.get(kind, 0) <= bar, (address, word)
                assert sum(first.values()) <= FIRST, address
                assert repeat <= REPEAT, address
