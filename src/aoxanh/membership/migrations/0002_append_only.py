from django.db import migrations

from aoxanh.database.append_only import append_only


class Migration(migrations.Migration):
    """Lines of the book are written once."""

    dependencies = [("membership", "0001_book")]
    operations = [append_only("membership_bookentry")]
