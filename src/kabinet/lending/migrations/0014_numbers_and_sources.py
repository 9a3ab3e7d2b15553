from django.db import migrations, models

from kabinet.kernel.live_indexes import DropCoveredIndex, name_unique


def unique(model, field, name):
    return migrations.SeparateDatabaseAndState(
        database_operations=[name_unique(f"lending_{model}", field, name)],
        state_operations=[
            migrations.AddConstraint(model_name=model, constraint=models.UniqueConstraint(fields=[field], name=name)),
        ],
    )


class Migration(migrations.Migration):
    """The second indexes of contract numbers and of sources go: they served patterns that nobody looks for."""

    atomic = False
    dependencies = [("lending", "0013_awaited")]

    operations = [
        DropCoveredIndex(model_name="loan", name="contract_number", field=models.CharField(max_length=50)),
        unique("loan", "contract_number", "one_loan_per_contract_number"),
        DropCoveredIndex(
            model_name="operation",
            name="source",
            field=models.CharField(max_length=100, help_text="What caused it, for example `payment:<id>`."),
        ),
        unique("operation", "source", "one_operation_per_source"),
    ]
