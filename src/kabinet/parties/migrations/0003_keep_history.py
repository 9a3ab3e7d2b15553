from django.db import migrations

from kabinet.kernel.append_only import keep


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_append_only"), ("kernel", "0003_keep_history")]

    operations = [
        keep("parties_partychange"),
    ]
