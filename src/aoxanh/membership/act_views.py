"""Doing something with a selection of the roster: looked at first, then carried out as it was looked at."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from aoxanh.audit.actor import Request
from aoxanh.audit.models import canonical
from aoxanh.audit.objection import Objection
from aoxanh.membership import roster
from aoxanh.membership.acts import ACTS, Act, Verdict
from aoxanh.membership.asked import posted
from aoxanh.membership.roster import Row
from aoxanh.membership.roster_forms import Asked
from aoxanh.org.models import today

SHOWN = 200


@never_cache
@require_POST
def act(request: Request, code: str) -> HttpResponse:
    """Answer with the selection, or show what would become of it, or do it."""
    if code not in ACTS:
        raise Http404
    chosen = ACTS[code]
    asked = posted(request, chosen.right)
    back = f"{reverse('membership:roster')}?{request.POST.get('query', '')[:2000] or 'status='}"
    n = (
        len(roster.people(asked.selection).order_by()[: chosen.most + 1].values_list("pk"))
        if chosen.most < roster.COUNTED
        else 0
    )
    if n > chosen.most:
        text = _("At most %(n)s people go at once. Narrow the list, or tick fewer.")
        messages.error(request, text % {"n": f"{chosen.most:,}".replace(",", ".")})
        return redirect(back)
    if not chosen.past and (asked.selection.day != today() or asked.selection.known_on):
        messages.error(request, _("This is done with the list of today. Set the day back to today first."))
        return redirect(back)
    if chosen.answer:
        return chosen.answer(request, asked)
    return prepared(request, chosen, asked, back)


def prepared(request: Request, chosen: Act, asked: Asked, back: str) -> HttpResponse:
    """Show the rows that can go and those that cannot; carry out what was looked at."""
    rows = roster.rows(roster.in_order(asked.selection).select_related("user"), asked.selection)
    form = chosen.form(request.POST if request.POST.get("step") else None) if chosen.form else None
    facts = form.cleaned_data if form is not None and form.is_valid() else {}
    verdicts = chosen.judge(request, rows, facts) if chosen.judge and (form is None or facts) else {}
    go = [row for row in rows if row.person.pk in verdicts and verdicts[row.person.pk].can]
    seen = digest(chosen, facts, go)
    if request.POST.get("step") == "do" and go:
        if request.POST.get("seen") != seen:
            messages.warning(
                request, _("The list or the form has changed since you looked. Look once more, then confirm.")
            )
        else:
            try:
                answer = chosen.carry_out(request, go, facts) if chosen.carry_out else None
            except Objection as objection:
                messages.error(request, str(objection.message))
            else:
                return answer or redirect(back)
    context = {
        "act": chosen, "form": form, "back": back, "query": request.POST.get("query", "")[:2000], "asked": asked, "n": len(rows),
        "selected": [str(row.person.uid) for row in rows] if "uids" in asked.selection.filters else [], "seen": seen,
        "judged": bool(verdicts), **told(rows, verdicts),
    }  # fmt: skip
    return render(
        request, "membership/act.html", context, status=422 if form is not None and form.errors else 200
    )


def told(rows: list[Row], verdicts: dict[int, Verdict]) -> dict[str, Any]:
    """Return the rows with what becomes of them, those that cannot go apart."""
    pairs = [(row, verdicts[row.person.pk]) for row in rows if row.person.pk in verdicts]
    go, stay = [p for p in pairs if p[1].can], [p for p in pairs if not p[1].can]
    return {
        "go": go[:SHOWN], "go_more": max(0, len(go) - SHOWN), "go_n": len(go), "stay": stay[:SHOWN],
        "stay_more": max(0, len(stay) - SHOWN), "stay_n": len(stay),
    }  # fmt: skip


def digest(chosen: Act, facts: dict[str, Any], go: list[Row]) -> str:
    """Return what stands for exactly this act, with these facts, on these people."""
    said = [
        chosen.code,
        {name: str(value) for name, value in facts.items()},
        sorted(str(row.person.uid) for row in go),
    ]
    return hashlib.sha256(canonical(said).encode()).hexdigest()[:40]
