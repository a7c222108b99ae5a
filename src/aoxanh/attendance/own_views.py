"""A member's own attendance on the phone: what they were listed for in a year, and how they are marked."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from aoxanh.attendance import queries
from aoxanh.attendance.reckoning import marks_of
from aoxanh.attendance.views import year_asked, years_near
from aoxanh.audit.actor import Request
from aoxanh.org.models import today
from aoxanh.org.queries import names_on
from aoxanh.people.models import Person


@require_safe
def own(request: Request) -> HttpResponse:
    """Show the reader's own year; 404 for who has no record."""
    person = get_object_or_404(Person.objects.known(), user=request.user)
    year = year_asked(request)
    rows = queries.own(person, year)
    units = names_on({row.gathering.unit_id for row in rows}, today())
    marks = marks_of([person.pk], dt.date(year, 1, 1), dt.date(year, 12, 31))
    cells, tally, _inactive = queries.year_of(marks[person.pk], year, today())
    context = {
        "person": person, "year": year, "years": years_near(year), "cells": cells, "tally": tally,
        "rows": [(row, units.get(row.gathering.unit_id)) for row in rows],
    }  # fmt: skip
    return render(request, "attendance/own.html", context)
