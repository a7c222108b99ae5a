"""Widgets drawn in Python say what Django's own templates say."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from aoxanh.ui.renderer import Renderer

NASTY = "<b>\"Hoàng & Phủ\" 'Tường'</b>"


class Everything(forms.Form):
    """A field of each widget that is drawn here, and some that are not."""

    one = forms.ChoiceField(choices=[("", "---"), ("a", NASTY), ("Nhóm <1>", [("b", "Bê"), (NASTY, "c")])])
    many = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B"), ("c", "C")], widget=forms.SelectMultiple
    )
    text = forms.CharField(
        max_length=40, required=False, widget=forms.TextInput(attrs={"placeholder": NASTY, "hidden": False})
    )
    mail, number, day = (
        forms.EmailField(),
        forms.IntegerField(min_value=0, max_value=1_000_000),
        forms.DateField(),
    )
    secret, hidden = forms.CharField(widget=forms.PasswordInput), forms.CharField(widget=forms.HiddenInput)
    long, yes = forms.CharField(widget=forms.Textarea), forms.BooleanField(required=False)


def squeezed(html: str) -> str:
    """Return HTML without the space between tags."""
    return re.sub(r">\s+<", "><", html.strip())


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"one": NASTY, "many": ["a", "c"], "text": NASTY, "number": "12", "day": "1/2/2003", "yes": "on"},
    ],
)
def test_the_html_is_that_of_djangos_templates(data):
    ours, theirs = (Everything(data, renderer=renderer) for renderer in (Renderer(), DjangoTemplates()))
    for name in Everything.base_fields:
        assert squeezed(str(ours[name])) == squeezed(str(theirs[name])), name
