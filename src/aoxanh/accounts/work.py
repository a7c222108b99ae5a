"""What accounts put on "Việc của tôi": a recovery of one's own second factor, which one may not have asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aoxanh.accounts.models import Recovery
from aoxanh.audit.actor import Request
from aoxanh.ui.work import Work


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
