"""Jobs of lending."""

from kabinet.kernel import jobs
from kabinet.lending.actions import refresh_standing as refreshing


@jobs.routine("lending.refresh_standing")
def refresh_standing() -> None:
    """Mend what loans keep of their state."""
    refreshing.refresh_standing()
