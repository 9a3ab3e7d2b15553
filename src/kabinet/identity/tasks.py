"""Jobs of identity."""

from kabinet.identity import codes
from kabinet.kernel import jobs


@jobs.every("*/10 * * * *")
def forget_old_codes() -> None:
    """Wipe and delete login codes whose time is over."""
    codes.forget_old()
