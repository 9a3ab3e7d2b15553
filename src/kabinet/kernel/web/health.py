"""Signs of life for load balancers and operators. They write nothing and may be asked every second."""

from functools import lru_cache

from django.core import signing
from django.db import ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kabinet.kernel import disk, jobs
from kabinet.kernel.audience import open_page
from kabinet.kernel.web.addresses import client_ip

DOCTOR = "X-Kabinet-Doctor"
"""Header of a request that asks how the way to the site looks from inside; signed with the site's key."""
_SALT = "kabinet.doctor"


def doctor_pass() -> str:
    """What `kabinet doctor` shows to be told of the way its request took; good for a minute."""
    return signing.dumps("doctor", salt=_SALT)


@open_page
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all; touches nothing. The site's own doctor is told which way it came."""
    answer: dict[str, object] = {"status": "ok"}
    if _is_doctor(request):
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        answer |= {
            "client": client_ip(request),
            "forwarded": [hop.strip() for hop in hops if hop.strip()],
            "secure": request.headers.get("X-Forwarded-Proto", request.scheme) == "https",
        }
    return JsonResponse(answer)


def _is_doctor(request: HttpRequest) -> bool:
    try:
        return bool(signing.loads(request.headers.get(DOCTOR, ""), salt=_SALT, max_age=60) == "doctor")
    except signing.BadSignature:
        return False


@open_page
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether to send visitors here: 503 naming what is not as it must be.

    A missing worker is named and does not close the site: pages do without one, messages and payments wait.
    """
    try:
        migrations, worker = _look_into_database()
    except ProgrammingError:  # not even the table of migrations is there
        migrations, worker = False, False
    needed = {
        "database": True,
        "migrations": migrations,
        "disk": disk.has_room(disk.files_folder()),
    }
    healthy = all(needed.values())
    status = "not ready" if not healthy else "ok" if worker else "no worker"
    return JsonResponse({"status": status, **needed, "worker": worker}, status=200 if healthy else 503)


def _look_into_database() -> tuple[bool, bool]:
    """Whether every migration this code knows is applied, and whether a worker gives signs of life."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_migrations where (app || '.' || name) = any(%s)", [_newest()])
        (applied,) = cursor.fetchone()
        cursor.execute(
            "select exists(select from procrastinate_workers where last_heartbeat > now() - make_interval(secs => %s))",
            [jobs.STALLED_AFTER],
        )
        (worker,) = cursor.fetchone()
    return applied == len(_newest()), worker


@lru_cache(maxsize=1)
def _newest() -> list[str]:
    """The last migration of each application, as this process's code knows them; read once."""
    return [f"{app}.{name}" for app, name in MigrationLoader(None).graph.leaf_nodes()]
