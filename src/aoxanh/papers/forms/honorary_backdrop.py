"""Form 2.6 of HD 30: the backdrop of the ceremony (R-HON-01)."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from aoxanh.papers.documents import Document
from aoxanh.papers.forms.plug import Ceremony, Form, backdrop


def document(facts: Ceremony) -> Document:
    """Return the backdrop."""
    return backdrop(facts, "LỄ KẾT NẠP\nĐOÀN VIÊN DANH DỰ")


FORM = Form(
    "honorary_backdrop",
    pgettext_lazy("form", "Backdrop of a ceremony for honorary members (2.6)"),
    "",
    "XII",
    "HD 30 form 2.6",
    Ceremony,
    document,
)
