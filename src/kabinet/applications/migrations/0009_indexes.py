import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kabinet.kernel.live_indexes import AddIndexLive, DropCoveredIndex


def covered(model, field, to, related_name, **options):
    key = models.ForeignKey(
        to, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name=related_name, **options
    )
    return DropCoveredIndex(model_name=model, name=field, field=key)


class Migration(migrations.Migration):
    """Lists of a manager and of a service by an index in their order; indexes that others begin with go."""

    atomic = False
    dependencies = [
        ("applications", "0008_trail"),
        ("catalogue", "0001_initial"),
        ("parties", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexLive(
            model_name="application",
            index=models.Index(fields=["manager", "-submitted_at", "id"], name="application_of_manager"),
        ),
        AddIndexLive(
            model_name="application",
            index=models.Index(fields=["service", "-submitted_at", "id"], name="application_of_service"),
        ),
        covered("application", "manager", settings.AUTH_USER_MODEL, "+", null=True),
        covered("application", "service", "catalogue.service", "applications"),
        covered("application", "account", settings.AUTH_USER_MODEL, "applications", null=True),
        covered("consent", "application", "applications.application", "given_consents"),
        covered("consent", "party", "parties.party", "consents"),
    ]
