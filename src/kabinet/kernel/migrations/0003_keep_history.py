from django.db import migrations

from kabinet.kernel.append_only import CREATE_KEEPER, CREATE_MAINTENANCE_ROLE, keep


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_append_only")]

    operations = [
        CREATE_MAINTENANCE_ROLE,
        CREATE_KEEPER,
        keep("kernel_event"),
        keep("kernel_legaltext"),
    ]
