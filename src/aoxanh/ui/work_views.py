"""The first page everybody lands on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aoxanh.ui.work import figures_for, starts_for, topics_for, waiting_for
from aoxanh.vietnamese.dates import format_day_long


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader, what is late, and the figures they answer for."""
    waiting = waiting_for(request)
    late = [work for work in waiting if work.late]
    tab = "late" if request.GET.get("tab") == "late" else "all"
    context = {
        "work": late if tab == "late" else waiting,
        "tab": tab,
        "all_count": len(waiting),
        "late_count": len(late),
        "topics": topics_for(request),
        "starts": starts_for(request),
        "figures": figures_for(request),
        "today_long": format_day_long(timezone.localdate()),
    }
    return render(request, "ui/home.html", context)
