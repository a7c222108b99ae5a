"""The living page, and the small addresses the frame itself needs."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from aoxanh.ui import samples
from aoxanh.ui.context import THEME_COOKIE, THEMES

YEAR = 365 * 24 * 3600

#: What the service worker keeps, so that a page can be drawn without a network. Never a page of a person.
SHELL = (
    "vendor/bootstrap/bootstrap.min.css", "ui/tokens.css",
    "ui/dark.css", "ui/ui.css", "ui/brand/mark.svg",
    "vendor/tabler/sprite.svg", "ui/main.js", "ui/behaviours/reload.js",
)  # fmt: skip


def may_see_gallery(request: HttpRequest) -> bool:
    """Say whether the living page is open: in a demo to all, elsewhere to those signed in."""
    return settings.PROFILE == "demo" or request.user.is_authenticated


@login_not_required
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    if not may_see_gallery(request):
        raise Http404
    return render(request, "ui/gallery.html", samples.gallery(reverse("ui:gallery_branches")))


@login_not_required
@require_GET
def gallery_branches(request: HttpRequest) -> HttpResponse:
    """Answer the living page's tree with children, as a room would."""
    if not may_see_gallery(request):
        raise Http404
    return render(request, "ui/tree_level.html", {"nodes": samples.branches()})


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie and go back to where the reader was."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = redirect(target)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@login_not_required
@require_GET
@cache_control(max_age=3600, public=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the installable application."""
    del request
    icons = [
        {
            "src": static(f"ui/brand/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any",
        }
        for size in (192, 512)
    ]
    icons.append({"src": static("ui/brand/icon-maskable-512.png"), "sizes": "512x512", "type": "image/png",
                  "purpose": "maskable"})  # fmt: skip
    described = {
        "id": "/", "name": "Áo Xanh", "short_name": "Áo Xanh", "lang": "vi", "start_url": "/", "scope": "/",
        "description": str(_("Áo Xanh — the open platform of the Youth Union")),
        "display": "standalone", "background_color": "#f5f7fa", "theme_color": "#1159bd", "icons": icons,
    }  # fmt: skip
    return JsonResponse(
        described, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@login_not_required
@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the root, with the names of what it keeps."""
    del request
    assets = [static(name) for name in SHELL]
    version = hashlib.sha256("".join(assets).encode()).hexdigest()[:12]
    script = render_to_string("ui/service-worker.js", {"assets": assets, "version": version})
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_GET
@cache_control(max_age=3600, public=True)
def offline(request: HttpRequest) -> HttpResponse:
    """Show what stands in for a page while there is no network; the same for everybody."""
    del request
    return HttpResponse(render_to_string("ui/offline.html"))
