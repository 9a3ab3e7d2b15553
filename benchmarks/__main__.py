"""Every figure that the documentation quotes, each beside its peer in the same run: `make bench`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    ("Schedules", ["-m", "benchmarks.schedules"]),
    ("Full cost of credit", ["-m", "benchmarks.psk"]),
    ("Pages of the road", ["-m", "benchmarks.pages"]),
    ("Lists over 100,000 applications", ["-m", "benchmarks.scale", "10", "100000"]),
    ("Journeys", ["-m", "benchmarks.journeys"]),
    ("Storm of notifications", ["-m", "kabinet.cli", "storm"]),
)


def main() -> int:
    """Run all parts in order, each in a process of its own; status 1 when one of them fails."""
    failed = []
    for title, command in PARTS:
        print(f"\n{title}", flush=True)
        if subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode:
            failed.append(title)
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
