"""The Union's procedures, one file each (P1–P17 of HD 20 and HD 30): found by their being here, with no second edit."""

from __future__ import annotations

import importlib
import pkgutil


def load(package: str) -> None:
    """Import every module of a `procedures` package, so that its procedures are registered."""
    found = importlib.import_module(package)
    for module in pkgutil.iter_modules(found.__path__):
        importlib.import_module(f"{package}.{module.name}")
