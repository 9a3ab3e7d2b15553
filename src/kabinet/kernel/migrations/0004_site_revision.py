from uuid import UUID

from django.db import migrations, models


class Migration(migrations.Migration):
    """The organisation gets an identity that the event log can name, and a revision that stale pages are known by."""

    dependencies = [("kernel", "0003_keep_history")]

    operations = [
        migrations.RemoveConstraint(model_name="siteprofile", name="one_site_profile"),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    """
                    alter table kernel_siteprofile drop constraint if exists kernel_siteprofile_id_check;
                    alter table kernel_siteprofile
                        alter column id type uuid using lpad(to_hex(id::int), 32, '0')::uuid;
                    """,
                    "alter table kernel_siteprofile alter column id type smallint using 1",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="siteprofile",
                    name="id",
                    field=models.UUIDField(default=UUID(int=1), editable=False, primary_key=True, serialize=False),
                )
            ],
        ),
        migrations.AddConstraint(
            model_name="siteprofile",
            constraint=models.CheckConstraint(condition=models.Q(("id", UUID(int=1))), name="one_site_profile"),
        ),
        migrations.AddField(
            model_name="siteprofile",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
