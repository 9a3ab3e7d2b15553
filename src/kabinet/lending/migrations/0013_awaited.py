from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

from kabinet.kernel.live_indexes import AddIndexLive


class Migration(migrations.Migration):
    """Overdue loans are counted by an index alone, without reading the loans."""

    atomic = False
    dependencies = [("lending", "0012_values_moved")]

    operations = [
        AddIndexLive(
            model_name="loan",
            index=models.Index(
                fields=["unpaid_due"],
                include=["days_off_extend"],
                name="loan_awaited",
                condition=Q(unpaid_due__isnull=False),
            ),
        ),
        RemoveIndexConcurrently(model_name="loan", name="loan_unpaid"),
    ]
