import django.db.models.deletion
from django.db import migrations, models

OLD = "people_person_merged_into_id_138bbee4"


class Migration(migrations.Migration):
    """Those merged away are indexed, those who are not (nearly all) no longer: it misled SQLite's planner.

    The old index is dropped by hand, for Django would remake the table on SQLite and lose its triggers.
    """

    dependencies = [("people", "0004_what_was_known")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="person",
                    name="merged_into",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="people.person",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {OLD}", f"CREATE INDEX {OLD} ON people_person (merged_into_id)"
                )
            ],
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="person_merged_into",
            ),
        ),
    ]
