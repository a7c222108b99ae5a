"""Pages of fees: a branch's month ticked on the phone, who is behind, what is handed up and settled, the code to pay by."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aoxanh.accounts.models import User
from aoxanh.audit.actor import Request
from aoxanh.audit.objection import attempt, tell
from aoxanh.fees import operations, policies
from aoxanh.fees.forms import AccountForm, CollectForm, PeriodForm, SettleForm, proposed
from aoxanh.fees.models import Account, Collection, Remittance
from aoxanh.fees.queries import below, code_of, payers, sheet
from aoxanh.fees.reckoning import rates, share_on, share_up
from aoxanh.membership.periods import month_of
from aoxanh.membership.rules import statute_on
from aoxanh.org.models import Unit, UnitVersion, today
from aoxanh.org.queries import ancestors
from aoxanh.papers.forms import fee_receipt
from aoxanh.papers.queries import head_of
from aoxanh.papers.typesetting import as_pdf
from aoxanh.people.models import Person
from aoxanh.vietnamese.amounts import in_words

either = require_http_methods(["GET", "HEAD", "POST"])


def load(request: Request, unit_id: int) -> tuple[Unit, UnitVersion]:
    """Return a unit whose fees the reader sees; one they may not see does not exist."""
    unit = get_object_or_404(Unit, pk=unit_id)
    version = unit.standing(today())
    if version is None or not policies.may_see(request.user, unit):
        raise Http404
    return unit, version


@require_safe
def mine(request: Request) -> HttpResponse:
    """Lead to the fees of the reader's unit; of several, let them choose."""
    ids = list(
        dict.fromkeys(
            a.unit_id for a in request.user.appointments_today if "fees.see" in request.user.rights_of(a)
        )
    )
    if not ids:
        raise PermissionDenied
    if len(ids) == 1:
        return redirect("fees:unit", ids[0])
    return render(
        request,
        "fees/mine.html",
        {"units": [request.user.units_today[pk] for pk in ids if pk in request.user.units_today]},
    )


@either
def unit_page(request: Request, unit_id: int) -> HttpResponse:
    """Show a branch's sheet and take in what was ticked; of a unit above, the units below it."""
    unit, version = load(request, unit_id)
    if not version.kind_data.has_members:
        return unit_above(request, version)
    may_collect = bool(policies.may_collect(request.user, unit))
    day = today()
    form = CollectForm(request.POST or None, initial={"first": month_of(day), "last": month_of(day)})
    if request.method == "POST":
        if not may_collect:
            raise PermissionDenied
        answer = set_rate(request, unit) if request.POST.get("rate") else take_in(request, unit, form)
        if answer is not None:
            return answer
    year = year_asked(request)
    heads, rows = sheet(version, year, day)
    chosen = set(request.POST.getlist("selected"))
    for row in rows:
        row.chosen = row.uid in chosen
    plain, salaried = rates(day)
    least = int(statute_on(day)["removal_months"])
    received = operations.received_by(unit.pk, dt.date(year, 1, 1), dt.date(year, 12, 31))
    context = {
        "version": version, "above": ancestors(version, day), "rows": rows, "heads": heads, "year": year, "form": form if may_collect else None,
        "least": least, "late": sum(1 for row in rows if len(row.standing.unpaid) >= least), "received": received, "up": share_up(received, share_on(day)),
        "collections": list(Collection.objects.filter(unit=unit).order_by("-on", "-pk")[:10]), "may_collect": may_collect,
        "years": [year - 1, year, year + 1],
        "plain": plain, "salaried": salaried,
    }  # fmt: skip
    return render(request, "fees/branch.html", context, status=422 if form.errors else 200)


def take_in(request: Request, unit: Unit, form: CollectForm) -> HttpResponse | None:
    """Take in what was ticked; None where the form comes back."""
    if not form.is_valid():
        return None
    people = chosen_people(request)
    data = form.cleaned_data
    first, last = month_of(data["first"]), month_of(data["last"])
    done = attempt(
        form,
        lambda: operations.collect(
            unit, actor=request.actor, people=people, first=first, last=last, on=data["on"]
        ),
    )
    if not done:
        return None
    messages.success(
        request,
        _("%(total)s đồng of %(heads)s members taken in.")
        % {"total": f"{done.total:,}".replace(",", "."), "heads": done.heads},
    )
    return redirect("fees:unit", unit.pk)


def chosen_people(request: Request) -> list[int]:
    """Return the ids of the people ticked, of those the reader may see."""
    uids = []
    for text in request.POST.getlist("selected")[:500]:
        with suppress(ValueError):
            uids.append(UUID(text))
    return list(Person.objects.visible_to(request.user).filter(uid__in=uids).values_list("pk", flat=True))


def set_rate(request: Request, unit: Unit) -> HttpResponse:
    """Say of those ticked whether they draw a salary."""
    salaried = request.POST["rate"] == "salaried"
    n = operations.set_salaried(unit, actor=request.actor, people=chosen_people(request), salaried=salaried)
    messages.success(request, _("Noted for %(n)d people.") % {"n": n})
    return redirect("fees:unit", unit.pk)


def year_asked(request: Request) -> int:
    """Return the year asked for, between 2011 and next year."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today().year
    return max(2011, min(year, today().year + 1))


def unit_above(request: Request, version: UnitVersion) -> HttpResponse:
    """Show the units below with what they took in and handed up in a year."""
    if request.method == "POST":
        if not policies.may_collect(request.user, version):
            raise PermissionDenied
        messages.error(request, _("Fees are taken in at a branch."))
        return redirect("fees:unit", version.unit_id)
    day, year = today(), year_asked(request)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    rows = below(version, first, last, day)
    received = operations.received_by(version.unit_id, first, last)
    context = {
        "version": version, "above": ancestors(version, day), "rows": rows, "year": year, "years": [year - 1, year, year + 1],
        "received": received, "up": share_up(received, share_on(day)), "may_collect": bool(policies.may_collect(request.user, version)),
        "settle": SettleForm(),
    }  # fmt: skip
    return render(request, "fees/above.html", context)


def load_collection(request: Request, uid: UUID) -> Collection:
    """Return a collection of a unit whose fees the reader sees."""
    collection = get_object_or_404(Collection.objects.select_related("unit"), uid=uid)
    if not policies.may_see(request.user, collection.unit):
        raise Http404
    return collection


@require_safe
def collection_page(request: Request, uid: UUID) -> HttpResponse:
    """Show who paid what in a collection, with a receipt for each."""
    collection = load_collection(request, uid)
    version = collection.unit.standing(today()) or collection.unit.last_standing()
    context = {
        "collection": collection, "version": version, "rows": payers(collection),
        "may_take_back": collection.taken_back_at is None and bool(policies.may_take_back(request.user, collection)),
    }  # fmt: skip
    return render(request, "fees/collection.html", context)


@require_safe
def receipt(request: Request, uid: UUID, person: UUID) -> HttpResponse:
    """Give somebody's receipt as PDF; of a collection taken back there is none."""
    return given_receipt(load_collection(request, uid), person)


def given_receipt(collection: Collection, person: UUID) -> HttpResponse:
    """Return somebody's receipt of a collection, for page and API."""
    row = next((one for one in payers(collection) if one.person.uid == person), None)
    if row is None or collection.taken_back_at is not None:
        raise Http404
    collector = User.objects.filter(pk=collection.by).first() if collection.by else None
    version = collection.unit.standing(collection.on) or collection.unit.last_standing()
    facts = fee_receipt.Facts(
        head_of(collection.unit, day=collection.on), row.person.full_name, version.name if version else "", row.amount, row.words,
        in_words(row.amount), str(collector) if collector else "",
    )  # fmt: skip
    document = replace(fee_receipt.document(facts), day=collection.on)
    answer = HttpResponse(as_pdf(document), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="phieu-thu-{collection.on:%Y%m%d}.pdf"'
    return answer


@require_POST
def take_back(request: Request, uid: UUID) -> HttpResponse:
    """Take a collection back that was entered by mistake."""
    collection = load_collection(request, uid)
    if not policies.may_take_back(request.user, collection):
        raise PermissionDenied
    tell(
        request,
        lambda: operations.take_back(collection, actor=request.actor),
        _("Taken back: its months are unpaid again."),
    )
    return redirect("fees:unit", collection.unit_id)


@either
def hand_up(request: Request, unit_id: int) -> HttpResponse:
    """Hand up a third of what a unit received over a period."""
    unit, version = load(request, unit_id)
    if not policies.may_collect(request.user, unit):
        raise PermissionDenied
    before = Remittance.objects.filter(unit=unit).order_by("-last").first()
    form = PeriodForm(request.POST or None, initial=proposed(before.last if before else None, today()))
    if request.method == "POST" and form.is_valid():
        row = attempt(form, lambda: operations.remit(unit, actor=request.actor, **form.cleaned_data))
        if row:
            messages.success(
                request, _("%(amount)s đồng handed up.") % {"amount": f"{row.amount:,}".replace(",", ".")}
            )
            return redirect("fees:hand_up", unit_id)
    rows = list(Remittance.objects.filter(unit=unit).order_by("-last")[:24])
    context = {"version": version, "above": ancestors(version, today()), "form": form, "rows": rows}
    return render(request, "fees/hand_up.html", context, status=422 if form.errors else 200)


def load_to_settle(request: Request, uid: UUID) -> Remittance:
    """Return what was handed up to a unit whose fees the reader takes in; one they may not see does not exist."""
    row = get_object_or_404(Remittance.objects.select_related("to", "unit"), uid=uid)
    if not policies.may_see(request.user, row.to):
        raise Http404
    if not policies.may_settle(request.user, row):
        raise PermissionDenied
    return row


@require_POST
def settle(request: Request, uid: UUID) -> HttpResponse:
    """Note that what was handed up has arrived."""
    row = load_to_settle(request, uid)
    form = SettleForm(request.POST)
    day = form.cleaned_data["on"] if form.is_valid() else today()
    tell(request, lambda: operations.settle(row, actor=request.actor, on=day), _("Settled."))
    return redirect("fees:unit", row.to_id)


@either
def pay(request: Request, unit_id: int) -> HttpResponse:
    """Show the VietQR code a unit's members pay by; set the account."""
    unit, version = load(request, unit_id)
    may_collect = bool(policies.may_collect(request.user, unit))
    account = Account.objects.filter(unit=unit).first()
    known: dict[str, Any] = (
        {"bank": account.bank, "number": account.number, "holder": account.holder} if account else {}
    )
    form = AccountForm(request.POST or None, initial=known)
    if request.method == "POST":
        if not may_collect:
            raise PermissionDenied
        if form.is_valid() and attempt(
            form, lambda: operations.set_account(unit, actor=request.actor, **form.cleaned_data)
        ):
            messages.success(request, _("The code names this account now."))
            return redirect("fees:pay", unit_id)
    memo, text = code_of(account, version) if account else ("", "")
    code = segno.make(text, micro=False).svg_data_uri(scale=6, light="white") if text else ""
    context = {
        "version": version,
        "above": ancestors(version, today()),
        "form": form if may_collect else None,
        "account": account,
        "code": code,
        "memo": memo,
    }
    return render(request, "fees/pay.html", context, status=422 if form.errors else 200)
