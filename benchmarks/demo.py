"""The demo that a benchmark measures."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.site import DemoSite, running_demo


@contextmanager
def demo_site() -> Iterator[DemoSite]:
    """Run `kabinet demo` with data of its own while the block lasts, with Django of this process set up on them."""
    with tempfile.TemporaryDirectory(prefix="kabinet-bench-", ignore_cleanup_errors=True) as folder:
        path = Path(folder)
        path.chmod(0o755)  # the database server of a root user runs as another user
        os.environ |= {
            "KABINET_DEMO": "1",
            "KABINET_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "kabinet.config.settings",
        }
        with running_demo(path) as site:
            import django

            django.setup()
            yield site
