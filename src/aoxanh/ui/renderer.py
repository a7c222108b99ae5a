"""How form fields become HTML: as Django's templates do, but lists of choices without a template for each of their lines.

A filter form has some hundred options, and an include for each took two fifths of a roster's page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString, mark_safe

SELECTS = {"django/forms/widgets/select.html"}
OPTION = "django/forms/widgets/select_option.html"
PLAIN = {
    f"django/forms/widgets/{name}.html"
    for name in ("text", "number", "email", "password", "hidden", "search", "date", "input", "tel", "url", "datetime", "time")
}  # fmt: skip


class Renderer(DjangoTemplates):
    """Draws lists of choices and plain inputs in Python, everything else by its template; the HTML is the same."""

    def render(self, template_name: str, context: Any, request: Any = None) -> SafeString:
        """Return the HTML of a widget, a field or a form."""
        if template_name in SELECTS:
            return select(context["widget"])
        if template_name in PLAIN:
            return plain(context["widget"])
        return SafeString(super().render(template_name, context, request))


def attributes(attrs: Mapping[str, Any]) -> str:
    """Return attributes as HTML; those that are False are left out, those that are True have no value."""
    parts = (
        f" {escape(name)}" if value is True else f' {escape(name)}="{escape(str(value) if not hasattr(value, "__html__") else value)}"'
        for name, value in attrs.items()
        if value is not False
    )  # fmt: skip
    return "".join(parts)


def plain(widget: Mapping[str, Any]) -> SafeString:
    """Return an `<input>`."""
    value = "" if widget["value"] is None else f' value="{escape(str(widget["value"]))}"'
    return mark_safe(f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"{value}{attributes(widget["attrs"])}>')  # noqa: S308 # fmt: skip


def select(widget: Mapping[str, Any]) -> SafeString:
    """Return a `<select>` with its groups and options."""
    lines = "\n".join(options(widget["optgroups"]))
    return mark_safe(f'<select name="{escape(widget["name"])}"{attributes(widget["attrs"])}>\n{lines}\n</select>')  # noqa: S308 # fmt: skip


def options(groups: Any) -> Iterator[str]:
    """Yield a line for each option, and those around a group."""
    for name, choices, _index in groups:
        if name:
            yield f'<optgroup label="{escape(name)}">'
        for option in choices:
            yield f'<option value="{escape(str(option["value"]))}"{attributes(option["attrs"])}>{escape(option["label"])}</option>'  # fmt: skip
        if name:
            yield "</optgroup>"
