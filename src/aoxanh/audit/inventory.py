"""What the log and the kept answers hold of people."""

from django.utils.translation import gettext_lazy as _

from aoxanh.audit.models import AuditEntry, ChainHead, CommandKey
from aoxanh.database.inventory import DAYS_30, LOG, NONE, Data, classify

PROOF = _("proof of who did what")
TWINS = _("a request sent twice has one effect")

classify(
    AuditEntry,
    {
        "seq at action duty duty_unit_id source reference target_kind target_id unit_id previous hash": NONE,
        "actor_id address subject facts": Data("basic", PROOF, LOG),
        "sealed": Data("sensitive", PROOF, LOG),
    },
)
classify(ChainHead, {"id seq hash at": NONE})
classify(
    CommandKey,
    {
        "id key claim fingerprint status created_at": NONE,
        "scope": Data("basic", TWINS, DAYS_30),
        "answer": Data("sensitive", TWINS, DAYS_30),
    },
)
