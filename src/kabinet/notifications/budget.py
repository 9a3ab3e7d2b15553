"""What SMS cost, and how much may be spent on codes in a day."""

import string
from decimal import Decimal
from math import ceil

from django.db import connection
from django.db.models import Sum

from kabinet.config.environment import environment
from kabinet.kernel import clock
from kabinet.notifications.models import Message

_BASIC = frozenset(
    string.ascii_letters + string.digits + "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n\r"
)
"""Signs of the basic alphabet of GSM 03.38: 160 of them are one part. All else, Cyrillic too, travels as UCS-2."""


def parts_of(text: str) -> int:
    """Of how many parts an SMS consists: 160 or 153 signs each, or 70 and 67 when one of them is not basic."""
    alone, joined = (160, 153) if _BASIC.issuperset(text) else (70, 67)
    return 1 if len(text) <= alone else ceil(len(text) / joined)


def estimate(text: str) -> Decimal:
    """Roubles an SMS will cost, before the operator says."""
    return environment().sms_price * parts_of(text)


def spent_today() -> Decimal:
    """Roubles spent on SMS since the organisation's midnight, those on their way included. One query."""
    since = clock.midnight(clock.today())
    today = Message.objects.filter(channel=Message.Channel.SMS, created_at__gte=since)
    return Decimal(today.aggregate(total=Sum("cost"))["total"] or 0)


def affords(*, reserve: bool) -> bool:
    """Whether one more code by SMS fits into the day's budget.

    Called in the transaction that queues it; others who ask wait until that ends, so that two do not both fit where
    there is room for one.

    Args:
        reserve: Whether the part kept back for people we know may be used.
    """
    env = environment()
    if not env.sms_daily_budget:
        return True
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('notifications.sms_budget'))")
    limit = env.sms_daily_budget
    if not reserve:
        limit = limit * (100 - env.sms_reserve_percent) / 100
    return spent_today() + env.sms_price <= limit
