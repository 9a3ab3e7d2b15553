from django.db import migrations

from kabinet.kernel.append_only import CREATE_TERM_KEEPER, keep_for


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_security")]

    operations = [
        CREATE_TERM_KEEPER,
        keep_for("kernel_securityevent", "happened_at", "180 days"),
    ]
