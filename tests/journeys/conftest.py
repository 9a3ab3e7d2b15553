"""One demo and one browser for all journeys; sign-ins are shared."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.browsing import DESKTOP, MANAGER, PASSWORD, SHOWN_CLIENT, Size, Visit, begin_visit, started_browser
from tests.journeys.site import DemoSite, running_demo

FAILED = pytest.StashKey[bool]()
PICTURES = Path(__file__).resolve().parents[2] / "var" / "journeys"


@pytest.fixture(scope="session")
def demo() -> Iterator[DemoSite]:
    """`kabinet demo` with data of its own; `KABINET_JOURNEYS_SITE=<site>,<emulators>` drives one that runs already."""
    running = os.environ.get("KABINET_JOURNEYS_SITE", "")
    if running:
        site, emulators = running.split(",")
        yield DemoSite(site, emulators, Path(os.devnull))
        return
    with tempfile.TemporaryDirectory(prefix="kabinet-journeys-", ignore_cleanup_errors=True) as folder:
        path = Path(folder)
        path.chmod(0o755)  # the database server of a root user runs as another user
        with running_demo(path) as site_of_its_own:
            yield site_of_its_own


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. Not longer than this package: while it runs, Django takes the thread for an asynchronous one."""
    with started_browser() as found:
        yield found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember a failure, for the pictures of it."""
    report: Any = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def visit(browser: Browser, demo: DemoSite, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Opens windows; afterwards no browser may have complained. A test that failed leaves pictures of its windows."""
    visits: list[Visit] = []

    def begin(size: Size = DESKTOP, **options: Any) -> Visit:
        visits.append(begin_visit(browser, demo, size, **options))
        return visits[-1]

    yield begin
    for number, each in enumerate(visits, 1):
        if request.node.stash.get(FAILED, False):
            PICTURES.mkdir(parents=True, exist_ok=True)
            each.page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png", full_page=True)
        each.close()
    complaints = [complaint for each in visits for complaint in each.complaints]
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="package")
def sessions(browser: Browser, demo: DemoSite) -> Callable[[str], Any]:
    """Cookies of somebody signed in, by e-mail of staff or phone of a client; each signs in once."""
    kept: dict[str, Any] = {}

    def session_of(address: str) -> Any:
        if address not in kept:
            visit = begin_visit(browser, demo)
            if "@" in address:
                visit.sign_in_with_password(address, PASSWORD)
            else:
                visit.open("/sign-in/")
                visit.sign_in_with_code(address)
            kept[address] = visit.context.storage_state()
            visit.close()
        return kept[address]

    return session_of


@pytest.fixture
def manager(sessions: Callable[[str], Any]) -> Any:
    """Cookies of a manager."""
    return sessions(MANAGER)


@pytest.fixture
def client(sessions: Callable[[str], Any]) -> Any:
    """Cookies of the client whom the demo shows."""
    return sessions(SHOWN_CLIENT)
