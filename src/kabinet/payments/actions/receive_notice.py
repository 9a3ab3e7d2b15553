"""Keep what an acquirer notifies of."""

from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.kernel import jobs
from kabinet.kernel.errors import Refused
from kabinet.payments.models import AcquirerNotice
from kabinet.payments.providers import acquirer_of
from kabinet.payments.providers.base import NotANoticeError


def receive_notice(*, provider: str, body: bytes, ip: str) -> AcquirerNotice:
    """Store what a notification is about and queue the question to the acquirer; nothing in it is believed.

    The same whether the payment is known or not.

    Args:
        provider: The acquirer's name.
        body: As it arrived.
        ip: Where it came from; checked by the caller.

    Raises:
        Refused: `notice.malformed`; it has not the shape of the acquirer's notifications.
        NotSetUpError: There is no such acquirer here.
    """
    try:
        read = acquirer_of(provider).read_notice(body)
    except NotANoticeError as error:
        raise Refused("notice.malformed", _("This is not a notification.")) from error
    with transaction.atomic():
        notice = AcquirerNotice.objects.create(
            provider=provider, event=read.event, object_id=read.provider_id, source_ip=ip
        )
        jobs.defer("payments.follow_notice", notice_id=str(notice.pk))
    return notice
