"""Jobs of applications."""

from kabinet.applications.actions.purge_drafts import BATCH, purge_drafts
from kabinet.kernel import jobs

MOST_BATCHES = 50


@jobs.routine("applications.purge_drafts")
def purge_abandoned_drafts() -> None:
    """Remove drafts that nobody came back to, some batches a night."""
    for _batch in range(MOST_BATCHES):
        if purge_drafts() < BATCH:
            return
