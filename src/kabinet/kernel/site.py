"""The organisation that runs the site."""

from time import monotonic

from django.conf import settings
from django.db import transaction

from kabinet.kernel.access import Actor, Right, require
from kabinet.kernel.models import SiteProfile


def profile() -> SiteProfile:
    """The organisation's profile; a blank one before it is filled in."""
    return SiteProfile.objects.filter(pk=1).first() or SiteProfile(name="Kabinet")


_shown: list[tuple[float, SiteProfile]] = []


def shown_profile() -> SiteProfile:
    """The profile as every page shows it: read anew after `SITE_PROFILE_SECONDS`. Not to be changed by the caller."""
    now = monotonic()
    for read_at, kept in tuple(_shown):
        if now - read_at < settings.SITE_PROFILE_SECONDS:
            return kept
    found = profile()
    _shown[:] = [(now, found)]
    return found


@transaction.atomic
def save_profile(*, actor: Actor, changes: dict[str, object]) -> SiteProfile:
    """Change the organisation's details.

    Args:
        actor: Needs `Right.MANAGE_SITE`.
        changes: Fields of `SiteProfile` with their new values.

    Raises:
        Denied: The actor lacks the right.
        ValidationError: A value does not fit.
    """
    require(actor, Right.MANAGE_SITE)
    row = SiteProfile.objects.select_for_update().filter(pk=1).first() or SiteProfile(pk=1)
    for name, value in changes.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    transaction.on_commit(_shown.clear)
    return row
