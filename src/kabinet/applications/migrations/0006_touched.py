from django.db import migrations, models

HELP = "Steps the applicant saved themselves; null in drafts older than this."


class Migration(migrations.Migration):
    """Drafts that are there already keep null: nobody noted which of their steps were touched."""

    dependencies = [("applications", "0005_typed")]

    operations = [
        migrations.AddField("application", "touched", models.JSONField(null=True, help_text=HELP)),
        migrations.AlterField("application", "touched", models.JSONField(default=list, null=True, help_text=HELP)),
    ]
