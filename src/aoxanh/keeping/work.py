"""What keeping puts on the operator's "Việc của tôi"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aoxanh.audit.actor import Request
from aoxanh.jobs.models import Job
from aoxanh.keeping.policies import may_operate
from aoxanh.keeping.queries import open_breaks
from aoxanh.ui.work import Start, Work

LATE = timedelta(hours=36)


def work(request: Request) -> Iterator[Work]:
    """Tell the operator of a broken book, and of a night without a backup."""
    if not may_operate(request.user):
        return
    broken = open_breaks()
    if broken:
        title = ngettext(
            "The membership book does not hold in %(n)s place",
            "The membership book does not hold in %(n)s places",
            broken,
        ) % {"n": broken}
        yield _alarm(title, _("Found by the proof that goes round all day"))
    if settings.AOXANH_BACKUP_TO and not _backed_up():
        yield _alarm(_("The last night went by without a backup"), _("Look at why the work failed"))


def _alarm(title: str, meta: str) -> Work:
    return Work(
        title, meta, reverse("keeping"), icon="alert-triangle", action=_("See"), tone="bad", late=True, weight=0
    )  # fmt: skip


def _backed_up() -> bool:
    done = Job.objects.filter(kind="keeping.back_up_nightly", state="done")
    return done.filter(finished_at__gt=timezone.now() - LATE).exists()


def starts(request: Request) -> Iterator[Start]:
    """Lead the operator to how the installation is."""
    if may_operate(request.user):
        yield Start(
            _("See how the installation is"),
            _("The proof of the book, backups, scheduled work"),
            reverse("keeping"),
            "settings",
            5,
        )
