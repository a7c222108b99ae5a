"""Tags every template has at hand. The living page at /ui/ shows each one in use."""

from __future__ import annotations

import datetime as dt
import functools
import json
import uuid
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from aoxanh.ui import charts, formats

register = template.Library()
SILENT = mark_safe('aria-hidden="true"')

register.filter("vn_number", formats.number)
register.filter("vn_percent", formats.percent)
register.filter("vn_date", formats.day)
register.filter("vn_datetime", formats.instant)


# -- words, signs, names


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw one icon; silent to screen readers unless it has a label of its own."""
    return drawn_icon(static("vendor/tabler/sprite.svg"), name, str(label), size)


@functools.lru_cache(maxsize=1000)
def drawn_icon(sprite: str, name: str, label: str, size: str) -> SafeString:
    """Return the icon's element; a page draws the same few again and again."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else SILENT
    return format_html(
        '<svg class="icon{}" {}><use href="{}#{}"/></svg>',
        f" icon-{size}" if size else "",
        spoken,
        sprite,
        name,
    )


@register.simple_tag
def badge(text: Any, tone: str = "plain", icon: str = "") -> SafeString:
    """Draw a small word with a tone: good, warn, bad, info, star or plain."""
    return format_html('<span class="pill pill-{}">{}{}</span>', tone, sign(icon), text)


def sign(name: str) -> SafeString:
    """Return an icon, or nothing where there is no name."""
    return icon(name) if name else SafeString("")


def initials(name: str) -> str:
    """Return the letters of an avatar: the first of the family name and of the given name."""
    words = [word for word in str(name).split() if word[:1].isalpha()]
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper() or "?"


@register.simple_tag
def avatar(name: Any, size: str = "") -> SafeString:
    """Draw a person's initials; the colour follows from the name and means nothing."""
    shade = zlib.crc32(str(name).encode()) % 4
    large = f" avatar-{size}" if size else ""
    return format_html(
        '<span class="avatar avatar-{}{}" aria-hidden="true">{}</span>', shade, large, initials(str(name))
    )


def chip(mark: SafeString, name: Any, url: str, meta: Any, extra: str = "") -> SafeString:
    """Return a name with its sign and a quiet second line, as a link where there is an address."""
    second = format_html('<span class="meta">{}</span>', meta) if meta else ""
    tag, target = ("a", format_html(' href="{}"', url)) if url else ("span", "")
    return format_html(
        '<{0} class="chip{1}"{2}>{3}<span class="chip-words">'
        '<span class="chip-name">{4}</span>{5}</span></{0}>',
        tag, extra, target, mark, name, second,
    )  # fmt: skip


@register.simple_tag
def person_chip(name: Any, url: str = "", meta: Any = "") -> SafeString:
    """Draw a person: initials, name, one quiet line."""
    return chip(avatar(name), name, url, meta)


@register.simple_tag
def unit_chip(name: Any, url: str = "", meta: Any = "", *, ended: bool = False) -> SafeString:
    """Draw a unit; one that no longer exists is struck through and says so."""
    mark = format_html('<span class="glyph">{}</span>', icon("sitemap"))
    if ended:
        meta = format_html("{}{}", _("No longer active"), f" · {meta}" if meta else "")
    return chip(mark, name, url, meta, " ended" if ended else "")


# -- forms


@register.simple_tag(takes_context=True)
def command_key(context: Context) -> SafeString:
    """Write the hidden key that makes a double press one command; a refused form keeps its key."""
    request: HttpRequest | None = context.get("request")
    posted = request.POST.get("command_key", "") if request is not None and request.method == "POST" else ""
    return format_html('<input type="hidden" name="command_key" value="{}">', posted or uuid.uuid4())


CHECKS = (forms.CheckboxInput,)
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
SELECTS = (forms.Select, forms.SelectMultiple)


def control_class(widget: forms.Widget) -> str:
    """Return the class a control is drawn with."""
    if isinstance(widget, (*CHECKS, *GROUPS)):
        return "form-check-input"
    return "form-select" if isinstance(widget, SELECTS) else "form-control"


def control_attributes(bound: BoundField, *, with_class: bool = True) -> dict[str, Any]:
    """Return what ties a control to its label, help and errors."""
    given = bound.field.widget.attrs
    attributes: dict[str, Any] = {}
    if with_class:
        invalid = " is-invalid" if bound.errors else ""
        attributes["class"] = (
            f"{control_class(bound.field.widget)} {given.get('class', '')}".strip() + invalid
        )
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if isinstance(bound.field.widget, forms.DateInput):
        attributes |= {
            "data-behaviour": "date",
            "inputmode": "numeric",
            "autocomplete": given.get("autocomplete", "off"),
        }
        attributes.setdefault("placeholder", given.get("placeholder", _("dd/mm/yyyy")))
    if isinstance(bound.field.widget, forms.Textarea):
        attributes.setdefault("rows", min(int(given.get("rows", 4)), 8) if given.get("rows") != "10" else 4)
    return attributes


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Draw one field whole: label, help, errors, control."""
    widget = bound.field.widget
    kind = "check" if isinstance(widget, CHECKS) else "group" if isinstance(widget, GROUPS) else "one"
    control = "" if kind == "group" else bound.as_widget(attrs=control_attributes(bound))
    return {
        "field": bound,
        "kind": kind,
        "control": control,
        "is_date": isinstance(widget, forms.DateInput),
        "is_file": isinstance(widget, forms.FileInput),
        "described_by": control_attributes(bound, with_class=False).get("aria-describedby", ""),
    }


@register.simple_tag
def cell_control(bound: BoundField) -> SafeString:
    """Draw the control of a field alone, for a cell of a table whose head is its label."""
    return bound.as_widget(attrs=control_attributes(bound))


@register.inclusion_tag("ui/form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """Draw every field of a form, the hidden ones too."""
    return {"form": form}


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """Draw the summary of what is wrong, each error a link to its field; nothing when all is well."""
    found = (
        [(bound, error) for bound in form.visible_fields() for error in bound.errors] if form.errors else []
    )
    hidden = [error for bound in form.hidden_fields() for error in bound.errors] if form.errors else []
    whole = [*form.non_field_errors(), *hidden] if form.errors else []
    return {"errors": found, "whole": whole}


# -- places of a page


@register.inclusion_tag("ui/crumbs.html")
def crumbs(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Draw the way down to this page; items: label, url."""
    return {"items": items}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """Draw tabs that are links; items: label, url, current, count, tone."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/pager.html")
def pager(page: Any) -> dict[str, Any]:
    """Draw the foot of a keyset list; page: next_url, previous_url, shown, total."""
    return {"page": page}


@register.inclusion_tag("ui/empty_state.html")
def empty_state(
    icon: str, title: Any, text: Any = "", action_url: str = "", action_label: Any = ""
) -> dict[str, Any]:
    """Draw what stands where nothing is yet: what this is, and the first step."""
    return {
        "icon": icon,
        "title": title,
        "text": text,
        "action_url": action_url,
        "action_label": action_label,
    }


@register.inclusion_tag("ui/banner.html")
def banner(text: Any, tone: str = "info", icon: str = "") -> dict[str, Any]:
    """Draw a note in the page: info, good, warn, bad or plain."""
    signs = {"good": "circle-check", "warn": "alert-triangle", "bad": "alert-circle"}
    return {"text": text, "tone": tone, "icon": icon or signs.get(tone, "info-circle")}


@register.inclusion_tag("ui/stepper.html")
def stepper(steps: Iterable[Any], current: int) -> dict[str, Any]:
    """Draw the steps of a longer form; `current` counts from 1."""
    states = [
        {"label": step, "state": "done" if place < current else "now" if place == current else "todo"}
        for place, step in enumerate(steps, 1)
    ]
    return {"steps": states}


@register.inclusion_tag("ui/timeline.html")
def timeline(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Draw how something went; items: title, when, meta, state (done, now, todo, bad, ended, back), body."""
    return {"items": items}


@register.inclusion_tag("ui/check_row.html")
def check_row(text: Any, rule: Any = "", tone: str = "good") -> dict[str, Any]:
    """Draw one check and the article it follows; tone: good, warn or bad."""
    return {"text": text, "rule": rule, "tone": tone}


@register.simple_tag
def skeleton(lines: int = 3) -> SafeString:
    """Draw grey lines where text is about to come."""
    grey = SafeString("<i></i>" * int(lines))
    return format_html(
        '<div class="skeleton" aria-hidden="true">{}</div><span class="visually-hidden">{}</span>',
        grey,
        _("Loading…"),
    )


# -- figures


@register.inclusion_tag("ui/stat.html")
def stat(label: Any, value: Any, trend: Any = "", tone: str = "", url: str = "") -> dict[str, Any]:
    """Draw one figure with its label; a number is written the Vietnamese way."""
    shown = formats.number(value) if not isinstance(value, str) else value
    return {"label": label, "value": shown, "trend": trend, "tone": tone, "url": url}


@register.inclusion_tag("ui/bars.html")
def bars(rows: Iterable[Mapping[str, Any]], label: str = "", target: float | None = None) -> dict[str, Any]:
    """Draw a ranking; rows: label, value, shown, over (the part of value beyond the target)."""
    return {"rows": charts.bars(rows, target), "label": label}


@register.inclusion_tag("ui/sparkline.html")
def sparkline(values: Iterable[float], label: str = "") -> dict[str, Any]:
    """Draw a small trend; the numbers are also said."""
    numbers = list(values)
    return {"line": charts.line(numbers), "label": label, "numbers": [formats.number(n) for n in numbers]}


@register.inclusion_tag("ui/pyramid.html")
def pyramid(rows: Iterable[Mapping[str, Any]], left: Any, right: Any) -> dict[str, Any]:
    """Draw two sides by age; rows: label, left, right (numbers), and left_url, right_url where the names are: then its
    table is shown below, with the links.
    """
    drawn = charts.pyramid(list(rows))
    return {
        "drawn": drawn,
        "left": left,
        "right": right,
        "linked": any(row["left_url"] for row in drawn["rows"]),
    }


@register.inclusion_tag("ui/progress.html")
def progress(value: float, max: float = 100, label: Any = "") -> dict[str, Any]:  # noqa: A002 - as in HTML
    """Draw how far a longer work has come."""
    share = 100 * float(value) / float(max) if max else 0
    return {
        "value": value,
        "max": max,
        "label": label,
        "shown": formats.percent(share, 0),
        "done": share >= 100,
    }


# -- addresses


@register.simple_tag
def query_with(request: HttpRequest, **changes: Any) -> str:
    """Return "?…" with the current filters and these changes; None or "" drops one."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("ui/sort_link.html")
def sort_link(
    request: HttpRequest, key: str, label: Any, *, number: bool = False, order: str | None = None
) -> dict[str, Any]:
    """Draw a column's head that sorts by `?sort=key`, then by `?sort=-key`; `order` is the one in force, if not asked for."""
    now = request.GET.get("sort", "") if order is None else order
    way = "ascending" if now == key else "descending" if now == f"-{key}" else "none"
    url = query_with(request, sort=f"-{key}" if way == "ascending" else key, after=None, before=None)
    return {"label": label, "url": url, "order": way, "number": number}


@register.simple_tag
def url_if(name: str, *args: Any, **kwargs: Any) -> str:
    """Return an address, or "" while no room has it."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("ui/as_of.html", takes_context=True)
def as_of_control(context: Context) -> dict[str, Any]:
    """Draw "as of …" where the view gave `as_of` (a date, or None for today); keeps the other filters."""
    request: HttpRequest | None = context.get("request")
    given = context.get("as_of")
    today = timezone.localdate()
    chosen = given.date() if isinstance(given, dt.datetime) else given
    past = isinstance(chosen, dt.date) and chosen != today
    kept = (
        [(k, v) for k, values in request.GET.lists() for v in values if k not in {"as_of", "after", "before"}]
        if request
        else []
    )
    return {
        "shown": "as_of" in context,
        "as_of": chosen or today,
        "past": past,
        "kept": kept,
        "request": request,
    }


@register.simple_tag
def page_words() -> str:
    """Return, as JSON, the few sentences behaviours say aloud."""
    return json.dumps(
        {
            "close": _("Close"),
            "draft_saved": _("Draft saved"),
            "draft_filled": _("Filled in from your draft of"),
            "draft_drop": _("Throw the draft away"),
            "draft_failed": _("The draft is not saved yet; it will be tried again."),
            "offline": _("No connection. What you typed stays here; try again when the network is back."),
            "failed": _("That did not work. Nothing was changed; please try again."),
            "selected": _("Selected"),
            "all_selected": _("All that match are selected:"),
            "nothing_found": _("Nothing found"),
            "choose_day": _("Choose a day"),
        },
        ensure_ascii=False,
    )


@register.filter
def undo_url(message: Any) -> str:
    """Return the address that undoes what a message tells of, or ""."""
    tags = str(getattr(message, "extra_tags", "") or "").split()
    return next((tag.removeprefix("undo=") for tag in tags if tag.startswith("undo=")), "")
