"""Making a token and taking it back."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts import policies
from aoxanh.accounts.models import Token, User
from aoxanh.accounts.scopes import SCOPES
from aoxanh.accounts.tokens import SHOWN, digest_of, new_secret
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.audit.operation import Done, operation

LONGEST_LIFE = dt.timedelta(days=366)


@operation(
    "accounts.token.create",
    allow=policies.may_create_token,
    says=_("made a token for “%(purpose)s” with %(scopes)s"),
)
def create_token(
    owner: User, *, actor: Actor, purpose: str, scopes: list[str], expires_at: dt.datetime
) -> Done:
    """Make a token of `owner`; its result is (the Token, the secret to be shown once)."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise Objection(
            _("Choose from these scopes: %(scopes)s.") % {"scopes": ", ".join(SCOPES)}, field="scopes"
        )
    now = timezone.now()
    if not now < expires_at <= now + LONGEST_LIFE:
        raise Objection(_("A token ends within a year."), field="expires_at")
    if not purpose.strip():
        raise Objection(_("Say what the token is for."), field="purpose")
    secret = new_secret()
    token = Token.objects.create(
        user=owner, purpose=purpose.strip()[:80], token_sha256=digest_of(secret), prefix=secret[:SHOWN],
        scopes=sorted(set(scopes)), created_at=now, expires_at=expires_at,
    )  # fmt: skip
    facts = {
        "purpose": token.purpose,
        "scopes": token.scopes,
        "until": f"{expires_at:%d/%m/%Y}",
        "user": owner.pk,
    }
    return Done((token, secret), target=token, facts=facts)


@operation(
    "accounts.token.revoke", allow=policies.may_revoke_token, says=_("took back the token for “%(purpose)s”")
)
def revoke_token(token: Token, *, actor: Actor) -> Done:
    """Take a token back; from the next request on it opens nothing."""
    if token.revoked_at:
        raise Objection(_("This token was taken back already."))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    return Done(token, facts={"purpose": token.purpose, "user": token.user_id})
