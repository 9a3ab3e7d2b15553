from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.RunSQL("create sequence message_own_id as integer minvalue 100000", "drop sequence message_own_id"),
    ]
