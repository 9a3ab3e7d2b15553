from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models, transaction
from django.db.models import Q

from kabinet.kernel.live_indexes import AddIndexLive
from kabinet.lending.standing import work_out_standing

BATCH = 1000


def fill(apps, schema_editor):
    """Work out what issued loans keep, in batches. It may be repeated; nothing is kept locked in between.

    What a process of the version before writes after this, the nightly `lending.refresh_standing` mends.
    """
    loans = apps.get_model("lending", "Loan").objects.filter(status="issued").order_by("pk")
    last = UUID(int=0)
    while True:
        with transaction.atomic():
            ids = list(loans.select_for_update().filter(pk__gt=last).values_list("pk", flat=True)[:BATCH])
            if ids:
                work_out_standing(ids)
        if len(ids) < BATCH:
            break
        last = ids[-1]


class Migration(migrations.Migration):
    """Standing of the loans there are, with its indexes; contracts found by a part of their number by an index."""

    atomic = False
    dependencies = [("lending", "0009_standing"), ("parties", "0001_initial")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        AddIndexLive(
            model_name="loan",
            index=models.Index(fields=["unpaid_due"], name="loan_unpaid", condition=Q(unpaid_due__isnull=False)),
        ),
        AddIndexLive(
            model_name="loan",
            index=models.Index(fields=["-created_at", "id"], name="loan_unscheduled", condition=Q(needs_schedule=True)),
        ),
        AddIndexLive(
            model_name="loan",
            index=models.Index(fields=["status", "-created_at", "id"], name="loan_newest_of_status"),
        ),
        AddIndexLive(
            model_name="loan",
            index=GinIndex(fields=["contract_key"], opclasses=["gin_trgm_ops"], name="contract_search"),
        ),
    ]
