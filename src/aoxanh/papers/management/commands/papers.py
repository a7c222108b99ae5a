"""`./aoxanh papers verify`: every number book without a gap, every issued file the one whose hash was written down."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from aoxanh.papers import queries


class Command(BaseCommand):
    """Prove the number books and the issued papers."""

    help = "Numbers without gaps or twins in every book (L21); each issued file and scan is the one that was written down."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do."""
        parser.add_argument("what", choices=["verify"])

    def handle(self, *, what: str, **options: Any) -> None:
        """Look at everything; fail with the first break."""
        del what, options
        books, numbers, broken = queries.prove_books()
        files, erased, changed = queries.prove_files()
        self.stdout.write(f"L21 number books: {books} books, {numbers} numbers")
        self.stdout.write(
            f"L18 issued files, scans and signed files: {files} as written down, {erased} erased"
        )
        first = broken or changed
        if first:
            raise CommandError(first)
