"""What every test may use."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest
from django.db import connection

from kabinet.kernel import clock
from tests.support.history import TRIGGERS_ASLEEP

hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")
"""A busy machine is no finding."""

MOMENT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""Saturday noon in Moscow."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Send all journeys to one worker: they share a demo and a browser. Other tests go to whoever is free."""
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class JourneysTogether(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "journeys" if nodeid.startswith("tests/journeys/") else nodeid

    return JourneysTogether(config, log)


@pytest.fixture(autouse=True, scope="session")
def _tables_are_emptied_between_tests() -> Iterator[None]:
    """Let Django empty tables after a test that commits, those too that the database keeps from everybody."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    empty = DatabaseOperations.execute_sql_flush

    def emptied(operations: DatabaseOperations, sql_list: list[str]) -> None:
        empty(operations, [f"{TRIGGERS_ASLEEP};", *sql_list])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", emptied)
        yield


@pytest.fixture
def stopped_clock() -> Iterator[datetime]:
    """The clock stands at `MOMENT`."""
    with clock.frozen(MOMENT) as moment:
        yield moment


@pytest.fixture(autouse=True)
def _no_jobs_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the queue after a test that commits: its tables are not Django's, so no flush reaches them."""
    mark = request.node.get_closest_marker("django_db")
    if mark is None or not mark.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs cascade")
