from typing import Any

from django.db import migrations

from kabinet.lending.standard import ensure_regulations


def write(apps: Any, schema_editor: Any) -> None:
    ensure_regulations(apps.get_model("lending", "RegulatoryValue"), apps.get_model("lending", "AllocationOrder"))


class Migration(migrations.Migration):
    dependencies = [("lending", "0003_partial_reversals")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
