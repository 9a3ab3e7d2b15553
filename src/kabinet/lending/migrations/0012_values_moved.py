from django.db import migrations


class Migration(migrations.Migration):
    """Regulatory values are the organisation's now, whose first migration took the table."""

    dependencies = [("lending", "0011_covered_indexes"), ("organisation", "0001_initial")]

    operations = [migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("RegulatoryValue")])]
