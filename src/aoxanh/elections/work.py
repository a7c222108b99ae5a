"""What committees put on "Việc của tôi": an election to go on with, terms that end soon (those run out: the room of the tree)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.audit.actor import Request
from aoxanh.elections.models import Election
from aoxanh.elections.queries import terms_ending
from aoxanh.org.models import today
from aoxanh.org.queries import names_on
from aoxanh.ui.formats import day as shown_day
from aoxanh.ui.work import Work

SOON = dt.timedelta(days=60)


def work(request: Request) -> Iterator[Work]:
    """Tell of elections being prepared where one keeps congresses, and of terms that end within two months."""
    user = request.user
    ids = {a.unit_id for a in user.appointments_today if "org.congress" in user.rights_of(a)}
    if not ids:
        return
    for election in Election.objects.filter(unit__in=ids, state="prepared").order_by("held_on")[:10]:
        unit = user.units_today.get(election.unit_id)
        title = _("Election being prepared: %(unit)s") % {"unit": unit.name if unit else ""}
        meta = _("held on %(day)s") % {"day": shown_day(election.held_on)}
        url = reverse("elections:election", args=[election.uid])
        yield Work(title, meta, url, icon="users-group", action=_("Go on"), weight=40)
    day = today()
    for path in user.paths("org.congress"):
        rows = [one for one in terms_ending(path, day, day + SOON) if one.term_ends_on > day]
        if rows:
            first = names_on({rows[0].unit_id}, day)
            name = first[rows[0].unit_id].name if rows[0].unit_id in first else ""
            title = ngettext("The term of %(n)d committee ends soon", "The terms of %(n)d committees end soon", len(rows)) % {"n": len(rows)}  # fmt: skip
            meta = _("%(unit)s: on %(day)s") % {"unit": name, "day": shown_day(rows[0].term_ends_on)}
            yield Work(title, meta, reverse("elections:unit", args=[rows[0].unit_id]), icon="clock", action=_("See"), weight=75)  # fmt: skip
