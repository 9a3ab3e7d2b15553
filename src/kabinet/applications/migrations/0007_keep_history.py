from django.db import migrations

from kabinet.kernel.append_only import keep


class Migration(migrations.Migration):
    dependencies = [("applications", "0006_touched"), ("kernel", "0003_keep_history")]

    operations = [
        keep("applications_consent"),
    ]
