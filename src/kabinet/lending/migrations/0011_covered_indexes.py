import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kabinet.kernel.live_indexes import DropCoveredIndex


def covered(model, field, to, related_name):
    key = models.ForeignKey(to, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name=related_name)
    return DropCoveredIndex(model_name=model, name=field, field=key)


class Migration(migrations.Migration):
    """Indexes that others begin with go: they cost room and writing, and no query needs them."""

    atomic = False
    dependencies = [("lending", "0010_fill_standing"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        covered("loan", "account", settings.AUTH_USER_MODEL, "loans"),
        covered("schedule", "loan", "lending.loan", "schedules"),
        covered("instalment", "schedule", "lending.schedule", "instalments"),
        covered("operation", "loan", "lending.loan", "operations"),
        covered("allocation", "operation", "lending.operation", "allocations"),
    ]
