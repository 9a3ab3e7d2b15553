from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0003_origin")]

    operations = [
        AddIndexConcurrently(
            model_name="document",
            index=models.Index(
                fields=["network"], name="unsigned_documents", condition=models.Q(("account__isnull", True))
            ),
        ),
    ]
