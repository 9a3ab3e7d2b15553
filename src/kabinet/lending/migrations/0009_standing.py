from django.db import migrations, models


class Migration(migrations.Migration):
    """What loans keep of their state. No table is rewritten, and rows of the version before may still come in."""

    dependencies = [("lending", "0008_unique_contract_key")]

    operations = [
        migrations.AddField(
            model_name="loan",
            name="unpaid_due",
            field=models.DateField(
                null=True,
                help_text="Due date of the first instalment that the money has not covered; kept by `standing`.",
            ),
        ),
        migrations.AddField(
            model_name="loan",
            name="days_off_extend",
            field=models.BooleanField(default=True, db_default=True, help_text="As the schedule in force has it."),
        ),
        migrations.AddField(
            model_name="loan",
            name="needs_schedule",
            field=models.BooleanField(
                default=False,
                db_default=False,
                help_text="Issued, and no schedule starts on the day of the money for its sum.",
            ),
        ),
    ]
