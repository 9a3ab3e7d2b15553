from django.db import migrations

from kabinet.kernel.append_only import CREATE_GUARD, protect


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        CREATE_GUARD,
        protect("kernel_event"),
        protect("kernel_legaltext"),
    ]
