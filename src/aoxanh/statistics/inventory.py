"""What issued reports hold of people: who issued them, and nothing else."""

from django.utils.translation import gettext_lazy as _

from aoxanh.database.inventory import ALWAYS, NONE, Data, classify
from aoxanh.statistics.models import IssuedReport

classify(
    IssuedReport,
    {
        "id unit year number first last known_until figures log_head hash": NONE,
        "issued_by": Data("basic", _("proof of who issued a report"), ALWAYS),
    },
)
