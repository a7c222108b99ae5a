import django.db.models.deletion
from django.db import migrations, models

OLD = {
    "person_id": "membership_bookentry_person_id_61907713",
    "unit_id": "membership_bookentry_unit_id_f5905a24",
}


class Migration(migrations.Migration):
    """Indexes of the book that begin another one go: every line written pays for each.

    They are dropped by hand, for Django would remake the table on SQLite and lose its triggers.
    """

    dependencies = [
        ("membership", "0005_saved_lists"),
        ("people", "0006_birth_and_name"),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="bookentry",
                    name="person",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="book",
                        to="people.person",
                    ),
                ),
                migrations.AlterField(
                    model_name="bookentry",
                    name="unit",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="book_lines",
                        to="org.unit",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {name}",
                    f"CREATE INDEX {name} ON membership_bookentry ({column})",
                )
                for column, name in OLD.items()
            ],
        ),
    ]
