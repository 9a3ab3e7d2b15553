"""Publish a legal text."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kabinet.kernel import events
from kabinet.kernel.access import Actor, require
from kabinet.kernel.errors import Stale
from kabinet.organisation.drafts import Draft
from kabinet.organisation.events import TEXT_PUBLISHED
from kabinet.organisation.models import LegalText
from kabinet.organisation.rights import MANAGE_ORGANISATION


def publish_text(*, actor: Actor, draft: Draft, after: int | None = None) -> LegalText | None:
    """Publish a new edition, unless the one in force says the same.

    Earlier editions stay: consents refer to them.

    Args:
        actor: Needs `MANAGE_ORGANISATION`.
        draft: The text.
        after: Number of the edition that its author knew as the one in force, 0 for none; None asks nothing.

    Returns:
        The new edition, or None when nothing has changed.

    Raises:
        Denied: The actor lacks the right.
        Stale: Another edition has been published meanwhile.
    """
    require(actor, MANAGE_ORGANISATION)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"kabinet.text.{draft.code}"])
        newest = LegalText.objects.filter(code=draft.code).order_by("-number").first()
        if newest and (newest.title, newest.body) == (draft.title, draft.body):
            return None
        number = newest.number + 1 if newest else 1
        if after is not None and after != number - 1:
            raise Stale("legal_text.stale", _("Another edition of this text has been published meanwhile."))
        edition = LegalText.objects.create(code=draft.code, number=number, title=draft.title, body=draft.body)
        events.record(TEXT_PUBLISHED, actor=actor, subject=edition, data={"code": edition.code, "number": number})
        return edition
