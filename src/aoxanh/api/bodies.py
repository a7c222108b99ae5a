"""Bodies of requests, made of the very forms the pages use: one place says what a field may hold.

Only fields of the form exist in the body; any other name is refused, so that nothing is set by guessing.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from django import forms
from django.utils import translation
from ninja import Field, Schema
from pydantic import ConfigDict, create_model

from aoxanh.api.paging import Day
from aoxanh.api.problems import Refused, errors_of
from aoxanh.ui.fields import DayField, PartialDateField

PARTIAL_DAY = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


class Body(Schema):
    """What is sent: the fields named in the schema and no others. `answers`: those a page asks as a choice of yes or no."""

    model_config = ConfigDict(extra="forbid")
    answers: ClassVar[frozenset[str]] = frozenset()


def body_of(
    form: type[forms.BaseForm],
    *,
    called: str = "",
    partial: bool = False,
    omit: tuple[str, ...] = (),
    **more: Any,
) -> type[Body]:
    """Return the schema of a form's fields; with `partial` none of them must be given. `more`: fields beside.

    `called`: its name in the document where a form is the body of two endpoints.
    """
    fields: dict[str, Any] = {}
    for name, field in form.base_fields.items():  # type: ignore[attr-defined]
        if name not in omit:
            with translation.override("en"):
                title = str(field.label or name.replace("_", " ").capitalize())
            needed = field.required and not partial
            kind = type_of(field)
            fields[name] = (
                (kind, Field(..., title=title)) if needed else (kind | None, Field(None, title=title))
            )
    name = called or form.__name__.removesuffix("Form") + ("Changes" if partial else "")
    made: type[Body] = create_model(name, __base__=Body, __doc__=form.__doc__, **{**fields, **more})
    made.answers = frozenset(field for field, one in form.base_fields.items() if yes_or_no(one))  # type: ignore[attr-defined]
    return made


def type_of(field: forms.Field) -> Any:
    """Return the type a form field has in JSON."""
    if isinstance(field, forms.BooleanField) or yes_or_no(field):
        return bool
    if isinstance(field, forms.ModelChoiceField):
        return UUID
    if isinstance(field, DayField):
        return Day
    if isinstance(field, PartialDateField):
        return Annotated[str, Field(pattern=PARTIAL_DAY, examples=["2003-08-15", "2003-08", "2003"])]
    if isinstance(field, forms.IntegerField):
        least: Any = field.min_value
        most: Any = field.max_value
        return Annotated[int, Field(ge=0 if least is None else least, le=most or 2**31 - 1)]
    if codes := codes_of(field):
        return Literal[codes]
    return Annotated[str, Field(max_length=getattr(field, "max_length", None) or 160)]


def yes_or_no(field: forms.Field) -> bool:
    """Whether a choice is between "1" and "0"."""
    return isinstance(field, forms.TypedChoiceField) and set(codes_of(field)) == {"1", "0"}


def codes_of(field: Any) -> tuple[str, ...]:
    """Return what may be chosen; nothing where the form decides only when it is opened."""
    choices: Any = field.choices if isinstance(field, forms.ChoiceField) else []
    return tuple(str(code) for code, _title in choices)


def sent(body: Body) -> dict[str, str]:
    """Return what was sent as the form reads it from a page."""
    given = {name: getattr(body, name) for name in body.model_fields_set}
    said = {name: {True: "1", False: "0"}.get(given[name], "") for name in body.answers & given.keys()}
    return {**{name: as_typed(value) for name, value in given.items()}, **said}


def as_typed(value: Any) -> str:
    """Return a value the way a person types it into the page; a box takes anything but "false" as ticked."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    return str(value)


def checked(form: Any) -> Any:
    """Return the bound form when it is valid; else refuse, saying of each field what is wrong."""
    if not form.is_valid():
        raise Refused(errors_of(form))
    return form
