"""Change the organisation's details."""

from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kabinet.kernel import events
from kabinet.kernel.access import Actor, require
from kabinet.kernel.errors import Stale
from kabinet.organisation.events import DETAILS_CHANGED
from kabinet.organisation.models import THE_SITE, SiteProfile
from kabinet.organisation.queries.profile import forget_shown_profile
from kabinet.organisation.rights import MANAGE_ORGANISATION


@transaction.atomic
def save_profile(*, actor: Actor, changes: dict[str, Any], revision: int | None = None) -> SiteProfile:
    """Change the organisation's details. Saving what is there already changes nothing and is no event.

    The event keeps old and new values: an organisation's details are public, not personal data.

    Args:
        actor: Needs `MANAGE_ORGANISATION`.
        changes: Fields of `SiteProfile` with their new values.
        revision: The revision of the page that asks; None for programs.

    Raises:
        Denied: The actor lacks the right.
        Stale: Somebody else changed the details since the page was opened.
        ValidationError: A value does not fit.
    """
    require(actor, MANAGE_ORGANISATION)
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
    transaction.on_commit(forget_shown_profile)
    return row


def _locked_profile() -> SiteProfile:
    """The row, or one to be made; nobody else changes or makes it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('kabinet.site'))")
    return SiteProfile.objects.select_for_update().filter(pk=THE_SITE).first() or SiteProfile()
