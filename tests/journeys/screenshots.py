"""Pictures of every page at three widths, light and dark, in `screenshots/`.

Run: python -m tests.journeys.screenshots [part of a name …]
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import django

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"
TALLEST = 8000
"""Pixels. A long list looks the same further down, and Chromium gives up on taller pictures."""


def main(wanted: list[str]) -> int:
    """Take the pictures whose names contain one of `wanted`, or all."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "kabinet.config.settings"
    os.environ.setdefault("KABINET_DEMO", "1")
    django.setup()
    from tests.journeys.browsing import DESKTOP, PHONE, TABLET, begin_visit, started_browser
    from tests.journeys.inventory import SPOTS, Guide

    FOLDER.mkdir(exist_ok=True)
    began, taken = monotonic(), 0
    with _site() as site, started_browser() as browser:

        def session_of(address: str) -> Any:
            visit = begin_visit(browser, site)
            if "@" in address:
                visit.sign_in_with_password(address)
            else:
                visit.open("/sign-in/")
                visit.sign_in_with_code(address)
            return visit.context.storage_state()

        guide = Guide(browser, site, session_of)
        for spot in SPOTS:
            if wanted and not any(part in str(spot) for part in wanted):
                continue
            page = guide.go(spot).page
            for size in (PHONE, TABLET, DESKTOP):
                page.set_viewport_size({"width": size.width, "height": size.height})
                for theme in ("light", "dark"):
                    page.emulate_media(color_scheme=theme)
                    path = FOLDER / f"{spot}_{size.width}_{theme}.png"
                    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
                    part = {"x": 0, "y": 0, "width": size.width, "height": height}
                    page.screenshot(path=path, full_page=True, clip=part, animations="disabled", timeout=60_000)
                    taken += 1
            page.emulate_media(color_scheme="light")
        guide.close()
    print(f"{taken} pictures in {FOLDER.name}/, {monotonic() - began:.0f} s")  # noqa: T201
    return 0


@contextmanager
def _site() -> Iterator[Any]:
    from tests.journeys.site import DemoSite, running_demo

    running = os.environ.get("KABINET_JOURNEYS_SITE", "")
    if running:
        yield DemoSite(*running.split(","), Path(os.devnull))
        return
    with tempfile.TemporaryDirectory(prefix="kabinet-pictures-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with running_demo(Path(folder)) as site:
            yield site


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
