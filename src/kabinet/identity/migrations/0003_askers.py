from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("identity", "0002_sessions_and_origin")]

    operations = [
        migrations.RemoveConstraint(model_name="logincode", name="one_live_code_per_address"),
        migrations.AddField(
            model_name="logincode",
            name="asker",
            field=models.CharField(db_default="", help_text="Keyed hash of who asked.", max_length=64),
        ),
        migrations.AlterField(
            model_name="logincode",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("sign_in", "Sign in"),
                    ("change_address", "Change of phone or e-mail"),
                    ("prove", "Confirmation of who asks"),
                ],
                default="sign_in",
                max_length=20,
            ),
        ),
        AddIndexConcurrently(
            model_name="logincode",
            index=models.Index(fields=["address_hash", "created_at"], name="code_of_address"),
        ),
    ]
