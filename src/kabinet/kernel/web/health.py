"""Signs of life for load balancers and operators."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from kabinet.kernel.audience import open_page
from kabinet.kernel.files import storage_ready


@open_page
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all; touches nothing."""
    return JsonResponse({"status": "ok"})


@open_page
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, its schema is current and files can be written; else 503 naming what is not."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    executor = MigrationExecutor(connection)
    checks = {
        "database": True,
        "migrations": not executor.migration_plan(executor.loader.graph.leaf_nodes()),
        "files": storage_ready(),
    }
    healthy = all(checks.values())
    return JsonResponse({"status": "ok" if healthy else "not ready", **checks}, status=200 if healthy else 503)
