import django.db.models.deletion
from django.db import migrations, models

from kabinet.kernel.live_indexes import AddIndexLive, DropCoveredIndex


class Migration(migrations.Migration):
    """Payments of a status by an index in the order of the list; what another begins with goes."""

    atomic = False
    dependencies = [("payments", "0004_neutral_orders")]

    operations = [
        AddIndexLive(
            model_name="payment",
            index=models.Index(fields=["status", "-created_at", "id"], name="payment_newest_of_status"),
        ),
        DropCoveredIndex(
            model_name="payment",
            name="loan",
            field=models.ForeignKey(
                "lending.loan", db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="payments"
            ),
        ),
    ]
