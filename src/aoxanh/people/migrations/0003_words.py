from django.db import migrations

from aoxanh.database.search import sqlite_word_index


class Migration(migrations.Migration):
    """On SQLite too, names are found by their words without reading them all."""

    dependencies = [("people", "0002_rules")]
    operations = [sqlite_word_index("people_person", "search")]
