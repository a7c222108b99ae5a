"""One thing has one name, on every screen and in every letter."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import messages  # noqa: E402

VIETNAMESE = [
    text for path in messages.catalogues("vi") for m in messages.read_po(path) for text in m.strings.values()
]
PLACES = re.compile(r"%\(\w+\)[sd]")
#: What it is not called: what it is called instead.
NAMES = {
    r"liên kết (dùng )?một lần|đường link|\blink\b|đường dẫn (đăng nhập|kích hoạt|một lần)": "đường dẫn dùng một lần",
}


@pytest.mark.parametrize("other", NAMES)
def test_a_thing_has_one_name(other):
    assert len(VIETNAMESE) > 500
    assert [text for text in VIETNAMESE if re.search(other, PLACES.sub("", text), re.IGNORECASE)] == [], (
        NAMES[other]
    )
