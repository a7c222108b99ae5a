"""What plans hold of people: who drew them up and decided them, and lists of who goes where."""

from django.utils.translation import gettext_lazy as _

from aoxanh.database.inventory import ALWAYS, NONE, Data, classify
from aoxanh.reorganisation.models import JournalRow, Plan, PlayedThrough

PROOF = _("proof of who moved whom, by which decision")
BY = Data("basic", PROOF, ALWAYS)

classify(
    Plan,
    {
        "id unit name effective_on decision_number decision_on decision_body paper state edition at done_at undone_at": NONE,
        "proof trouble": NONE,
        "steps drawn_by decided_by": BY,
    },
)
classify(JournalRow, {"id plan table row": NONE, "before after": BY})
classify(PlayedThrough, {"plan edition at": NONE, "told": BY})
