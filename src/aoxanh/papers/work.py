"""What papers put on "Việc của tôi": drafts that wait for one's signature, signed papers that wait for their number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.audit.actor import Request
from aoxanh.org.models import today
from aoxanh.org.queries import names_on
from aoxanh.papers.models import JointSigner, Paper
from aoxanh.ui.formats import day as shown_day
from aoxanh.ui.work import Work


def work(request: Request) -> Iterator[Work]:
    """Tell of what waits at the units where the reader signs or numbers: one query, two where something waits."""
    signs, numbers = (units(request, right) for right in ("papers.sign", "papers.issue"))
    if not signs and not numbers:
        return
    rows = (
        Paper.objects.filter(unit__in=signs | numbers, state__in=("checked", "signed"))
        .order_by()
        .values("unit", "state")
    )
    found: list[dict[str, Any]] = [
        dict(row) for row in rows.annotate(n=Count("pk"), since=Min("drafted_at"))
        if row["unit"] in (signs if row["state"] == "checked" else numbers)
    ]  # fmt: skip
    found += joint_papers(signs)
    names = names_on({row["unit"] for row in found}, today()) if found else {}
    for row in found:
        n = row["n"]
        if row["state"] == "joint":
            title = ngettext(
                "%(n)d joint paper waits for your signature", "%(n)d joint papers wait for your signature", n
            )
            action = _("Sign")
        elif row["state"] == "checked":
            title, action = (
                ngettext("%(n)d paper waits for your signature", "%(n)d papers wait for your signature", n),
                _("Sign"),
            )
        else:
            title, action = (
                ngettext(
                    "%(n)d signed paper waits for its number", "%(n)d signed papers wait for their numbers", n
                ),
                _("Number, date and issue"),
            )
        meta = _("%(unit)s · drafted since %(day)s") % {
            "unit": names[row["unit"]].name,
            "day": shown_day(row["since"]),
        }
        url = f"{reverse('papers:register', args=[row['unit']])}?tab={'joint' if row['state'] == 'joint' else 'making'}"
        yield Work(title % {"n": n}, meta, url, icon="signature", action=action, weight=40)


def joint_papers(signs: set[int]) -> list[dict[str, Any]]:
    """Return how many checked papers of others wait for the signature of each of these units; no query without one."""
    if not signs:
        return []
    rows = JointSigner.objects.filter(unit__in=signs, signed_at=None, paper__state="checked").order_by().values("unit")  # fmt: skip
    return [{**row, "state": "joint"} for row in rows.annotate(n=Count("pk"), since=Min("paper__drafted_at"))]


def units(request: Request, right: str) -> set[int]:
    """Return the units at which the reader holds a right, themselves."""
    return {a.unit_id for a in request.user.appointments_today if right in request.user.rights_of(a)}
