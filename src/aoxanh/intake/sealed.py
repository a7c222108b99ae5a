"""What a row of a file says of a person, as it is kept: sealed, and of its values only those that cleaning changed."""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json, to_json

from aoxanh.vault.sealing import Seal


def closed(seal: Seal, said: dict[str, Any]) -> bytes:
    """Return what a row says, sealed; of its values only those that are not the cells as they stand."""
    cells, values = said["cells"], said["values"]
    own = {code: text for code, text in values.items() if cells.get(code) != text}
    own |= dict.fromkeys(cells.keys() - values.keys())
    return seal.close_bytes(to_json({**said, "values": own}), "row")


def opened(seal: Seal, sealed: Any) -> dict[str, Any]:
    """Return what a sealed row says."""
    said: dict[str, Any] = from_json(seal.open_bytes(sealed, "row"))
    values = {**said["cells"], **said["values"]}
    said["values"] = {code: text for code, text in values.items() if text is not None}
    return said
