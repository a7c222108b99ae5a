from django.db import migrations

from aoxanh.database.append_only import append_only


class Migration(migrations.Migration):
    """Moves of cases are written once."""

    dependencies = [("cases", "0001_cases")]
    operations = [append_only("cases_casemove")]
