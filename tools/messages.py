"""Compile the catalogues, and check that nothing English is left for a Vietnamese reader. Needs no gettext.

python tools/messages.py compile            .po → .mo in every locale folder below src/aoxanh/
python tools/messages.py --check [room …]   every msgid in templates and code has Vietnamese
python tools/messages.py list [room …]      the msgids, one a line, that still lack Vietnamese
"""

from __future__ import annotations

import argparse
import ast
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import templatize

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ROOT / "src" / "aoxanh"
LANGUAGE = "vi"

#: function → places of context, singular and plural among its arguments
CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
TEMPLATE_CALL = re.compile(r"(?<![\w.])(_|n?p?gettext)\(")


@dataclass
class Message:
    """One entry of a catalogue."""

    context: str | None = None
    singular: str = ""
    plural: str | None = None
    strings: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> tuple[str | None, str]:
        """What a lookup asks for."""
        return self.context, self.singular

    @property
    def done(self) -> bool:
        """Whether every form is there."""
        return not self.fuzzy and bool(self.strings) and all(self.strings.values())


def read_po(path: Path) -> list[Message]:
    """Return the entries of a .po file, the header first; obsolete ones are left out."""
    messages: list[Message] = []
    now, part, fuzzy = Message(), "", False
    for number, raw in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        text = raw.strip()
        if text.startswith("#"):
            fuzzy = fuzzy or (text.startswith("#,") and "fuzzy" in text)
            continue
        keyword = re.match(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s+(".*")$', text)
        if keyword:
            part, index, quoted = keyword.groups()
            if part in {"msgctxt", "msgid"} and now.strings:
                messages.append(now)
                now = Message()
            if part in {"msgctxt", "msgid"} and fuzzy:
                now.fuzzy, fuzzy = True, False
            extend(now, part, int(index or 0), ast.literal_eval(quoted))
            last = int(index or 0)
        elif text.startswith('"'):
            extend(now, part, last, ast.literal_eval(text))
        elif text:
            raise SystemExit(f"{path}:{number}: cannot read {text!r}")
    if now.strings:
        messages.append(now)
    return messages


def extend(message: Message, part: str, index: int, text: str) -> None:
    """Add a piece of text to the part of an entry that is being read."""
    if part == "msgctxt":
        message.context = (message.context or "") + text
    elif part == "msgid":
        message.singular += text
    elif part == "msgid_plural":
        message.plural = (message.plural or "") + text
    else:
        message.strings[index] = message.strings.get(index, "") + text


def write_mo(messages: list[Message], path: Path) -> None:
    """Write the binary catalogue (GNU MO, little-endian, sorted, no hash table)."""
    pairs = {}
    for message in messages:
        if not message.done:
            continue
        key = (f"{message.context}\x04" if message.context is not None else "") + message.singular
        key += f"\0{message.plural}" if message.plural is not None else ""
        pairs[key.encode()] = "\0".join(message.strings[i] for i in sorted(message.strings)).encode()
    keys = sorted(pairs)
    start = 28 + 16 * len(keys)
    table, body = b"", b""
    for texts in (keys, [pairs[key] for key in keys]):
        for text in texts:
            table += struct.pack("<II", len(text), start + len(body))
            body += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, start)
    path.write_bytes(head + table + body)


def catalogues(language: str = "*") -> list[Path]:
    """Return every .po file of the rooms."""
    return sorted(ROOMS.glob(f"**/locale/{language}/LC_MESSAGES/*.po"))


def compile_all() -> int:
    """Compile each catalogue that is newer than its .mo; return how many there are."""
    found = catalogues()
    for path in found:
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            write_mo(read_po(path), target)
    return len(found)


def constant(node: ast.expr) -> str | None:
    """Return the text of a literal argument."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def from_call(node: ast.Call) -> tuple[str | None, str] | None:
    """Return the (context, msgid) a gettext call asks for, if it is one with literal arguments."""
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name not in CALLS:
        return None
    context_at, singular_at, _plural_at = CALLS[name]
    if len(node.args) <= singular_at:
        return None
    singular = constant(node.args[singular_at])
    context = constant(node.args[context_at]) if context_at is not None else None
    return (context, singular) if singular else None


def in_code(path: Path) -> Iterator[tuple[str | None, str]]:
    """Yield every msgid of a Python file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            asked = from_call(node)
            if asked:
                yield asked


def in_template(path: Path) -> Iterator[tuple[str | None, str]]:
    """Yield every msgid of a template."""
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for found in TEMPLATE_CALL.finditer(text):
        for end in re.finditer(r"\)", text[found.start() :]):
            try:
                tree = ast.parse(text[found.start() : found.start() + end.end()].strip(), mode="eval")
            except SyntaxError:
                continue
            asked = from_call(tree.body) if isinstance(tree.body, ast.Call) else None
            if asked:
                yield asked
            break


def asked_for(rooms: list[str]) -> dict[tuple[str | None, str], str]:
    """Return every msgid with one place that uses it."""
    places = [ROOMS / room for room in rooms] or [ROOMS]
    found: dict[tuple[str | None, str], str] = {}
    for place in places:
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        for path in files:
            if "migrations" in path.parts or "static" in path.parts:
                continue
            if path.suffix == ".py":
                keys = list(in_code(path))
            elif "templates" in path.parts and path.suffix in {".html", ".txt", ".js", ".xml"}:
                keys = list(in_template(path))
            else:
                continue
            for key in keys:
                found.setdefault(key, str(path.relative_to(ROOT)))
    return found


def missing(rooms: list[str]) -> dict[tuple[str | None, str], str]:
    """Return the msgids without a finished Vietnamese translation."""
    translated = {m.key for path in catalogues(LANGUAGE) for m in read_po(path) if m.done}
    return {key: place for key, place in asked_for(rooms).items() if key not in translated}


def main() -> int:
    """Compile, list or check, as asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="fail when a translation is missing")
    parser.add_argument("words", nargs="*", help="compile, list, or the rooms to look at")
    asked = parser.parse_args()
    words = list(asked.words)
    verb = words.pop(0) if words and words[0] in {"compile", "list"} else ""
    if verb == "compile":
        sys.stdout.write(f"{compile_all()} catalogues\n")
        return 0
    wrong = missing(words)
    for (context, text), place in sorted(wrong.items(), key=lambda item: item[1]):
        sys.stderr.write(f"{place}: {f'[{context}] ' if context else ''}{text!r}\n")
    return 1 if wrong and asked.check else 0


if __name__ == "__main__":
    raise SystemExit(main())
