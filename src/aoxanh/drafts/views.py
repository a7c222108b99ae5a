"""Keeping, giving back and dropping a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aoxanh.drafts.models import LONGEST, Draft

NOT_KEPT = {"csrfmiddlewaretoken", "command_key", "draft_key", "revision", "password", "card"}


@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: Any) -> HttpResponse:
    """GET gives the reader's draft of `?key=…` (204: none); POST keeps the form sent with `draft_key`."""
    if request.method == "GET":
        kept = Draft.objects.filter(user_id=request.user.pk, key=request.GET.get("key", "")[:200]).first()
        if kept is None:
            return HttpResponse(status=204)
        return JsonResponse(
            {
                "saved_at": timezone.localtime(kept.saved_at).strftime("%H:%M %d/%m/%Y"),
                "values": kept.values(),
            }
        )
    key = request.POST.get("draft_key", "")[:200]
    if request.POST.get("forget"):
        Draft.objects.filter(user_id=request.user.pk, key=key).delete()
        return HttpResponse(status=204)
    values = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_KEPT}
    if not key or sum(len(v) for row in values.values() for v in row) > LONGEST:
        return HttpResponse(status=413 if key else 400)
    Draft.keep(request.user.pk, key, values)
    return HttpResponse(status=204)


class DraftMiddleware:
    """Drops a draft when its form was accepted: a POST that carries `draft_key` and ends in a redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Answer, then tidy up."""
        response = self.get_response(request)
        if request.method == "POST" and response.status_code in {302, 303} and request.user.is_authenticated:
            key = request.POST.get("draft_key")
            if key:
                Draft.objects.filter(user_id=request.user.pk, key=key[:200]).delete()
        return response
