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

#: By code, then by the edition of the statute it was written for ("XII").
EDITIONS: dict[str, dict[str, Form]] = {}


def add(form: Form) -> None:
    """Register an edition of a form."""
    EDITIONS.setdefault(form.code, {})[form.version] = form


for _found in pkgutil.iter_modules(__path__):
    _form = getattr(importlib.import_module(f"{__name__}.{_found.name}"), "FORM", None)
    if _form is not None:
        add(_form)
#: Every form in its first edition.
FORMS: dict[str, Form] = {code: next(iter(found.values())) for code, found in EDITIONS.items()}


def form_of(code: str, statute: str) -> Form:
    """Return a form as the edition of the statute a paper cites has it ("khóa XIII"), else the newest before it (R-VER-03)."""
    found = EDITIONS[code]
    asked = roman(statute.removeprefix("khóa "))
    before = [version for version in found if roman(version) <= asked]
    return found[max(before or [min(found, key=roman)], key=roman)]


def roman(numeral: str) -> int:
    """Return the number of a congress: XIII is 13; what is no such numeral is 0."""
    worth = [{"I": 1, "V": 5, "X": 10, "L": 50}.get(letter, 0) for letter in numeral]
    return sum(-n if n < after else n for n, after in zip(worth, [*worth[1:], 0], strict=True))
