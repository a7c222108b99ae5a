"""What fees hold of people: that somebody pays the Union's fee shows a political view; whether they are salaried is theirs."""

from django.utils.translation import gettext_lazy as _

from aoxanh.database.inventory import ALWAYS, NONE, Data, classify
from aoxanh.fees.models import Account, Collection, Payer, Payment, Remittance

FEES = _("the membership fee: who paid which month, and what was handed up")
HELD = Data("sensitive", FEES, ALWAYS)
ACTOR = Data("basic", FEES, ALWAYS)

classify(Payer, {"person": HELD})
classify(Payment, {"id unit stands": NONE, "collection person month amount on": HELD})
classify(Collection, {"id uid unit on total heads at taken_back_at": NONE, "by taken_back_by": ACTOR})
classify(
    Remittance, {"id uid unit to first last received amount on at settled_on": NONE, "by settled_by": ACTOR}
)
classify(Account, {"unit bank": NONE, "number holder": Data("basic", FEES, ALWAYS)})
