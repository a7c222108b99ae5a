"""How the document tells of an endpoint that answers a file."""

from __future__ import annotations

from typing import Any

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def gives(*kinds: str) -> dict[str, Any]:
    """Return what the document says of an endpoint whose answer is a file of one of these media types."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"responses": {200: {"description": "The file", "content": content}}}
