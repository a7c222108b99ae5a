"""What unfinished forms hold of people."""

from django.utils.translation import gettext_lazy as _

from aoxanh.database.inventory import NONE, UNTIL_SENT, Data, classify
from aoxanh.drafts.models import Draft

TYPING = _("what was typed is not lost")

classify(
    Draft,
    {
        "id key saved_at": NONE,
        "user": Data("basic", TYPING, UNTIL_SENT),
        "sealed": Data("sensitive", TYPING, UNTIL_SENT),
    },
)
