from django.db import migrations, models

from kabinet.kernel.live_indexes import AddIndexLive


class Migration(migrations.Migration):
    """Clients of a kind by an index in the order of the list."""

    atomic = False
    dependencies = [("parties", "0005_covered_index")]

    operations = [
        AddIndexLive(
            model_name="party",
            index=models.Index(fields=["kind", "-created_at", "id"], name="party_newest_of_kind"),
        ),
    ]
