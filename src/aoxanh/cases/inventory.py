"""What cases hold of people: that somebody is admitted, transferred or disciplined shows a political view."""

from django.utils.translation import gettext_lazy as _

from aoxanh.cases.models import Attachment, CardRange, Case, CaseMove, Docket, Reminder
from aoxanh.database.inventory import ALWAYS, DAYS_30, NONE, WITH_RECORD, Data, classify

CASES = _("the Union's procedures: what was asked, voted and decided, and by whom")
HELD = Data("sensitive", CASES, ALWAYS)
WORDS = Data("sensitive", CASES, WITH_RECORD)
ACTOR = Data("basic", CASES, ALWAYS)

classify(CardRange, {"id unit prefix first last width given_by next added_at": NONE})
classify(Docket, {"id uid procedure title unit opened_at": NONE, "opened_by": ACTOR})
classify(
    Case,
    {
        "id uid procedure unit target at step state exclusive docket revision opened_at since due_on ended_at": NONE,
        "person facts": HELD,
        "sealed": WORDS,
        "opened_by": ACTOR,
    },
)
classify(
    CaseMove,
    {
        "id seq act step to_step unit at duty on decision_number decision_body issue batch": NONE,
        "case vote facts": HELD,
        "sealed": WORDS,
        "actor_id": ACTOR,
    },
)
classify(
    Attachment,
    {
        "id uid case step kind size digest wrapped_key at removed_at": NONE,
        "title_sealed sealed": WORDS,
        "by": ACTOR,
    },
)
classify(Reminder, {"id": NONE, "user on": Data("basic", CASES, DAYS_30)})
