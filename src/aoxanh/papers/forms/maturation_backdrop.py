"""Form 2.4 of HD 30: the backdrop of the ceremony (R-MAT-01)."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document
from aoxanh.papers.forms.plug import Ceremony, Form, backdrop


def document(facts: Ceremony) -> Document:
    """Return the backdrop."""
    return backdrop(facts, "LỄ TRƯỞNG THÀNH ĐOÀN")


FORM = Form(
    "maturation_backdrop",
    pgettext_lazy("form", "Backdrop of a maturation ceremony (2.4)"),
    "",
    "XII",
    "HD 30 form 2.4",
    Ceremony,
    document,
)
