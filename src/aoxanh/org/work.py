"""What the tree puts on "Việc của tôi"."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.audit.actor import Request
from aoxanh.org.models import today
from aoxanh.org.queries import terms_due
from aoxanh.ui.work import Start, Work


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


def starts(request: Request) -> Iterator[Start]:
    """Lead everybody to the tree, and those who keep congresses to the terms."""
    yield Start(
        _("Walk the tree of units"),
        _("As it is today or as it was on any past day"),
        reverse("org:tree"),
        "sitemap",
        30,
    )
    if request.user.holds_anywhere("org.congress"):
        yield Start(
            _("See whose term has run out"),
            _("Congress dates of the units you answer for"),
            reverse("org:due"),
            "clock",
            50,
        )
