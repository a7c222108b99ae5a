"""What signing in and changing a credential leave behind: an entry in the log, a device that is known."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts import devices, sessions
from aoxanh.audit.actor import Actor, client_address
from aoxanh.audit.operation import reading

note_sign_in = reading("accounts.sign_in", says=_("signed in"))
note_password = reading("accounts.change_password", says=_("changed the password"))
note_factor_added = reading("accounts.add_factor", says=_("added a second factor"))
note_factor_removed = reading("accounts.remove_factor", says=_("removed a second factor"))


def actor_of(request: HttpRequest, user: Any) -> Actor:
    """Return the account itself as the one who acted."""
    address = client_address(request, settings.AOXANH_TRUSTED_PROXIES)
    return Actor(user=user, source="page", address=address, reference=getattr(request, "reference", ""))


def on_session_begun(sender: Any, request: HttpRequest, user: Any, **_rest: Any) -> None:
    """Note when the session began, so that it ends in time."""
    request.session[sessions.BEGUN] = int(time.time())


def on_sign_in(sender: Any, request: HttpRequest, user: Any, response: Any = None, **_rest: Any) -> None:
    """Write the sign-in down, and have the device know the account."""
    note_sign_in(user, actor=actor_of(request, user))
    if response is not None:
        devices.remember(request, response, user)


def on_password(sender: Any, request: HttpRequest, user: Any, **_rest: Any) -> None:
    """Write a changed password down."""
    note_password(user, actor=actor_of(request, user))


def on_factor_added(sender: Any, request: HttpRequest, user: Any, **_rest: Any) -> None:
    """Write a new second factor down."""
    note_factor_added(user, actor=actor_of(request, user))


def on_factor_removed(sender: Any, request: HttpRequest, user: Any, **_rest: Any) -> None:
    """Write a removed second factor down."""
    note_factor_removed(user, actor=actor_of(request, user))


def connect() -> None:
    """Begin to listen."""
    user_logged_in.connect(on_session_begun, dispatch_uid="accounts.session")
    account.user_logged_in.connect(on_sign_in, dispatch_uid="accounts.sign_in")
    account.password_changed.connect(on_password, dispatch_uid="accounts.password_changed")
    account.password_set.connect(on_password, dispatch_uid="accounts.password_set")
    account.password_reset.connect(on_password, dispatch_uid="accounts.password_reset")
    mfa.authenticator_added.connect(on_factor_added, dispatch_uid="accounts.factor_added")
    mfa.authenticator_removed.connect(on_factor_removed, dispatch_uid="accounts.factor_removed")
