"""Who paid which month, in which collection; what a unit handed up and what the unit above settled.

Amounts are whole đồng. A month is paid once; what was entered by mistake is taken back by a mark, never deleted.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.org.models import Unit
from aoxanh.people.models import Person


class Payer(models.Model):
    """Somebody who draws a salary and pays the rate of those who do; whoever has no row pays the other (R-FEE-01)."""

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="fee_payer")


class Collection(models.Model):
    """Money a branch took in on one day, from some members for some months."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="fee_collections")
    on = models.DateField()
    total = models.PositiveIntegerField()
    heads = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.BigIntegerField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "-on"], name="fee_collection_by_unit")]


class Payment(models.Model):
    """One member's fee for one month; `month` is its first day."""

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="payments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="fee_payments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField()
    amount = models.PositiveIntegerField()
    on = models.DateField()
    stands = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month"], condition=Q(stands=True), name="fee_month_once"
            ),
        ]
        indexes = [models.Index(fields=["unit", "month"], name="fee_by_unit_and_month")]


class Remittance(models.Model):
    """What a unit handed up of what it received over a period, and when the unit above settled it (R-FEE-04, R-FEE-05)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="fee_remittances")
    to = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    received = models.PositiveBigIntegerField()
    amount = models.PositiveBigIntegerField()
    on = models.DateField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    settled_on = models.DateField(null=True)
    settled_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="remittance_period"),
            models.CheckConstraint(condition=Q(amount__lte=F("received")), name="remittance_share"),
        ]
        indexes = [
            models.Index(fields=["unit", "-last"], name="remittance_by_unit"),
            models.Index(fields=["to", "settled_on"], name="remittance_to"),
        ]

    @property
    def kept(self) -> int:
        """Return what the unit keeps of what it received, in đồng."""
        return self.received - self.amount


class Account(models.Model):
    """The bank account a unit takes fees in on, for its VietQR code."""

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="fee_account")
    bank = models.CharField(_("Bank (BIN)"), max_length=6)
    number = models.CharField(_("Account number"), max_length=19)
    holder = models.CharField(_("Account holder"), max_length=80)
