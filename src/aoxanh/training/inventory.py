"""What training holds of people: that somebody is judged as a member of the Union shows a political view."""

from django.utils.translation import gettext_lazy as _

from aoxanh.database.inventory import ALWAYS, NONE, WITH_RECORD, Data, classify
from aoxanh.training.models import CriteriaGroup, Criterion, Registration, Sheet, TrainingProgram

TRAINING = _("the training programme: what members undertook and how they were scored")
HELD = Data("sensitive", TRAINING, ALWAYS)
WORDS = Data("sensitive", TRAINING, WITH_RECORD)
ACTOR = Data("basic", TRAINING, ALWAYS)

classify(
    TrainingProgram,
    {
        "id year span version starts_on ends_on register_by evaluate_from source sure issued_at": NONE,
        "issued_by": ACTOR,
    },
)
classify(CriteriaGroup, {"id program number title max": NONE})
classify(Criterion, {"id group number title max": NONE})
classify(
    Registration,
    {
        "id uid program unit to revision at sent_at decided_at": NONE,
        "person state stage chosen score": HELD,
        "sealed": WORDS,
        "by approved_by sent_by decided_by": ACTOR,
    },
)
classify(Sheet, {"id registration side at whole": NONE, "points total": HELD, "by": ACTOR})
