import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kabinet.kernel.live_indexes import DropCoveredIndex


class Migration(migrations.Migration):
    """The index of a notice's recipient alone goes: that of their list begins with the same column."""

    atomic = False
    dependencies = [("notifications", "0004_cost"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        DropCoveredIndex(
            model_name="notice",
            name="recipient",
            field=models.ForeignKey(
                settings.AUTH_USER_MODEL,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
            ),
        ),
    ]
