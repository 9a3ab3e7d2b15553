from django.db import migrations, models

from kabinet.kernel.live_indexes import AddIndexLive, DropCoveredIndex


class Migration(migrations.Migration):
    """One index of INN and phone each, where there were two: the second served patterns that nobody looks for."""

    atomic = False
    dependencies = [("parties", "0007_email")]

    operations = [
        AddIndexLive(model_name="party", index=models.Index(fields=["inn"], name="party_inn")),
        AddIndexLive(model_name="party", index=models.Index(fields=["phone"], name="party_phone")),
        DropCoveredIndex(model_name="party", name="inn", field=models.CharField(blank=True, max_length=12)),
        DropCoveredIndex(model_name="party", name="phone", field=models.CharField(blank=True, max_length=16)),
    ]
