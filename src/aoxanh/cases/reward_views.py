"""Pages of the register of rewards: a unit's and those below, of people and of units, over a period (P13)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from aoxanh.audit.actor import Request
from aoxanh.cases import rewards
from aoxanh.membership.register_views import PAGE, Sheet, handed_out, tabs_of, unit_asked
from aoxanh.people.models import Person
from aoxanh.ui import sheets
from aoxanh.ui.formats import day as shown_day


@require_safe
def register(request: Request, unit_id: int) -> HttpResponse:
    """Show who and which units were rewarded in a period, with the sums by form."""
    version, form, (first, last) = unit_asked(request, unit_id, request.GET, "people.see")
    rows, cursor = rewards.page(version, first, last, request.GET.get("after", ""), PAGE)
    people = [row.person.pk for row in rows if row.person is not None]
    books = set(Person.objects.visible_to(request.user).filter(pk__in=people).values_list("pk", flat=True))
    sums = rewards.sums(version, first, last)
    period = f"first={first.isoformat()}&last={last.isoformat()}"
    context = {
        "register": rewards.REGISTER, "version": version, "form": form, "first": first, "last": last, "rows": rows, "sums": sums,
        "n_units": sum(row["units"] for row in sums), "n_people": sum(row["people"] for row in sums), "open_books": books,
        "may_see_cases": bool(request.user.holds("cases.see", at=version)), "may_export": bool(request.user.holds("people.export", at=version)),
        "tabs": tabs_of(unit_id, (first, last), rewards.REGISTER.code),
        "pager": {"next_url": f"?{period}&after={cursor}" if cursor else "", "shown": len(rows)},
    }  # fmt: skip
    return render(request, "cases/rewards.html", context)


@require_POST
def register_file(request: Request, unit_id: int, kind: str) -> Any:
    """Give the register as a file, or whole as a page to print; it is written down who took what out."""
    if kind not in {*sheets.TYPES, "print"}:
        raise Http404
    version, _form, period = unit_asked(request, unit_id, request.POST, "people.see")
    grant = request.user.holds("people.export", at=version)
    if not grant:
        raise PermissionDenied
    heads = [_("Day"), _("Person or unit"), _("Unit"), _("Form of reward"), _("Decision number"), _("Deciding body")]  # fmt: skip
    rows = [
        [str(shown_day(row.on)), row.name, row.unit, str(row.title), row.number, row.body]
        for row in rewards.walk(version, *period)
    ]
    sheet = Sheet(rewards.REGISTER, version, period, heads, rows, reverse("cases:rewards", args=[unit_id]))
    return handed_out(request, sheet, kind, grant)
