import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A consent names its text by where texts are now; the table's own reference followed the rename."""

    dependencies = [("applications", "0009_indexes"), ("organisation", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "consent",
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.legaltext"
                    ),
                )
            ]
        )
    ]
