from django.db import migrations

from kabinet.kernel.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_consents"), ("kernel", "0002_append_only")]

    operations = [
        protect("applications_consent"),
    ]
