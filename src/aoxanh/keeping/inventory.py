"""What this room holds of people: nothing but the number of a record whose book does not hold."""

from django.utils.translation import gettext_lazy as _

from aoxanh.database.inventory import DAYS_30, NONE, Data, classify
from aoxanh.keeping.models import Slice

classify(
    Slice,
    {
        "id round after until size people lines began_at ended_at": NONE,
        "first_break": Data("basic", _("proving that the book is whole"), DAYS_30),
    },
)
