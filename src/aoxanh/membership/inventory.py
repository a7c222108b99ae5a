"""What the book and its projections hold: being a member of the Union shows a political view (NĐ 356/2025 Đ.4)."""

from django.utils.translation import gettext_lazy as _

from aoxanh.database.inventory import ALWAYS, NONE, WITH_ACCOUNT, WITH_RECORD, Data, classify
from aoxanh.membership.models import (
    AuthorityRow,
    BookCopy,
    BookEntry,
    Delta,
    ElectronicCard,
    FirstList,
    Folded,
    Member,
    Overlay,
    Rollup,
    SavedList,
    StatuteRow,
    Tally,
)

BOOK = _("the membership book: proof of every way in, out and between")
HELD = Data("sensitive", BOOK, ALWAYS)
WORDS = Data("sensitive", BOOK, WITH_RECORD)

classify(
    BookEntry,
    {
        "id seq recorded_at corrects cause cause_id previous hash duty": NONE,
        "person kind effective_on unit decision_number decision_on decision_body facts": HELD,
        "sealed": WORDS,
        "actor_id": Data("basic", BOOK, ALWAYS),
    },
)
classify(Member, {"lines head since": NONE, "person joined_on card_number": HELD})
classify(Overlay, {"id known_from known_until opened_by": NONE, "person what unit starts_on ends_on": HELD})
classify(ElectronicCard, {"id made_at ended_at": NONE, "person code": HELD})
classify(BookCopy, {"id made_at lines head digest": NONE, "person code": HELD})
classify(Delta, {"id unit on kind n known_from folded": NONE})
classify(Tally, {"id unit on kind n": NONE})
classify(Rollup, {"unit above day members counts": NONE})
classify(Folded, {"id at day kept_at seen": NONE})
classify(AuthorityRow, {"id procedure decision kinds body rule source valid_from valid_to sure": NONE})
classify(StatuteRow, {"id code value rule source valid_from valid_to sure": NONE})
LISTS = _("lists an officer has saved are found again")
classify(
    SavedList,
    {"id unit query made_at ended_at": NONE, "owner name": Data("basic", LISTS, WITH_ACCOUNT)},
)
classify(FirstList, {"saved": NONE, "user": Data("basic", LISTS, WITH_ACCOUNT)})
