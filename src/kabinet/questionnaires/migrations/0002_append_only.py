from django.db import migrations

from kabinet.kernel.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial"), ("kernel", "0002_append_only")]

    operations = [
        protect("questionnaires_questionnaireversion"),
    ]
