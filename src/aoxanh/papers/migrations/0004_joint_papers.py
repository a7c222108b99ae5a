"""A second body signs a paper beside the one whose number it takes (R-DOC-02)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who signs jointly."""

    dependencies = [("org", "0004_alter_unitevent_kind"), ("papers", "0003_signed_files")]
    operations = [
        migrations.CreateModel(
            name="JointSigner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signed_at", models.DateTimeField(null=True)),
                ("signed_by", models.BigIntegerField(null=True)),
                ("signed_as", models.CharField(blank=True, max_length=200)),
                ("paper", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="joint", to="papers.paper")),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit")),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("paper", "unit"), name="joint_signer_once")]},
        ),
    ]
