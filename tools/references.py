"""The generated references in docs/reference: write them anew, or check that they are what they should be.

    tools/references.py            writes them
    tools/references.py --check    fails, naming each file that differs

A reference is what one management command prints. A command that does not exist yet is passed over.
"""

from __future__ import annotations

import argparse
import difflib
import io
import os
import sys
from pathlib import Path

import rules

ROOT = Path(__file__).resolve().parent.parent
#: file in docs/reference → the command that prints it
REFERENCES = {
    "permissions.md": "permissions --print",
    "data-inventory.md": "data_inventory",
    "openapi.json": "openapi",
    "procedures.md": "procedures",
}


def printed(command: str) -> str:
    """Return what a command prints."""
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    out = io.StringIO()
    call_command(*command.split(), stdout=out)
    return out.getvalue()


def main() -> int:
    """Write or check every reference whose command exists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when something differs")
    check = parser.parse_args().check
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aoxanh.config.settings")
    import django  # noqa: PLC0415 - settings first
    from django.core.management import get_commands  # noqa: PLC0415

    django.setup()
    different = []
    pages = {name: command for name, command in REFERENCES.items() if command.split()[0] in get_commands()}
    for name in [*pages, "rules.md"]:
        path = ROOT / "docs" / "reference" / name
        wanted = printed(pages[name]) if name in pages else rules.printed()
        found = path.read_text(encoding="utf-8") if path.exists() else ""
        if found == wanted:
            continue
        different.append(name)
        if check:
            lines = difflib.unified_diff(
                found.splitlines(), wanted.splitlines(), name, "generated", lineterm="", n=1
            )
            print("\n".join(list(lines)[:40]))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted, encoding="utf-8")
    print(f"{len(different)} of {len(REFERENCES)} references {'differ' if check else 'written'}: {different}")
    return 1 if check and different else 0


if __name__ == "__main__":
    sys.exit(main())
