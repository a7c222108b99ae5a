"""What batches hold: rows of files, sealed, forgotten thirty days after they were decided."""

from django.utils.translation import gettext_lazy as _

from aoxanh.database.inventory import DAYS_30, NONE, Data, classify
from aoxanh.intake.models import Batch, BatchRow, Heading

FILES = _("taking lists in, and taking them back")
ROW = Data("sensitive", FILES, DAYS_30)

classify(
    Batch,
    {
        "id unit file_name sha256 state since counts mapping columns orders at taken_at": NONE,
        "by": Data("basic", FILES, DAYS_30),
    },
)
classify(Heading, {"id unit heading field": NONE})
classify(
    BatchRow,
    {"id batch number sheet row outcome rule column revision": NONE, "person sealed mark signs": ROW},
)
