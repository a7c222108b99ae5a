"""What plans put on "Việc của tôi" and in the menu."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from aoxanh.audit.actor import Request
from aoxanh.org.models import today
from aoxanh.reorganisation.models import Plan
from aoxanh.ui.work import Work


def plans_here(request: Request) -> bool:
    """Whether the menu shows plans: to whoever may reorganise something."""
    return request.user.is_authenticated and request.user.holds_anywhere("org.reorganise") is not None


def work(request: Request) -> Iterator[Work]:
    """Tell of plans that could not be carried out, and of those still being drawn up whose day is near."""
    if not plans_here(request):
        return
    for plan in (
        Plan.objects.visible_to(request.user)
        .filter(state__in=("draft", "ready"))
        .order_by("effective_on")[:20]
    ):
        late = bool(plan.trouble) or plan.effective_on < today()
        meta = plan.trouble or _("Takes effect on %(day)s") % {"day": f"{plan.effective_on:%d/%m/%Y}"}
        yield Work(
            plan.name, meta, reverse("reorganisation:plan", args=[plan.pk]), icon="arrows-split", action=_("Open"),
            tag=_("late") if late else plan.get_state_display(), tone="bad" if late else "info", late=late, weight=20,
        )  # fmt: skip
