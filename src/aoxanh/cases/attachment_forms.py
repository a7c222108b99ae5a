"""The form that takes files for a case: chosen, dropped, or taken with the phone's camera."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from aoxanh.audit.objection import Objection
from aoxanh.cases.gate import MOST_BYTES, Kept, judged

#: Files sent at once.
MOST_AT_ONCE = 10
ACCEPT = "application/pdf,image/jpeg,image/png,image/webp"


class ManyFiles(forms.ClearableFileInput):
    """A file control that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; what each is, its content says. Cleaned to the list of what is kept."""

    def __init__(self, *, camera: bool = False, **options: Any) -> None:
        attrs = (
            {"accept": "image/*", "capture": "environment"}
            if camera
            else {"accept": ACCEPT, "multiple": True}
        )
        options.setdefault("widget", ManyFiles(attrs=attrs))
        super().__init__(required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files as they are kept; refuse, by name, the one that may not be."""
        del initial
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(given) > MOST_AT_ONCE:
            raise ValidationError(_now("At most %(n)d files at once.") % {"n": MOST_AT_ONCE}, code="many")
        return [kept(one) for one in given]


def kept(upload: Any) -> Kept:
    """Return one upload as it is kept; it is not read whole when it is too large."""
    try:
        return judged(upload.read(MOST_BYTES + 1), str(upload.name))
    except Objection as objection:
        raise ValidationError(f"{upload.name[:60]}: {objection.message}", code="file") from objection


class AttachForm(forms.Form):
    """Files for a case."""

    attached = FilesField(
        label=_("Files"),
        help_text=_(
            "PDF, JPEG, PNG or WebP, at most 10 MB each. Place and time hidden in photos are not kept."
        ),
    )
    camera = FilesField(camera=True, label=_("Or take a photo now"))

    @property
    def kept(self) -> list[Kept]:
        """Return everything that was sent."""
        return [*self.cleaned_data.get("attached", []), *self.cleaned_data.get("camera", [])]
