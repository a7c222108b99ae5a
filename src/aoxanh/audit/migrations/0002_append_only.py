from django.db import migrations

from aoxanh.database.append_only import append_only


class Migration(migrations.Migration):
    """The log is written once, on both databases."""

    dependencies = [("audit", "0001_initial")]
    operations = [append_only("audit_auditentry")]
