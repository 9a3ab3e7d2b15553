from django.db import migrations


class Migration(migrations.Migration):
    """The organisation has a room of its own, whose first migration took the tables."""

    dependencies = [
        ("kernel", "0008_connections"),
        ("applications", "0010_texts_moved"),
        ("organisation", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("LegalText"), migrations.DeleteModel("SiteProfile")]
        )
    ]
