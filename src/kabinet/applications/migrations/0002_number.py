from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [
        migrations.RunSQL("create sequence application_number", "drop sequence application_number"),
    ]
