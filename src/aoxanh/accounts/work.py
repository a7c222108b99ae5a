"""What accounts put on "Việc của tôi"."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from aoxanh.audit.actor import Request
from aoxanh.ui.work import Start


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
