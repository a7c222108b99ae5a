"""What becomes of links and applications when a unit ends: the link closes, who has not been answered is examined by the successor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aoxanh.applications.models import Application, Link
from aoxanh.org.carrying import Carriage, Carried


def open_links(unit_ids: Iterable[int], day: dt.date) -> QuerySet[Link]:
    """Return the links that end with these units."""
    del day
    return Link.objects.filter(unit_id__in=list(unit_ids), closed_at=None)


def close_links(carriage: Carriage) -> None:
    """Close them."""
    for link in open_links(carriage.successors, carriage.day):
        link.closed_at = timezone.now()
        link.save(update_fields=["closed_at"])
        carriage.note(link, {"closed_at": None})


def unanswered(unit_ids: Iterable[int], day: dt.date) -> QuerySet[Application]:
    """Return the applications that wait at these units."""
    del day
    return Application.objects.waiting().filter(unit_id__in=list(unit_ids))


def hand_over(carriage: Carriage) -> None:
    """Give them to the first successor."""
    for application in unanswered(carriage.successors, carriage.day):
        was = application.unit_id
        heirs = carriage.successors.get(was) or [was]
        application.unit_id = heirs[0]
        application.save(update_fields=["unit"])
        carriage.note(application, {"unit_id": was})


CARRIED_HERE = {
    "applications.Link.unit": Carried("ends", _("The link for applications is closed; the successor opens its own."), open_links, close_links),
    "applications.Application.unit": Carried("moves", _("Applications not answered yet are examined by the unit that takes over."), unanswered, hand_over),
}  # fmt: skip
