"""Run every benchmark (or those named) and print one line a figure: name, figure, denominator, ratio.

Each module has a `run()` that yields (name, figure, unit, denominator's name, denominator, ratio).
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import tempfile

import benchmarks


def main() -> None:
    """Print every figure as it comes."""
    with tempfile.TemporaryDirectory(prefix="aoxanh-bench-") as folder:
        os.environ["AOXANH_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aoxanh.config.settings")
        import django  # noqa: PLC0415 - settings first

        django.setup()
        for module in pkgutil.iter_modules(benchmarks.__path__):
            if module.name.startswith("_") or (sys.argv[1:] and module.name not in sys.argv[1:]):
                continue
            run = getattr(importlib.import_module(f"benchmarks.{module.name}"), "run", None)
            for name, figure, unit, denominator, amount, ratio in run() if run else ():
                print(
                    f"{module.name}.{name} {figure:.2f} {unit} {denominator}={amount:.2f} ratio={ratio:.2f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
