"""Pages that find people: the list of units, and the search for people and units."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from aoxanh.audit.actor import Request
from aoxanh.org.models import UnitVersion, today
from aoxanh.org.queries import ancestors, search_units
from aoxanh.people import lists, policies, queries
from aoxanh.people.forms import FilterForm
from aoxanh.people.models import Affiliation, Person
from aoxanh.ui.as_of import day_asked

ROLE_TITLES = dict(lists.ROLES)


@require_safe
def people_list(request: Request) -> HttpResponse:
    """List the people of the reader's units on a day, or of one unit below, in Vietnamese order."""
    day = day_asked(request)
    version = chosen_unit(request, day)
    form = FilterForm(request.GET)
    people = narrowed(listed(request, version, day), form, day)
    page = queries.page_by_name(people, request.GET.get("after", ""))
    lists_by_person = queries.lists_of([p.pk for p in page.rows], day)
    rows = [row_of(person, lists_by_person.get(person.pk, []), day) for person in page.rows]
    may_add = version and day == today() and policies.may_add_person(request.user, version)
    context = {
        "form": form, "rows": rows, "page": page, "as_of": day, "day": day, "version": version,
        "above": ancestors(version, day) if version else [], "past": day != today(), "may_add": may_add,
        "filter_fields": [form[name] for name in ("role", "sex", "age", "missing")],
        "pager": pager(request, page),
        "filters": [(name, value) for name, value in request.GET.items() if value and name in form.fields],
    }  # fmt: skip
    return render(request, "people/list.html", context)


def row_of(person: Person, on_lists: list[tuple[Affiliation, UnitVersion]], day: dt.date) -> dict[str, Any]:
    """Return what one row of the list is drawn with: plain values, for a page shows fifty."""
    age = person.age(day)
    return {
        "name": person.full_name,
        "url": f"/people/{person.uid}/",
        "birth": person.birth_date,
        "age": ngettext("%(n)s year", "%(n)s years", age) % {"n": age} if age is not None else "",
        "sex": person.get_sex_display(),
        "lists": [(unit.name, ROLE_TITLES[row.role]) for row, unit in on_lists],
        "child": person.is_child,
    }


@require_safe
def search(request: Request) -> HttpResponse:
    """Find people and units by the beginnings of words, without accents."""
    query = request.GET.get("q", "").strip()
    people = (
        list(
            queries.search_people(Person.objects.visible_to(request.user), query).order_by("sort_key", "pk")[
                :12
            ]
        )
        if len(query) > 1
        else []
    )
    places = queries.lists_of([p.pk for p in people], today())
    found = [{"person": p, "line": one_line(p, places)} for p in people]
    units = search_units(query, today(), limit=8) if len(query) > 1 else []
    return render(request, "people/search.html", {"query": query, "people": found, "units": units})


def chosen_unit(request: Request, day: dt.date) -> UnitVersion | None:
    """Return the unit the list is narrowed to, if it was one of the reader's on that day."""
    text = request.GET.get("unit", "")
    if not text.isdecimal() or len(text) > 18:
        return None
    version = UnitVersion.objects.as_of(day).filter(unit_id=int(text)).first()
    if version is None or not any(
        version.path.startswith(path) for path in request.user.paths("people.see", day)
    ):
        raise Http404
    return version


def listed(request: Request, version: UnitVersion | None, day: dt.date) -> QuerySet[Person]:
    """Return the people of the reader's units, or of one unit and below."""
    if version:
        return Person.objects.known().in_paths([version.path], day, request.GET.get("role", ""))
    return Person.objects.visible_to(request.user, day)


def narrowed(people: Any, form: FilterForm, day: dt.date) -> Any:
    """Apply the filters."""
    if not form.is_valid():
        return people
    data = form.cleaned_data
    if data["q"]:
        people = queries.search_people(people, data["q"])
    if data["sex"]:
        people = people.filter(sex=data["sex"])
    if data["role"]:
        people = people.filter(
            pk__in=Affiliation.objects.as_of(day).filter(role=data["role"]).values("person_id")
        )
    if data["missing"]:
        name = data["missing"]
        people = people.filter(**{name if name == "birth" else f"{name}_index": ""})
    return queries.of_age(people, data["age"], day) if data["age"] else people


def pager(request: Request, page: queries.Page) -> dict[str, Any]:
    """Return the addresses of the neighbouring pages."""

    def address(cursor: str) -> str:
        query = request.GET.copy()
        query["after"] = cursor
        return f"?{query.urlencode()}" if cursor else ""

    return {"next_url": address(page.next), "previous_url": address(page.previous), "shown": len(page.rows)}


def one_line(person: Person, places: dict[int, Any]) -> str:
    """Return what tells namesakes apart: the date of birth and the first list they stand on."""
    where = places[person.pk][0][1].name if person.pk in places else ""
    return " · ".join(filter(None, (str(person.birth_date or ""), where)))
