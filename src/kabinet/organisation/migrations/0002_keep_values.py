from django.db import migrations

from kabinet.kernel.append_only import keep, protect


class Migration(migrations.Migration):
    """Contracts rest on the figures of their day: the database itself neither changes nor loses one."""

    dependencies = [("organisation", "0001_initial"), ("kernel", "0003_keep_history")]

    operations = [protect("organisation_regulatoryvalue"), keep("organisation_regulatoryvalue")]
