"""The forms of papers, each a plug: one file with its facts, its document and its FORM; found here, with no second edit.

    from aoxanh.papers.forms import admission_resolution
    document = admission_resolution.document(admission_resolution.Facts(head=head_of(unit), …))

Parts and order follow HD 30 where it gives a form (membership §6.3); where a form's docstring says (design), no
official wording was found and ours stands until one is.
"""

from __future__ import annotations

import importlib
import pkgutil

from aoxanh.papers.forms.plug import Form

FORMS: dict[str, Form] = {}
for _found in pkgutil.iter_modules(__path__):
    _form = getattr(importlib.import_module(f"{__name__}.{_found.name}"), "FORM", None)
    if _form is not None:
        FORMS[_form.code] = _form
