"""Jobs that wait are known by the names that actions defer them by, not by the places of their functions."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = {
    "kabinet.kernel.tasks.deliver_event": "events.deliver",
    "kabinet.notifications.tasks.send_message": "messages.send",
    "kabinet.notifications.tasks.check_message": "messages.check",
    "kabinet.payments.tasks.follow_notice": "payments.follow_notice",
    "kabinet.payments.tasks.check_payment": "payments.check",
}
"""Jobs of actions; what the clock starts comes anew by itself."""


def rename(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Name the waiting jobs anew; drop waiting turns of the clock, which have new names."""
    with editor.connection.cursor() as cursor:
        for old, new in NAMES.items():
            cursor.execute(
                "UPDATE procrastinate_jobs SET task_name = %s WHERE task_name = %s AND status IN ('todo', 'doing')",
                [new, old],
            )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'cancelled'"
            " WHERE task_name LIKE 'kabinet.%%' AND status = 'todo' AND queueing_lock IS NOT NULL"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0006_keep_traces"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
