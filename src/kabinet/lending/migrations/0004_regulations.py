from typing import Any

from django.db import migrations

from kabinet.lending.standard import ensure_orders
from kabinet.organisation.standard import ensure_values


def write(apps: Any, schema_editor: Any) -> None:
    ensure_values(apps.get_model("lending", "RegulatoryValue"))
    ensure_orders(apps.get_model("lending", "AllocationOrder"))


class Migration(migrations.Migration):
    dependencies = [("lending", "0003_partial_reversals")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
