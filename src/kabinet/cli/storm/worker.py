"""A worker of the storm: the ordinary one, but it shows signs of life often."""

from kabinet.cli.processes import run_worker
from kabinet.cli.startup import setup
from kabinet.config.lifeline import follow_starter

HEARTBEAT = 0.4
SILENT_FOR = 2.0
"""Seconds without a sign of life after which the storm takes a worker for dead."""

if __name__ == "__main__":
    follow_starter()
    setup()
    run_worker(queues=[], concurrency=3, wait=True, heartbeat=HEARTBEAT, stalled_after=60.0)
