"""Accounts and appointments: who signs in, and which duty they hold where and until when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from aoxanh.accounts.duties import DUTIES, DUTY_CHOICES, Duty
from aoxanh.accounts.scopes import rights_left_by
from aoxanh.database.replica import refuse_on_replica
from aoxanh.org.models import Unit, UnitVersion, ends_after, today
from aoxanh.org.queries import names_on, responsible_paths


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
    short_password = models.BooleanField(default=False)  # good only beside a second factor

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

    @cached_property
    def appointments_today(self) -> list[Appointment]:
        """Return the appointments in force today, those of a closed unit left out; read once an instance."""
        if not self.is_active:
            return []
        return list(Appointment.objects.in_force(today()).filter(user=self).select_related("unit"))

    @cached_property
    def units_today(self) -> dict[int, UnitVersion]:
        """Return the units of those appointments as they stand today, or last stood; read once an instance."""
        return names_on({appointment.unit_id for appointment in self.appointments_today}, today())

    #: What a token leaves of its user's rights; None for who signed in themselves.
    lent_rights: frozenset[str] | None = None

    def rights_of(self, appointment: Appointment) -> frozenset[str]:
        """Return the rights an appointment carries, as far as the way somebody came in leaves them."""
        rights = appointment.duty_data.rights
        return rights if self.lent_rights is None else rights & self.lent_rights

    def holds(self, right: str, *, at: Any = None, above: Any = None) -> Appointment | None:
        """Return an appointment that carries `right` for a unit, or None.

        `at`: at the unit or anywhere above it; `above`: strictly above it, as the direct superior decides,
        or at the unit itself where nothing stands above it. A unit, a version or a path may be given.
        """
        refuse_on_replica()
        mine = [a for a in self.appointments_today if right in self.rights_of(a)]
        if not mine:
            return None
        place = place_ids(at if above is None else above)
        if above is not None and len(place) > 1:
            place = place[:-1]
        return next((a for a in mine if a.unit_id in place), None)

    def holds_anywhere(self, right: str) -> Appointment | None:
        """Return an appointment that carries `right` somewhere, or None."""
        refuse_on_replica()
        return next((a for a in self.appointments_today if right in self.rights_of(a)), None)

    def paths(self, right: str, day: dt.date | None = None) -> list[str]:
        """Return the subtrees for which the user holds `right` today, as they lay on `day`; read once an instance."""
        refuse_on_replica()
        unit_ids = frozenset(a.unit_id for a in self.appointments_today if right in self.rights_of(a))
        if not unit_ids:
            return []
        known: dict[tuple[frozenset[int], dt.date], list[str]] = self.__dict__.setdefault("paths_known", {})
        place = unit_ids, day or today()
        if place not in known:
            known[place] = responsible_paths(unit_ids, place[1])
        return known[place]

    def forget_rights(self) -> None:
        """Drop what was read of the rights, so that the next question reads them again."""
        self.__dict__.pop("appointments_today", None)
        self.__dict__.pop("units_today", None)
        self.__dict__.pop("paths_known", None)

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


def place_ids(place: Any) -> list[int]:
    """Return the ids on the way from the root down to a unit: by its place today, or its last one."""
    if isinstance(place, UnitVersion):
        return [*place.ancestor_ids, place.unit_id]
    ids: list[int] = place.place_ids
    return ids


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Lists of appointments."""

    def in_force(self, day: dt.date) -> AppointmentQuerySet:
        """Keep those in force on `day`; a delegation ends with what it was delegated from."""
        whole = Q(delegated_from=None) | Q(delegated_from__ends_on=None) | Q(delegated_from__ends_on__gt=day)
        return self.filter(ends_after(day), whole, starts_on__lte=day)


class Appointment(models.Model):
    """A person's duty at a unit over [starts_on, ends_on), with the decision that made it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    duty = models.CharField(_("Duty"), max_length=24, choices=DUTY_CHOICES)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    term = models.CharField(_("Term"), max_length=20, blank=True)
    decision_number = models.CharField(_("Decision number"), max_length=60, blank=True)
    decision_on = models.DateField(_("Decided on"), null=True, blank=True)
    decision_body = models.CharField(_("Deciding body"), max_length=160, blank=True)
    end_reason = models.CharField(_("How it ended"), max_length=200, blank=True)
    delegated_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="delegations"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="appointment_period"
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "duty"],
                condition=Q(ends_on__isnull=True),
                name="appointment_open_once",
            ),
        ]
        indexes = [models.Index(fields=["unit", "starts_on"], name="appointment_by_unit")]

    def __str__(self) -> str:
        return f"{self.duty_data.title}"

    @property
    def duty_data(self) -> Duty:
        """Return what the duty carries."""
        return DUTIES[self.duty]


class Invitation(models.Model):
    """A link that opens an account, or opens it anew when the password is forgotten; works once, and ends.

    The token itself is never kept, only its SHA-256; at most one link of an account is open at a time.
    """

    class Purpose(models.TextChoices):
        """What the link is for."""

        ACTIVATE = "activate", _("Open the account")
        RESET = "reset", _("Choose a new password")
        FACTOR = "factor", _("Recover the second factor")

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    purpose = models.CharField(max_length=10, choices=Purpose)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, ended_at__isnull=True),
                name="invitation_one_open",
            ),
        ]


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    """Which recoveries."""

    def open(self) -> RecoveryQuerySet:
        """Keep those neither cancelled nor carried through."""
        return self.filter(cancelled_at=None, used_at=None)


class Recovery(models.Model):
    """A lost second factor: asked for by an officer above, ripe a day later, then one link; cancellable till used."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recoveries")
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    ripe_at = models.DateTimeField()
    link_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    site = models.CharField(max_length=200)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ripe_at__gt=F("opened_at")), name="recovery_period"),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(cancelled_at__isnull=True, used_at__isnull=True),
                name="recovery_one_open",
            ),
        ]


class FailedSignIn(models.Model):
    """A wrong password, under which name and from which network, both as keyed hashes; kept for a day."""

    name = models.CharField(max_length=32)
    network = models.CharField(max_length=32)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["name", "at"], name="failed_by_name"),
            models.Index(fields=["network", "at"], name="failed_by_network"),
            models.Index(fields=["at"], name="failed_by_time"),
        ]


class Token(models.Model):
    """The way in for another program: for a purpose, with scopes, until a day; only its SHA-256 is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    purpose = models.CharField(_("Purpose"), max_length=80)
    token_sha256 = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_period")
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.purpose}"

    def bearer(self) -> User:
        """Return the user as this token lets them act: with the rights its scopes leave."""
        user = self.user
        user.lent_rights = rights_left_by(self.scopes)
        return user
