"""`./aoxanh token create|list|revoke`: tokens for other programs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from aoxanh.accounts.models import Token, User
from aoxanh.accounts.scopes import SCOPES
from aoxanh.accounts.token_operations import create_token, revoke_token
from aoxanh.accounts.tokens import SHOWN
from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection


class Command(BaseCommand):
    """Make, list and take back tokens."""

    help = "Tokens for other programs: token create USER --for PURPOSE --scope SCOPE … --days N | list [USER] | revoke PREFIX."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do and about whom."""
        parser.add_argument("do", choices=["create", "list", "revoke"])
        parser.add_argument("name", nargs="?", default="", help="user name, or the beginning of a token")
        parser.add_argument("--for", dest="purpose", default="", help="what the token is for")
        parser.add_argument("--scope", action="append", default=[], help=", ".join(SCOPES))
        parser.add_argument("--days", type=int, default=90, help="how long it lives, at most 366 days")

    def handle(self, *, do: str, **options: Any) -> None:
        """Do it; an objection is said as it is."""
        try:
            getattr(self, do)(**options)
        except Objection as objection:
            raise CommandError(str(objection)) from objection

    def create(self, *, name: str, purpose: str, scope: list[str], days: int, **options: Any) -> None:
        """Make a token and print it, this once."""
        owner = User.objects.filter(username__iexact=name).first()
        if owner is None:
            message = f"There is no account named “{name}”."
            raise CommandError(message)
        ends = timezone.now() + dt.timedelta(days=days)
        _token, secret = create_token(owner, actor=Actor(), purpose=purpose, scopes=scope, expires_at=ends)
        self.stdout.write(secret)

    def list(self, *, name: str, **options: Any) -> None:
        """Print the tokens that still open something."""
        tokens = Token.objects.filter(revoked_at=None, expires_at__gt=timezone.now()).select_related("user")
        for token in tokens.filter(user__username__iexact=name) if name else tokens:
            used = f"{token.last_used_on:%d/%m/%Y}" if token.last_used_on else "-"
            row = (token.prefix, token.user.username, f"{token.expires_at:%d/%m/%Y}", used,
                   ",".join(token.scopes), token.purpose)  # fmt: skip
            self.stdout.write("  ".join(row))

    def revoke(self, *, name: str, **options: Any) -> None:
        """Take back the one token that begins like this."""
        found = Token.objects.filter(prefix=name[:SHOWN], revoked_at=None) if name else Token.objects.none()
        if found.count() != 1:
            message = f"{found.count()} tokens begin with “{name}”."
            raise CommandError(message)
        revoke_token(found.get(), actor=Actor())
        self.stdout.write(f"{name} is taken back.")
