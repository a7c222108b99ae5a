"""A refusal that is safe to show: what is wrong, which rule, what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest


class Objection(Exception):  # noqa: N818 - the house's word for a refusal by rule
    """Raised by an operation when a rule forbids it; nothing was written. Shown with status 422.

    `message` is a translated sentence; `field` names the form field it belongs to, if one; `rule` is
    the rule's id in the Union's rules (R-ORG-09) or in a law.
    """

    def __init__(self, message: Any, *, field: str | None = None, rule: str = "") -> None:
        super().__init__(str(message))
        self.message, self.field, self.rule = message, field, rule

    @property
    def text(self) -> str:
        """Return the sentence with its rule."""
        return f"{self.message} ({self.rule})" if self.rule else str(self.message)

    def add_to(self, form: forms.BaseForm) -> None:
        """Put the refusal on the form it came from, beside its field."""
        field = self.field if self.field in form.fields else None
        form.add_error(field, forms.ValidationError(self.text, code="objection"))


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> Any:
    """Return what `act()` returns (True for None); on an Objection put it on the form and return False.

    An operation is all or nothing, so a form refused here has changed nothing and comes back as it was filled.
    """
    try:
        result = act()
    except Objection as objection:
        objection.add_to(form)
        return False
    return True if result is None else result


def tell(request: HttpRequest, act: Callable[[], Any], text: str | Callable[[Any], str]) -> bool:
    """Do it, and tell the reader at the top of the next page how it went; return whether it was done.

    `text` says what was done, or makes it of what `act()` returned; a refusal is told with its rule.
    """
    try:
        result = act()
    except Objection as objection:
        messages.error(request, objection.text)
        return False
    messages.success(request, text(result) if callable(text) else text)
    return True
