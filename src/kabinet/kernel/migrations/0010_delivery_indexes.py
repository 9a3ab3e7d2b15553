import django.db.models.deletion
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from kabinet.kernel.live_indexes import AddIndexLive, DropCoveredIndex


class Migration(migrations.Migration):
    """Both lists of deliveries by an index in their order; what others begin with goes."""

    atomic = False
    dependencies = [("kernel", "0009_organisation_moved")]

    operations = [
        AddIndexLive(
            model_name="delivery",
            index=models.Index(fields=["status", "-created_at", "id"], name="delivery_newest_of_status"),
        ),
        AddIndexLive(
            model_name="delivery",
            index=models.Index(
                fields=["-created_at", "id"], name="delivery_newest", condition=~models.Q(status="failed")
            ),
        ),
        RemoveIndexConcurrently(model_name="delivery", name="delivery_queue"),
        DropCoveredIndex(
            model_name="delivery",
            name="event",
            field=models.ForeignKey(
                "kernel.event",
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
            ),
        ),
    ]
