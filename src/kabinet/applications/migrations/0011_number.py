from django.db import migrations, models

from kabinet.kernel.live_indexes import DropCoveredIndex, name_unique


class Migration(migrations.Migration):
    """The second index of the numbers goes: it served patterns that nobody looks for."""

    atomic = False
    dependencies = [("applications", "0010_texts_moved")]

    operations = [
        DropCoveredIndex(
            model_name="application",
            name="number",
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                name_unique("applications_application", "number", "one_application_per_number"),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="application",
                    constraint=models.UniqueConstraint(fields=["number"], name="one_application_per_number"),
                ),
            ],
        ),
    ]
