"""What is written to people about the recovery of a second factor. In Vietnamese: who reads it is not asked first."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from aoxanh.accounts.mail import send_soon
from aoxanh.accounts.models import Recovery, User

SALT = "accounts.recovery.cancel"
CANCEL_SECONDS = 14 * 24 * 3600


def cancel_address(recovery: Recovery) -> str:
    """Return the address at which the person can cancel without signing in."""
    token = signing.dumps(recovery.pk, salt=SALT)
    return recovery.site.rstrip("/") + reverse("cancel_recovery_by_link", args=[token])


def recovery_of(token: str) -> int | None:
    """Return the recovery such an address names, or None."""
    try:
        found = signing.loads(token, salt=SALT, max_age=CANCEL_SECONDS)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None


def tell_opened(recovery: Recovery, above: Iterable[User]) -> None:
    """Tell the person, how to stop it too, and the officers above."""
    who = {"name": recovery.user, "by": recovery.opened_by or _("The system"), "at": at(recovery.ripe_at)}
    with translation.override("vi"):
        text = _(
            "%(by)s has asked to take the second factor (passkey, app) off your account, because it is said to be lost."
            " From %(at)s on you get a one-time link to set up a new one.\n\n"
            "If you did not ask for this, cancel it here:\n%(link)s\n\n"
            "Until then nothing changes in your account."
        )
        send(
            [recovery.user],
            _("Recovery of your second factor"),
            text % {**who, "link": cancel_address(recovery)},
        )
        text = _(
            "%(by)s has opened the recovery of the second factor of %(name)s. It takes effect at %(at)s unless it is"
            " cancelled. If you know nothing of it, call %(name)s."
        )
        send(above, _("A second factor is being recovered"), text % who)


def tell_link(recovery: Recovery, link: str, until: object) -> None:
    """Hand the person the one-time link."""
    with translation.override("vi"):
        text = _(
            "With this one-time link and your password you set up a new second factor, until %(until)s:\n%(link)s\n\n"
            "If you did not ask for this, cancel it here:\n%(cancel)s"
        )
        said = {"link": link, "until": at(until), "cancel": cancel_address(recovery)}
        send([recovery.user], _("Your one-time link"), text % said)


def tell_ended(recovery: Recovery, above: Iterable[User], *, used: bool) -> None:
    """Tell everybody concerned how it ended."""
    with translation.override("vi"):
        text = _(
            "The second factor of %(name)s was taken off by a one-time link; all devices were signed out."
        )
        if not used:
            text = _("The recovery of the second factor of %(name)s was cancelled. Nothing has changed.")
        send([recovery.user, *above], _("Recovery of your second factor"), text % {"name": recovery.user})


def send(people: Iterable[User], subject: str, text: str) -> None:
    """Put one letter to each in the queue; who has no address reads it on the screen."""
    for address in sorted({person.email for person in people if person.email}):
        send_soon([address], f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}", f"{text}\n\nÁo Xanh")


def at(moment: object) -> str:
    """Return a moment as it is read."""
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}"  # type: ignore[arg-type]
