"""Pages for whoever applies: the application by the link of a branch, the receipt, and how far it is; no account, no name shown back."""

from __future__ import annotations

import hashlib

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from aoxanh.accounts import throttle
from aoxanh.applications import operations
from aoxanh.applications.forms import ApplicationForm, FollowForm
from aoxanh.applications.models import Application, Link, receipt_of
from aoxanh.audit.actor import Actor, Request, client_address
from aoxanh.audit.objection import attempt
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import today
from aoxanh.org.queries import names_on
from aoxanh.papers.throttle import too_often
from aoxanh.ui.errors import too_many_requests
from aoxanh.vault.sealing import blind_index

#: An application is a page of text; more is not read.
LONGEST = 32 * 1024


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: Request, code: str) -> HttpResponse:
    """Take an application in by a branch's link; an unknown, closed or expired one leads to the same page."""
    link = Link.objects.open_on(today()).filter(code=code).first()
    if link is None:
        return too_many_requests(request) if too_often(request) else closed(request)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LONGEST:
        return closed(
            request, _("This is too long for an application. Go to the branch in person, please."), 413
        )
    form = ApplicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data[
            "website"
        ]:  # a machine filled in what no human sees: it is told what it wants to hear
            return closed(request, _("The application was received."), 200)
        if wait_of(request, form):
            return too_many_requests(request)
        receipt = attempt(form, lambda: operations.apply(link, actor=visitor(request), said=form.said()))
        if receipt:
            return redirect("applications:followed", receipt)
    unit = names_on([link.unit_id], today()).get(link.unit_id)
    days = statute_on(today())["application_days"]
    context = {"form": form, "unit": unit, "link": link, "days": days}
    return unlisted(render(request, "applications/apply.html", context, status=422 if form.errors else 200))


@login_not_required
@never_cache
@require_safe
def followed(request: Request, receipt: str) -> HttpResponse:
    """Show how far an application is, by its receipt code, and the code to come back by; nothing of the applicant."""
    if too_often(request):
        return too_many_requests(request)
    found = Application.objects.filter(receipt=receipt_of(receipt)).only("state", "received_at", "decided_at", "unit_id").first()  # fmt: skip
    if found is None:
        text = _("No application is kept under this code. Look at the code again; what is old is deleted.")
        return closed(request, text, 404)
    address = f"{settings.AOXANH_ADDRESS}{reverse('applications:followed', args=[receipt])}"
    context = {
        "application": found, "unit": names_on([found.unit_id], today()).get(found.unit_id),
        "code": "-".join(receipt[n : n + 4] for n in range(0, len(receipt), 4)), "address": address,
        "qr": segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, dark="#000", light="#fff"),
    }  # fmt: skip
    return unlisted(render(request, "applications/followed.html", context))


@login_not_required
@require_safe
def follow(request: Request) -> HttpResponse:
    """Ask for a receipt code and lead to its page."""
    form = FollowForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect(
            "applications:followed", "".join(filter(str.isalnum, form.cleaned_data["code"])).upper() or "0"
        )
    return render(request, "applications/follow.html", {"form": form}, status=422 if form.errors else 200)


def closed(request: Request, text: str = "", status: int = 404) -> HttpResponse:
    """Return one sentence on a page of its own."""
    text = text or _("This link takes no applications. Ask the branch for its present one.")
    good = status == 200
    context = {
        "heading": _("Applications for admission"), "text": text, "tone": "good" if good else "warn",
        "icon": "circle-check" if good else "alert-triangle",
    }  # fmt: skip
    return unlisted(render(request, "ui/message_page.html", context, status=status))


def unlisted(answer: HttpResponse) -> HttpResponse:
    """Keep a page out of search engines, and its address out of what other sites are told."""
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "same-origin"
    return answer


def visitor(request: Request) -> Actor:
    """Return who applies, signed in or not, as the log keeps it: without account and network address."""
    return Actor(user=None, source="page", reference=request.actor.reference, command=request.actor.command)


def wait_of(request: Request, form: ApplicationForm) -> bool:
    """Count the attempt as sign-ins are counted: the same person a few times, a network five hundred an hour.

    A school behind one address does not lock itself out; names and networks are kept as keyed hashes for a day.
    """
    said = form.cleaned_data
    who = hashlib.sha256(f"{said['full_name'].casefold()}|{said['birth'].stored}".encode()).hexdigest()
    network = throttle.network_of(client_address(request, settings.AOXANH_TRUSTED_PROXIES))
    names = blind_index("application-name", who), blind_index("application-network", network)
    _attempt, until = throttle.begin(throttle.Attempt(*names), known_device=False)
    return until is not None
