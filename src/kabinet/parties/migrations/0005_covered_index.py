import django.db.models.deletion
from django.db import migrations, models

from kabinet.kernel.live_indexes import DropCoveredIndex


class Migration(migrations.Migration):
    """The index of a change's client alone goes: that of its history begins with the same column."""

    atomic = False
    dependencies = [("parties", "0004_one_form_of_search_text")]

    operations = [
        DropCoveredIndex(
            model_name="partychange",
            name="party",
            field=models.ForeignKey(
                "parties.party",
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
            ),
        ),
    ]
