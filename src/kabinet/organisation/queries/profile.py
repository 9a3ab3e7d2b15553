"""The organisation's profile, as it is and as pages show it."""

from time import monotonic

from django.conf import settings

from kabinet.organisation.models import THE_SITE, SiteProfile


def profile() -> SiteProfile:
    """The organisation's profile; a blank one before it is filled in. One query."""
    return SiteProfile.objects.filter(pk=THE_SITE).first() or SiteProfile(name="Kabinet")


_shown: list[tuple[float, SiteProfile]] = []


def shown_profile() -> SiteProfile:
    """The profile as every page shows it: read anew after `REREAD_SECONDS`. Not to be changed by the caller."""
    now = monotonic()
    for read_at, kept in tuple(_shown):
        if now - read_at < settings.REREAD_SECONDS:
            return kept
    found = profile()
    _shown[:] = [(now, found)]
    return found


def forget_shown_profile() -> None:
    """Let this process read the profile anew: it has changed."""
    _shown.clear()
