"""Issued reports are written once."""

from aoxanh.database.append_only import append_only
from django.db import migrations


class Migration(migrations.Migration):
    """The database refuses to change or delete an issued report."""

    dependencies = [("statistics", "0001_initial")]
    operations = [append_only("statistics_issuedreport")]
