"""Form 1.4 of HD 30: the backdrop of the ceremony (R-ADM-09)."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document
from aoxanh.papers.forms.plug import Ceremony, Form, backdrop


def document(facts: Ceremony) -> Document:
    """Return the backdrop."""
    return backdrop(facts, "LỄ KẾT NẠP ĐOÀN VIÊN")


FORM = Form(
    "admission_backdrop",
    pgettext_lazy("form", "Backdrop of an admission ceremony (1.4)"),
    "",
    "XII",
    "HD 30 form 1.4",
    Ceremony,
    document,
)
