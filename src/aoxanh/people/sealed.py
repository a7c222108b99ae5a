"""Values of a person that are unreadable in a stolen copy: sealed under the person's own key.

    phone = Sealed("phone", index=True)

keeps `phone_sealed` (bytes) and, with an index, `phone_index` by which an equal value is found. Reading the
attribute opens it; setting it seals it. A person whose key was dropped reads as empty (erasure, proof L30).
"""

from __future__ import annotations

from typing import Any

from aoxanh.vault.sealing import blind_index


class Sealed:
    """One sealed value of a person."""

    def __init__(self, name: str, *, index: bool = False) -> None:
        self.name, self.indexed = name, index

    def __get__(self, person: Any, owner: type | None = None) -> Any:
        """Return the text, or "" where there is none or the key is gone."""
        if person is None:
            return self
        sealed = getattr(person, f"{self.name}_sealed")
        if not sealed or person.seal is None:
            return ""
        return person.seal.open(sealed, self.name)

    def __set__(self, person: Any, text: str) -> None:
        """Seal the text, and set its blind index."""
        text = text or ""
        if text == self.__get__(person):
            return
        setattr(person, f"{self.name}_sealed", person.make_seal().close(text, self.name) if text else None)
        if self.indexed:
            setattr(person, f"{self.name}_index", blind_index(self.name, text) if text else "")
