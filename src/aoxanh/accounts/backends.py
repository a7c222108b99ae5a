"""Sign-in by any name a person goes by, and a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from aoxanh.accounts.models import User
from aoxanh.accounts.names import find_by_any_name


class AnyNameBackend(ModelBackend):
    """User name, phone or e-mail, in any spelling and case.

    Who does not exist, who may not sign in and who mistyped get the same answer after the same work: one
    password hash in each case (proof 6.3.8).
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_rest: Any,
    ) -> User | None:
        """Return the account, or None."""
        if not username or password is None:
            return None
        user = find_by_any_name(username)
        if user is None:
            User().set_password(password)
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None
