"""The organisation that runs the site."""

from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import events
from kabinet.kernel.access import Actor, Right, require
from kabinet.kernel.errors import Stale
from kabinet.kernel.models import THE_SITE, SiteProfile

DETAILS_CHANGED: Final = "site.details_changed"

events.declare(events.EventType(DETAILS_CHANGED, _("The organisation's details were changed")))


def profile() -> SiteProfile:
    """The organisation's profile; a blank one before it is filled in."""
    return SiteProfile.objects.filter(pk=THE_SITE).first() or SiteProfile(name="Kabinet")


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
def save_profile(*, actor: Actor, changes: dict[str, Any], revision: int | None = None) -> SiteProfile:
    """Change the organisation's details. Saving what is there already changes nothing and is no event.

    The event keeps old and new values: an organisation's details are public, not personal data.

    Args:
        actor: Needs `Right.MANAGE_SITE`.
        changes: Fields of `SiteProfile` with their new values.
        revision: The revision of the page that asks; None for programs.

    Raises:
        Denied: The actor lacks the right.
        Stale: Somebody else changed the details since the page was opened.
        ValidationError: A value does not fit.
    """
    require(actor, Right.MANAGE_SITE)
    row = _locked_profile()
    if revision is not None and revision != row.revision:
        raise Stale("site.stale", _("The organisation's details have changed since you opened this page."))
    differences = {name: [getattr(row, name), value] for name, value in changes.items() if getattr(row, name) != value}
    if not differences:
        return row
    for name, value in changes.items():
        setattr(row, name, value)
    row.full_clean(validate_unique=False)
    row.revision += 1
    row.save()
    events.record(DETAILS_CHANGED, actor=actor, subject=row, data={"fields": differences})
    transaction.on_commit(_shown.clear)
    return row


def _locked_profile() -> SiteProfile:
    """The row, or one to be made; nobody else changes or makes it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('kabinet.site'))")
    return SiteProfile.objects.select_for_update().filter(pk=THE_SITE).first() or SiteProfile()
