from django.db import migrations

from aoxanh.database.append_only import append_only
from aoxanh.database.periods import no_overlap
from aoxanh.database.search import word_index


class Migration(migrations.Migration):
    """One entry a list at a time; consents are written once; names are found by their words."""

    dependencies = [("people", "0001_initial")]
    operations = [
        no_overlap("people_affiliation", "person_id", "unit_id", "role", name="affiliation_overlap"),
        append_only("people_consentevent"),
        word_index("people_person", "search"),
    ]
