"""What committees and elections hold of people: that somebody stands or sits shows a political view."""

from django.utils.translation import gettext_lazy as _

from aoxanh.database.inventory import ALWAYS, NONE, WITH_RECORD, Data, classify
from aoxanh.elections.models import Candidate, Committee, Contest, Election, Round, Seat, Tally

SITS = _("committees of the Union: who stood, was elected, sat and left; ballots are counts, never names")
HELD = Data("sensitive", SITS, ALWAYS)
WORDS = Data("sensitive", SITS, WITH_RECORD)
ACTOR = Data("basic", SITS, ALWAYS)

classify(
    Committee,
    {
        "id uid unit body origin ordinal size starts_on ends_on term_ends_on decision_number decision_on decision_body issue end_reason recorded_at": NONE,
        "recorded_by": ACTOR,
    },
)
classify(
    Election,
    {
        "id uid unit occasion held_on mode ordinal term_ends_on entitled present delegates_elected delegates_ex_officio delegates_designated consent_on": NONE,
        "state revision case prepared_at closed_at": NONE,
        "prepared_by": ACTOR,
    },
)
classify(Contest, {"id election office seats by_congress": NONE})
classify(Candidate, {"id contest source delegate applied_on": NONE, "person elected": HELD})
classify(Round, {"id contest number issued collected invalid reasons entered_at": NONE, "entered_by": ACTOR})
classify(Tally, {"id round": NONE, "candidate yes": HELD})
classify(
    Seat,
    {
        "id committee post starts_on ends_on came election appointment decision_number recorded_at": NONE,
        "person went": HELD,
        "sealed": WORDS,
    },
)
