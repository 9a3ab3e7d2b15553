"""Jobs of identity."""

from importlib import import_module

from django.conf import settings

from kabinet.identity import codes
from kabinet.kernel import jobs


@jobs.every("*/10 * * * *")
def forget_old_codes() -> None:
    """Wipe and delete login codes whose time is over."""
    codes.forget_old()


@jobs.every("23 3 * * *")
def forget_old_sessions() -> None:
    """Delete sessions that ran out."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
