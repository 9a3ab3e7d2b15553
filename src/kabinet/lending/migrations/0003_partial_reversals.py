import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lending", "0002_append_only")]

    operations = [
        migrations.AlterField(
            model_name="operation",
            name="reverses",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reversals", to="lending.operation"
            ),
        ),
    ]
