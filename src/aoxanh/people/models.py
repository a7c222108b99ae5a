"""People, once each: particulars, addresses, guardians, lists they stand on, consents, merges."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from aoxanh.database.fields import KeyField
from aoxanh.org.models import (
    LABEL,
    AdministrativeUnit,
    Unit,
    UnitVersion,
    ends_after,
    path_condition,
    today,
)
from aoxanh.people import lists
from aoxanh.people.sealed import Sealed
from aoxanh.vault.sealing import Seal, new_wrapped_key
from aoxanh.vietnamese.dates import PartialDate, age_on
from aoxanh.vietnamese.names import search_key, sort_key

MANY_UNITS = 2000


class PersonQuerySet(models.QuerySet["Person"]):
    """Lists of people."""

    def known(self) -> PersonQuerySet:
        """Leave out those merged into another record."""
        return self.filter(merged_into=None)

    def in_paths(self, paths: list[str], day: dt.date, role: str = "") -> PersonQuerySet:
        """Keep people who stood on a list of a unit in these subtrees on `day`."""
        on_lists = Affiliation.objects.on_lists(paths, day)
        return self.standing(on_lists.filter(role=role) if role else on_lists, paths, day)

    def standing(
        self, on_lists: AffiliationQuerySet, paths: list[str], day: dt.date, *, far: bool | None = None
    ) -> PersonQuerySet:
        """Keep the people of these list entries, all of them in the subtrees on `day`; gathered, unless these reach `far`."""
        if (
            holds_many(paths, day) if far is None else far
        ):  # ask of each person in turn, rather than gather a province first
            return self.filter(Exists(on_lists.filter(person_id=OuterRef("pk"))))
        return self.filter(pk__in=on_lists.values("person_id"))

    def visible_to(self, user: Any, day: dt.date | None = None) -> PersonQuerySet:
        """Keep whom the user may see: people on lists of the units the user is responsible for, on `day`.

        The one way to get people for a screen, an export, the API, a search or a count.
        """
        day = day or today()
        return self.known().in_paths(user.paths("people.see", day), day)


def holds_many(paths: list[str], day: dt.date, many: int = MANY_UNITS) -> bool:
    """Whether these subtrees hold so many units that their lists are not gathered whole.

    A place below the second level never does, and costs no query.
    """
    if all(len(path) > 2 * LABEL for path in paths):
        return False
    return UnitVersion.objects.as_of(day).within(paths)[many : many + 1].exists()


class Person(models.Model):
    """One human being, whatever they are to the Union; only the name is always known (membership §3.2)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wrapped_key = models.BinaryField(null=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person"
    )
    #: Its index leaves out the empty ones: nearly everybody has none, and SQLite would pick that index for them.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )

    full_name = models.CharField(_("Full name"), max_length=120)
    search = KeyField(max_length=160, editable=False)
    sort_key = KeyField(max_length=500, editable=False)
    birth = KeyField(_("Date of birth"), max_length=10, blank=True)
    sex = models.CharField(_("Sex"), max_length=6, blank=True, choices=lists.SEXES)
    citizen_id_sealed = models.BinaryField(null=True, editable=False)
    citizen_id_index = KeyField(max_length=32, blank=True, editable=False)
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone_index = KeyField(max_length=32, blank=True, editable=False)
    email_sealed = models.BinaryField(null=True, editable=False)
    email_index = KeyField(max_length=32, blank=True, editable=False)
    birth_place = models.CharField(_("Place of birth"), max_length=160, blank=True)
    home_town = models.CharField(_("Home town"), max_length=160, blank=True)
    ethnicity = models.CharField(_("Ethnicity"), max_length=2, blank=True, choices=lists.ETHNICITIES)
    religion = models.CharField(_("Religion"), max_length=16, blank=True, choices=lists.RELIGIONS)
    education = models.CharField(_("General education"), max_length=16, blank=True, choices=lists.EDUCATION)
    qualification = models.CharField(
        _("Qualification"), max_length=16, blank=True, choices=lists.QUALIFICATION
    )
    theory = models.CharField(_("Political theory"), max_length=16, blank=True, choices=lists.THEORY)
    languages = models.CharField(_("Foreign languages"), max_length=80, blank=True)
    computing = models.CharField(_("Computing"), max_length=80, blank=True)
    occupation = models.CharField(_("Occupation"), max_length=120, blank=True)
    workplace = models.CharField(_("Place of work or study"), max_length=160, blank=True)
    photo = models.ImageField(_("Photo"), upload_to="photos", blank=True)
    party_course_on = models.DateField(_("Party awareness course"), null=True, blank=True)
    party_probationary_on = models.DateField(_("Probationary Party member since"), null=True, blank=True)
    party_official_on = models.DateField(_("Full Party member since"), null=True, blank=True)
    deceased_on = models.DateField(_("Died on"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    citizen_id = Sealed("citizen_id", index=True)
    phone = Sealed("phone", index=True)
    email = Sealed("email", index=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "citizen_id_index",
                condition=Q(merged_into=None) & ~Q(citizen_id_index=""),
                name="person_citizen_id_once",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="person_not_merged_into_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="person_in_order"),
            models.Index(fields=["citizen_id_index"], name="person_by_citizen_id"),
            models.Index(fields=["phone_index"], name="person_by_phone"),
            models.Index(fields=["email_index"], name="person_by_email"),
            models.Index(fields=["birth", "search"], name="person_by_birth_and_name"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged_into"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @cached_property
    def seal(self) -> Seal | None:
        """Return what opens this person's sealed values; None where there are none or they were erased."""
        return Seal(bytes(self.wrapped_key), str(self.uid)) if self.wrapped_key else None

    def make_seal(self) -> Seal:
        """Return the seal, making the person's key the first time."""
        if self.seal is None:
            self.wrapped_key = new_wrapped_key(str(self.uid))
            self.__dict__.pop("seal", None)
        assert self.seal is not None  # noqa: S101 - just made
        return self.seal

    @cached_property
    def places_today(self) -> list[UnitVersion]:
        """Return where the units stand (or last stood) on whose lists the person is today: one query.

        Read once an instance, as many rights are asked for one page; `forget_places` where lists change.
        """
        units = Affiliation.objects.as_of(today()).filter(person=self).values("unit_id")
        rows = UnitVersion.objects.filter(unit_id__in=units, starts_on__lte=today()).order_by("starts_on")
        return list({version.unit_id: version for version in rows}.values())

    def forget_places(self) -> None:
        """Drop what was read of the lists, so that the next question reads them again."""
        self.__dict__.pop("places_today", None)

    def set_name(self, name: str) -> None:
        """Set the name and the keys it is found and listed by."""
        self.full_name = name
        self.search = search_key(name)[:160]
        self.sort_key = sort_key(name)[:500]

    @property
    def birth_date(self) -> PartialDate | None:
        """Return the date of birth as far as it is known."""
        return PartialDate.from_stored(self.birth) if self.birth else None

    def age(self, day: dt.date | None = None) -> int | None:
        """Return the age in full years on `day`; with a partial date, the least it can be."""
        return age_at_least(self.birth_date, day or today())

    @property
    def is_child(self) -> bool:
        """Whether the person is, or may be, under 16 (Luật Trẻ em 2016, Đ.1)."""
        age = self.age()
        return age is not None and age < 16


def age_at_least(birth: PartialDate | None, day: dt.date) -> int | None:
    """Return the least age in full years, counted as campaigns §9.5 does (29/02 counts on 01/03)."""
    if birth is None:
        return None
    return age_on(birth.latest(), day)


def known_before(known_on: dt.date) -> dt.datetime:
    """Return the instant a day in Vietnam ends; the calendar's last day ends where it begins."""
    following = min(known_on, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(following, dt.time.min))


def known_at(known_on: dt.date | None) -> Q:
    """Return the condition that a row was what the house knew at the end of a day in Vietnam; now, if no day is given."""
    if known_on is None:
        return Q(known_until__isnull=True)
    instant = known_before(known_on)
    return Q(known_from__lt=instant) & (Q(known_until__isnull=True) | Q(known_until__gte=instant))


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    """Who stood on which list when."""

    def as_of(self, day: dt.date, known_on: dt.date | None = None) -> AffiliationQuerySet:
        """Keep those valid on `day`, as far as it was known at the end of `known_on` (now, if not given)."""
        return self.filter(known_at(known_on), ends_after(day), starts_on__lte=day)

    def on_lists(
        self, paths: list[str], day: dt.date, known_on: dt.date | None = None
    ) -> AffiliationQuerySet:
        """Keep those valid on `day` at a unit that lay in one of the subtrees on that day."""
        place = path_condition(paths, "unit__versions__")
        standing = Q(unit__versions__ends_on__isnull=True) | Q(unit__versions__ends_on__gt=day)
        return self.as_of(day, known_on).filter(place, standing, unit__versions__starts_on__lte=day)


class Affiliation(models.Model):
    """A person on a unit's list, as what, over [starts_on, ends_on).

    Rows with a status of the membership book are written by the book alone: one status at one unit at a time
    (R-STA-03). What the book learns later ends a row at `known_until` and writes another, so that a list can
    be asked for as it was known on any day.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="affiliations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="affiliations", db_index=False)
    role = models.CharField(_("As"), max_length=10, choices=lists.ROLES)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    known_from = models.DateTimeField(default=timezone.now, editable=False)
    known_until = models.DateTimeField(null=True, editable=False)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="affiliation_period"
            ),
            models.UniqueConstraint(
                fields=["person", "unit", "role"],
                condition=Q(ends_on__isnull=True, known_until__isnull=True),
                name="affiliation_open_once",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ends_on__isnull=True, known_until__isnull=True, role__in=lists.BOOK_ROLES),
                name="one_home",
            ),
        ]
        indexes = [models.Index(fields=["unit", "starts_on"], name="affiliation_by_unit")]


class Address(models.Model):
    """Where a person lives or is registered, over time; the line is sealed, the commune is not."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=10, choices=lists.ADDRESS_KINDS)
    line_sealed = models.BinaryField(null=True, editable=False)
    administrative_unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(ends_on__isnull=True), name="address_open_once"
            ),
        ]

    @property
    def line(self) -> str:
        """Return the address line."""
        seal = self.person.seal
        return seal.open(bytes(self.line_sealed), f"address:{self.kind}") if seal and self.line_sealed else ""

    @property
    def shown(self) -> str:
        """Return the address in one line, from small to large."""
        unit = self.administrative_unit
        parts = [self.line, unit.name if unit else "", unit.parent.name if unit and unit.parent else ""]
        return ", ".join(part for part in parts if part)

    def set_line(self, text: str) -> None:
        """Seal the address line."""
        self.line_sealed = self.person.make_seal().close(text, f"address:{self.kind}") if text else None


class Guardianship(models.Model):
    """Who answers for a minor (Luật 91/2025/QH15, Đ.24.2)."""

    child = models.ForeignKey(Person, models.PROTECT, related_name="guardians")
    guardian = models.ForeignKey(Person, models.PROTECT, related_name="wards")
    relation = models.CharField(max_length=10, choices=lists.RELATIONS)
    starts_on = models.DateField(default=today)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "guardian"], condition=Q(ends_on__isnull=True), name="guardian_once"
            ),
            models.CheckConstraint(condition=~Q(child=F("guardian")), name="not_own_guardian"),
        ]


class ConsentEvent(models.Model):
    """A consent given or withdrawn, for one purpose and one version of its text; written once.

    Luật 91/2025/QH15 Đ.9–10, NĐ 356/2025 Đ.6: voluntary, per purpose, provable; silence is not consent.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="consent_events")
    purpose = models.CharField(max_length=24)
    given = models.BooleanField()
    text_version = models.CharField(max_length=16)
    text_sha256 = models.CharField(max_length=64)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="consents_spoken")
    relation = models.CharField(max_length=10, blank=True)
    child_assents = models.BooleanField(null=True)
    method = models.CharField(max_length=12)
    at = models.DateTimeField(default=timezone.now)
    recorded_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "-at"], name="consent_latest")]


class Merge(models.Model):
    """Two records found to be one person: what went where, so that it can be undone."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges_kept")
    gone = models.ForeignKey(Person, models.PROTECT, related_name="merges_gone")
    at = models.DateTimeField(default=timezone.now)
    moved = models.JSONField(default=dict)
    before_sealed = models.BinaryField(null=True)
    undone_at = models.DateTimeField(null=True)


class Distinct(models.Model):
    """Two alike records that somebody looked at and found to be two people."""

    one = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="distinct_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="distinct_in_order"),
        ]
