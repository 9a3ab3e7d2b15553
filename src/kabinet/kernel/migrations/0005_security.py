import uuid6
from django.db import migrations, models

import kabinet.kernel.clock
from kabinet.kernel.append_only import keep, protect


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_site_revision")]

    operations = [
        migrations.CreateModel(
            name="SecurityEvent",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("happened_at", models.DateTimeField(default=kabinet.kernel.clock.now)),
                ("kind", models.CharField(max_length=30)),
                ("network", models.CharField(blank=True, max_length=50)),
                ("account_id", models.UUIDField(null=True)),
                ("count", models.PositiveIntegerField(default=1)),
                ("is_alarm", models.BooleanField(default=False)),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-happened_at", "id"], name="security_newest"),
                    models.Index(fields=["kind", "-happened_at", "id"], name="security_kind"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("looked_at", models.DateTimeField(default=kabinet.kernel.clock.now)),
                ("actor_id", models.UUIDField()),
                ("subject_kind", models.CharField(max_length=60)),
                ("subject_id", models.UUIDField()),
                ("party_id", models.UUIDField(null=True)),
                ("window_start", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-looked_at", "id"], name="look_newest"),
                    models.Index(fields=["party_id", "-looked_at", "id"], name="look_party"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("actor_id", "subject_id", "subject_kind", "window_start"), name="one_look_per_window"
                    )
                ],
            },
        ),
        protect("kernel_securityevent"),
        protect("kernel_look"),
        keep("kernel_look"),
    ]
