"""The page of who operates the installation."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aoxanh.audit.actor import Request
from aoxanh.keeping.models import Slice
from aoxanh.keeping.policies import may_operate
from aoxanh.keeping.queries import scheduled_work, standing

#: What each invariant says, for the operator.
SAYS = {
    "L9": _("lines are numbered without a gap, chained and unchanged"),
    "L10": _("every step is one the statute knows"),
    "L1": _("nobody has two homes at once"),
    "FOLD": _("what is shown is what the lines say"),
    "L3": _("members of each unit are the sum of what came and went"),
    "L4": _("what leaves one unit arrives in another"),
    "L5": _("no closed unit has members"),
    "L7": _("counts are the recount of the lines"),
    "L13": _("temporary activity has an end"),
    "L16": _("a record merged into another one counts no more"),
    "L21": _("the numbers of each book of papers are without gaps"),
}


@require_safe
def operating(request: Request) -> HttpResponse:
    """Show how the proof, the backups and the scheduled work stand."""
    if not may_operate(request.user):
        raise PermissionDenied
    work = scheduled_work()
    now = standing()
    context = {
        "standing": now,
        "breaks": [told(one) for one in now.breaks],
        "work": work,
        "backup": next((row["job"] for row in work if row["name"] == "keeping.back_up_nightly"), None),
        "backup_to": settings.AOXANH_BACKUP_TO,
        "log": next((row["job"] for row in work if row["name"] == "config.keep_head"), None),
    }
    return render(request, "keeping/operating.html", context)


def told(broken: Slice) -> dict[str, object]:
    """Return a break in words."""
    check, _colon, what = broken.first_break.partition(": ")
    return {"slice": broken, "check": check, "says": SAYS.get(check, check), "what": what}
