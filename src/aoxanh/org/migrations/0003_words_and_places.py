from django.db import migrations, models

from aoxanh.database.search import sqlite_word_index


class Migration(migrations.Migration):
    """Units are found by their words on SQLite too; kinds below a place and terms run out come from an index."""

    dependencies = [
        ('org', '0002_periods'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='unitversion',
            name='unit_version_path',
        ),
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(condition=models.Q(('term_ends_on__isnull', False)), fields=['term_ends_on'], name='unit_term_ends'),
        ),
        migrations.AddIndex(
            model_name='unitversion',
            index=models.Index(fields=['path', 'starts_on', 'ends_on', 'kind'], name='unit_version_place'),
        ),
        migrations.AddIndex(
            model_name='unitversion',
            index=models.Index(fields=['kind_order', 'sort_key'], name='unit_version_in_order'),
        ),
        sqlite_word_index("org_unitversion", "search"),
    ]
