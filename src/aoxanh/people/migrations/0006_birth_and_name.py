import django.db.models.deletion
from django.db import migrations, models

OLD = "people_affiliation_unit_id_e381f507"


class Migration(migrations.Migration):
    """Whoever bears a name and birth day is found along one index; an index that begins another one goes.

    It is dropped by hand, for Django would remake the table on SQLite and lose its triggers.
    """

    dependencies = [("people", "0005_merged_index"), ("org", "0004_alter_unitevent_kind")]
    operations = [
        migrations.RemoveIndex(model_name="person", name="person_by_birth"),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["birth", "search"], name="person_by_birth_and_name"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="affiliation",
                    name="unit",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
                        to="org.unit",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {OLD}", f"CREATE INDEX {OLD} ON people_affiliation (unit_id)"
                )
            ],
        ),
    ]
