from django.db import migrations

from kabinet.kernel.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("lending", "0001_initial"), ("kernel", "0002_append_only")]

    operations = [
        protect("lending_schedule"),
        protect("lending_instalment"),
        protect("lending_operation"),
        protect("lending_allocation"),
    ]
