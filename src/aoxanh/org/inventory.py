"""What units hold of people: who recorded a decision, and nothing else."""

from django.utils.translation import gettext_lazy as _

from aoxanh.database.inventory import ALWAYS, NONE, Data, classify
from aoxanh.org.models import (
    AdministrativeLineage,
    AdministrativeUnit,
    Lineage,
    Unit,
    UnitEvent,
    UnitVersion,
)

classify(AdministrativeUnit, {"id code level kind name parent starts_on ends_on search": NONE})
classify(AdministrativeLineage, {"id predecessor successor on resolution partial": NONE})
classify(Unit, {"id created_at congress_on congress_ordinal term_ends_on": NONE})
classify(
    UnitVersion,
    {
        "id unit starts_on ends_on code name short_name kind kind_order sector address": NONE,
        "administrative_unit parent path sort_key search": NONE,
    },
)
classify(
    UnitEvent,
    {
        "id unit kind effective_on decision_number decision_on decision_body reason before after recorded_at": NONE,
        "recorded_by": Data("basic", _("proof of who recorded a decision"), ALWAYS),
    },
)
classify(Lineage, {"id predecessor successor on kind resolution": NONE})
