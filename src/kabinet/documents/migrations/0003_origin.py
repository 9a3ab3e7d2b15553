from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_account")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="network",
            field=models.CharField(db_default="", default="", help_text="Where it came from, hashed.", max_length=64),
        ),
        migrations.AddField(
            model_name="document",
            name="site",
            field=models.CharField(db_default="", default="", help_text="The /48 around it, hashed.", max_length=64),
        ),
    ]
