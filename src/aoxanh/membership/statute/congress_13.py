"""Statute of the 13th congress (2026): known only through published question sets; every row is assumed (R-VER-04)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from aoxanh.membership.statute.values import Authority, Value

#: The day the statute took effect was not found; the year is sure, the day is assumed.
FROM = dt.date(2026, 10, 1)
EDITION = "khóa XIII"
SOURCE = "Bộ câu hỏi hội thi Bí thư Đoàn cơ sở giỏi 2026"

VALUES = [
    Value("admission_age", _("Least age for admission (years and days)"), [16, 0], "R-VER-04", SOURCE, FROM, sure="assumed"),
    Value("removal_consecutive", _("Whether those months must be consecutive"), True, "R-VER-04", SOURCE, FROM, sure="assumed"),
    Value("postponement_months", _("Most months activity may be put off at a time"), 12, "R-VER-04", SOURCE, FROM, sure="assumed"),
]  # fmt: skip
AUTHORITY: list[Authority] = []
