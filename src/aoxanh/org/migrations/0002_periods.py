from django.db import migrations

from aoxanh.database.periods import no_overlap
from aoxanh.database.search import word_index


class Migration(migrations.Migration):
    """A unit stands in one way at a time, and a code belongs to one unit at a time."""

    dependencies = [("org", "0001_initial")]
    operations = [
        no_overlap("org_unitversion", "unit_id", name="unit_version_overlap"),
        no_overlap("org_unitversion", "code", name="unit_code_overlap"),
        word_index("org_unitversion", "search"),
    ]
