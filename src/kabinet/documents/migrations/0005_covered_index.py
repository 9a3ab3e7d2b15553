import django.db.models.deletion
from django.db import migrations, models

from kabinet.kernel.live_indexes import DropCoveredIndex


class Migration(migrations.Migration):
    """The index of a document's client alone goes: that of the client's list begins with the same column."""

    atomic = False
    dependencies = [("documents", "0004_unsigned")]

    operations = [
        DropCoveredIndex(
            model_name="document",
            name="party",
            field=models.ForeignKey(
                "parties.party",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
            ),
        ),
    ]
