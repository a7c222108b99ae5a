"""What attendance holds of people: that somebody takes part in the Union's activities shows a political view."""

from django.utils.translation import gettext_lazy as _

from aoxanh.attendance.models import Attendance, Gathering
from aoxanh.database.inventory import ALWAYS, NONE, Data, classify

ATTENDANCE = _("attendance: who took part in which meeting or activity of the Union")

classify(
    Attendance,
    {"id guest": NONE, "gathering person how": Data("sensitive", ATTENDANCE, ALWAYS)},
)
classify(
    Gathering,
    {
        "id uid unit kind day title mode ground consent listed present excused guests at taken_back_at": NONE,
        "note by taken_back_by": Data("basic", ATTENDANCE, ALWAYS),
    },
)
