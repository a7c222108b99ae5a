"""`./aoxanh training`: how far each unit below is in a year; `--issue` issues the shipped programme of a year."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from aoxanh.audit.actor import Actor
from aoxanh.audit.objection import Objection
from aoxanh.org.models import UnitVersion, today
from aoxanh.training.forms import proposed
from aoxanh.training.operations import issue_programme
from aoxanh.training.queries import PROGRESS, board, programmes

HEAD = "Đơn vị\tĐoàn viên\tĐã đăng ký\tĐã đánh giá\tĐã chuyển\tĐã duyệt"


class Command(BaseCommand):
    """Tell of training, names of nobody; issue a programme."""

    help = "How far units are with the training programme; --issue YEAR issues the shipped form."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a unit's code and a year, or what to issue."""
        parser.add_argument("code", nargs="?", help="code of a unit; without one the programmes are listed")
        parser.add_argument("--year", type=int, default=today().year)
        parser.add_argument("--issue", type=int, metavar="YEAR", help="issue the shipped programme of a year")
        parser.add_argument("--span", choices=["year", "school"], default="year")

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue, list, or count."""
        del args
        with translation.override("vi"):
            if options["issue"]:
                self.issue(options["issue"], options["span"])
            elif options["code"]:
                self.count(options["code"], options["year"])
            else:
                for program in programmes().values():
                    self.stdout.write(
                        f"{program.title}\t{program.get_span_display()}\tphiên bản {program.version}\t{len(program.outline.items)} tiêu chí"
                    )

    def issue(self, year: int, span: str) -> None:
        """Issue the shipped programme of a year."""
        try:
            program = issue_programme(None, actor=Actor(), **proposed(year, span))
        except Objection as objection:
            raise CommandError(str(objection.message)) from objection
        self.stdout.write(f"Đã ban hành chương trình {program.title}, phiên bản {program.version}")

    def count(self, code: str, year: int) -> None:
        """Print how far the units below one are."""
        version = UnitVersion.objects.as_of(today()).filter(code=code).first()
        if version is None:
            raise CommandError(f"Không có đơn vị mang mã {code}")
        self.stdout.write(HEAD)
        for row in board(version, year, today()):
            self.stdout.write(
                "\t".join((row.unit.name, str(row.members), *(str(row.figures[key]) for key in PROGRESS)))
            )
