"""`./aoxanh data_inventory`: every column that holds personal data, for docs/reference/data-inventory.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from aoxanh.database.inventory import INVENTORY, Data


class Command(BaseCommand):
    """Print the inventory in Vietnamese: it is a paper the law asks for."""

    help = "Print which column holds which personal data, why and for how long."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it, in a fixed order."""
        with translation.override("vi"):
            self.stdout.write("\n".join(lines()))


def lines() -> Iterator[str]:
    """Yield the markdown, table by table; tables without personal data are named at the end."""
    kinds = {"basic": _("basic"), "sensitive": _("sensitive")}
    yield f"# {_('Personal data, column by column')}\n"
    yield _("By Luật 91/2025/QH15 and NĐ 356/2025/NĐ-CP Đ.3–4. Written by `./aoxanh data_inventory`.") + "\n"
    empty = []
    for model, columns in sorted(INVENTORY.items(), key=lambda pair: pair[0]._meta.label):  # noqa: SLF001
        held = {name: data for name, data in columns.items() if data.kind != "none"}
        if not held:
            empty.append(f"`{model._meta.label}`")  # noqa: SLF001
            continue
        yield f"## {model._meta.label}\n"  # noqa: SLF001
        yield f"| {_('Columns')} | {_('Kind')} | {_('What for')} | {_('Kept')} |\n|---|---|---|---|"
        for data, names in grouped(held).items():
            yield f"| {', '.join(f'`{n}`' for n in names)} | {kinds[data.kind]} | {data.purpose} | {data.retention} |"
        yield ""
    yield f"## {_('Tables without personal data')}\n\n{', '.join(empty)}"


def grouped(columns: dict[str, Data]) -> dict[Data, list[str]]:
    """Return columns that hold the same for the same purpose, together."""
    found: dict[Data, list[str]] = {}
    for name, data in columns.items():
        found.setdefault(data, []).append(name)
    return found
