"""Jobs of identity."""

from importlib import import_module

from django.conf import settings

from kabinet.identity import codes
from kabinet.kernel import jobs


@jobs.routine("identity.forget_codes")
def forget_old_codes() -> None:
    """Wipe and delete login codes whose time is over."""
    codes.forget_old()


@jobs.routine("identity.forget_sessions")
def forget_old_sessions() -> None:
    """Delete sessions that ran out."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
