"""Accounts: who signs in."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes accounts; never with a default password."""

    def create_user(self, username: str, password: str | None = None, **facts: object) -> User:
        """Return a new account; without a password it cannot sign in until its link is used."""
        user: User = self.model(username=username, **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the account of a user name, whatever its case."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """One person's (or one duty machine's) account. Rights come from appointments, never from flags here."""

    username = models.CharField(_("User name"), max_length=60, unique=True)
    name = models.CharField(_("Name shown"), max_length=120)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=16, blank=True)
    is_active = models.BooleanField(_("May sign in"), default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    signed_out_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_any_case"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="user_email_once"),
            models.UniqueConstraint("phone", condition=~Q(phone=""), name="user_phone_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """Return the name shown."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the given name, the last word."""
        return str(self).split()[-1]

    @property
    def is_staff(self) -> bool:
        """Nobody is staff: there is no second, unchecked way in."""
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Answer False: rights are asked with `holds` and `may_…`, not by permission names."""
        del perm, obj
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Answer False, for the same reason."""
        del app_label
        return False
