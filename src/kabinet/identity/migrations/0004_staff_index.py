from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from kabinet.kernel.live_indexes import AddIndexLive


class Migration(migrations.Migration):
    """Staff are few among the accounts: an index of them alone, in the order of their names."""

    atomic = False
    dependencies = [("identity", "0003_askers")]

    operations = [
        AddIndexLive(
            model_name="user",
            index=models.Index(fields=["full_name", "id"], name="staff_name", condition=~models.Q(roles=[])),
        ),
        RemoveIndexConcurrently(model_name="user", name="account_name"),
    ]
