from django.db import migrations, models


class Migration(migrations.Migration):
    """A column without a value: no table is rewritten, and rows of the version before may still come in."""

    dependencies = [("lending", "0006_days_off_extend_terms")]

    operations = [
        migrations.AddField(
            model_name="loan",
            name="contract_key",
            field=models.CharField(
                max_length=50, null=True, help_text="The number folded: two ways of writing are one number."
            ),
        ),
    ]
