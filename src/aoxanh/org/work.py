"""What the tree puts on "Việc của tôi"."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.audit.actor import Request
from aoxanh.org.models import today
from aoxanh.org.queries import terms_due
from aoxanh.ui.work import Work


def work(request: Request) -> Iterator[Work]:
    """Tell of units whose term has run out."""
    day = today()
    for path in request.user.paths("org.congress"):
        due = list(terms_due(path, day)[:100])
        if due:
            oldest = due[0]
            title = ngettext(
                "%(n)s unit's term has run out", "The terms of %(n)s units have run out", len(due)
            ) % {"n": len(due)}
            meta = _("%(unit)s: since %(day)s") % {
                "unit": oldest.name,
                "day": f"{oldest.unit.term_ends_on:%d/%m/%Y}",
            }
            yield Work(
                title,
                meta,
                reverse("org:due"),
                icon="clock",
                action=_("See"),
                tag=_("late"),
                tone="bad",
                late=True,
                weight=10,
            )
