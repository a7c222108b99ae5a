"""`./aoxanh audit verify | head`: prove the chain, or write its head to a folder outside the database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.audit.chain import prove, write_head


class Command(BaseCommand):
    """Prove the audit chain or keep its head."""

    help = "verify: prove the chain (exit 1 and the row's name if it is broken); head: write today's head."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, the folder of heads, and how to print."""
        parser.add_argument("do", choices=["verify", "head"])
        parser.add_argument("--heads", type=Path, default=settings.AOXANH_AUDIT_HEADS)
        parser.add_argument("--json", action="store_true")

    def handle(self, *, do: str, heads: Path | None, json: bool, **options: Any) -> None:
        """Do it."""
        if do == "head":
            if heads is None:
                message = "Name a folder: --heads DIR or AOXANH_AUDIT_HEADS."
                raise CommandError(message)
            self.stdout.write(str(write_head(heads)))
            return
        self.verify(heads, as_json=json)

    def verify(self, heads: Path | None, *, as_json: bool) -> None:
        """Print the proof; leave with 1 if it does not hold."""
        proof = prove(heads)
        if as_json:
            self.stdout.write(
                json.dumps(
                    {
                        "holds": proof.holds,
                        "links": proof.links,
                        "head": proof.head,
                        "broken_at": proof.broken_at,
                        "why": proof.why,
                    }
                )
            )
        elif proof.holds:
            self.stdout.write(f"{proof.links} links hold. Head: {proof.head}")
        else:
            self.stderr.write(
                f"BROKEN at row {proof.broken_at}: {proof.why}. {proof.links} links hold before it."
            )
        if not proof.holds:
            sys.exit(1)
