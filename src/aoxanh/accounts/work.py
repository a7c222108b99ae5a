"""What accounts put on "Việc của tôi": a recovery of one's own second factor, and where safer sign-in begins."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aoxanh.accounts.models import Recovery
from aoxanh.audit.actor import Request
from aoxanh.ui.work import Start, Work


def work(request: Request) -> Iterator[Work]:
    """Tell of an open recovery, first of all."""
    for recovery in Recovery.objects.open().filter(user_id=request.user.pk):
        at = f"{timezone.localtime(recovery.ripe_at):%H:%M %d/%m/%Y}"
        title = _("Somebody asked to take the second factor off your account")
        meta = _("It takes effect from %(at)s. If it was not you, cancel it.") % {"at": at}
        address = reverse("account_profile")
        yield Work(
            title, meta, address, icon="alert-triangle", action=_("See"), tone="bad", late=True, weight=0
        )


def starts(request: Request) -> Iterator[Start]:
    """Lead everybody to safer sign-in, and the operator to the work of the machine."""
    if request.user.holds_anywhere("system.operate"):
        yield Start(
            _("Look at the background work"),
            _("What runs, what failed and why"),
            reverse("jobs"),
            "clock",
            10,
        )
    yield Start(
        _("Sign in without a password"),
        _("Add a passkey: the fingerprint or face of this device"),
        reverse("mfa_index"),
        "fingerprint",
        70,
    )
