from django.db import migrations

from kabinet.kernel.append_only import keep


class Migration(migrations.Migration):
    dependencies = [("lending", "0004_regulations"), ("kernel", "0003_keep_history")]

    operations = [
        keep("lending_schedule"),
        keep("lending_instalment"),
        keep("lending_operation"),
        keep("lending_allocation"),
    ]
