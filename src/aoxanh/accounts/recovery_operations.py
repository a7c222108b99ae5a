"""A lost second factor: an officer above opens the recovery, a day later the person gets a one-time link.

The day, and the letters to the person and to the officers above, are what protects the account from whoever holds
the password and talks an officer round (proof.md §2d). Whom it concerns may cancel it until the link is used.
"""

from __future__ import annotations

import datetime as dt

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts import letters, policies
from aoxanh.accounts.models import Invitation, Recovery, User
from aoxanh.accounts.operations import IssuedInvitation, write_invitation
from aoxanh.accounts.queries import secretaries_above
from aoxanh.accounts.second_factor import has_second_factor
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation

RIPENS_AFTER = dt.timedelta(hours=24)
#: A recovery nobody went on with is over a week after it ripened.
LASTS = dt.timedelta(days=7)


@operation(
    "accounts.recovery.cancel",
    allow=policies.may_cancel_recovery,
    says=_("cancelled the recovery of the second factor"),
)
def cancel_recovery(recovery: Recovery, *, actor: Actor) -> Done:
    """Cancel a recovery; a link already handed out ends with it."""
    now = timezone.now()
    if not Recovery.objects.open().filter(pk=recovery.pk).update(cancelled_at=now):
        raise Objection(_("This recovery has ended already."))
    links = Invitation.objects.filter(user=recovery.user_id, purpose=Invitation.Purpose.FACTOR)
    links.filter(used_at=None, ended_at=None).update(ended_at=now)
    letters.tell_ended(recovery, above_of(recovery), used=False)
    return Done(recovery, target=recovery.user, facts={"user": recovery.user_id})


@operation(
    "accounts.recovery.link",
    allow=policies.only_the_clock,
    says=_("sent the one-time link that recovers the second factor"),
)
def send_link(recovery: Recovery, *, actor: Actor) -> Done:
    """Send the person the link once the recovery is ripe; its result is the IssuedInvitation."""
    issued = write_link(recovery, actor)
    address = recovery.site.rstrip("/") + reverse("use_recovery", args=[issued.token])
    letters.tell_link(recovery, address, issued.invitation.expires_at)
    return Done(issued, target=recovery.user, facts={"user": recovery.user_id})


@operation(
    "accounts.recovery.use",
    allow=policies.may_use_invitation,
    says=_("took the lost second factor off by a one-time link"),
)
def use_recovery(invitation: Invitation, *, actor: Actor) -> Done:
    """Use the link up: every second factor of the account is gone, every device signed out. One request wins."""
    now = timezone.now()
    links = Invitation.objects.filter(pk=invitation.pk, purpose=Invitation.Purpose.FACTOR)
    won = links.filter(used_at=None, ended_at=None, expires_at__gt=now).update(used_at=now)
    recovery = Recovery.objects.open().filter(user=invitation.user_id, ripe_at__lte=now).first()
    if not won or recovery is None or not invitation.user.is_active:
        raise Objection(_("This link has been used or has ended. Ask for a new one."))
    Recovery.objects.filter(pk=recovery.pk).update(used_at=now)
    Authenticator.objects.filter(user=invitation.user_id).delete()
    for session in UserSession.objects.filter(user=invitation.user_id):
        session.end()
    letters.tell_ended(recovery, above_of(recovery), used=True)
    return Done(invitation.user, target=invitation.user, facts={"user": invitation.user_id})


def write_recovery(user: User, actor: Actor, site: str) -> Recovery:
    """Open a recovery and tell everybody concerned; rooms above share it where they know the person."""
    now = timezone.now()
    User.objects.select_for_update().get(pk=user.pk)
    Recovery.objects.open().filter(user=user, ripe_at__lte=now - LASTS).update(cancelled_at=now)
    if not user.is_active:
        raise Objection(_("This account is closed."))
    if not has_second_factor(user):
        raise Objection(
            _("This account has no second factor. For a forgotten password, hand out a new link.")
        )
    if Recovery.objects.open().filter(user=user).exists():
        raise Objection(_("A recovery is open already."))
    recovery = Recovery.objects.create(
        user=user, opened_by=actor.user, opened_at=now, ripe_at=now + RIPENS_AFTER, site=site[:200]
    )
    letters.tell_opened(recovery, above_of(recovery))
    return recovery


def write_link(recovery: Recovery, actor: Actor) -> IssuedInvitation:
    """Write the one-time link of a ripe recovery; rooms above share it where there is no e-mail to send it to."""
    now = timezone.now()
    ripe = Recovery.objects.open().filter(pk=recovery.pk, ripe_at__lte=now, ripe_at__gt=now - LASTS)
    if not ripe.update(link_at=now):
        raise Objection(_("This recovery is not ripe yet, or has ended."))
    return write_invitation(recovery.user, actor, Invitation.Purpose.FACTOR)


def above_of(recovery: Recovery) -> list[User]:
    """Return the officers above who are told: who opened it, and the secretaries of the units above."""
    opener = [recovery.opened_by] if recovery.opened_by else []
    return [*opener, *(u for u in secretaries_above(recovery.user) if u.pk != recovery.user_id)]
