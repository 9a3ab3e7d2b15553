"""Acquirers as connections: how one is tried."""

from typing import Final
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kabinet.kernel.connections.catalogue import ConnectionFaultError, Kind, Trial
from kabinet.kernel.errors import Words
from kabinet.kernel.money import MoneyError, format_money, parse_money
from kabinet.payments.models import UNSETTLED, Payment
from kabinet.payments.providers.base import Acquirer, AcquirerError, Order, RejectedError

ACQUIRER: Final = "acquirer"
CURRENCY: Final = "RUB"


def ask_for_shop(acquirer: Acquirer) -> Words:
    """Ask an acquirer about our shop, which proves address and key; no money moves.

    Raises:
        ConnectionFaultError: It does not answer, or refuses.
    """
    try:
        shop = acquirer.check()
    except RejectedError as error:
        raise ConnectionFaultError(
            _("Asked for the shop: the service refuses (%(code)s). Check what you typed.") % {"code": error.code}
        ) from error
    except AcquirerError as error:
        raise ConnectionFaultError(_("Asked for the shop: no answer (%(code)s).") % {"code": error}) from error
    said = (
        _("Asked for the shop: %(shop)s answers, no real money moves.")
        if shop.test
        else _("Asked for the shop: %(shop)s answers.")
    )
    return said % {"shop": shop.shop_id}


def open_test_payment(acquirer: Acquirer, typed: str) -> Words:
    """Open a payment that belongs to no loan.

    Raises:
        ConnectionFaultError: The sum is none, or the payment was not opened.
    """
    try:
        amount = parse_money(typed)
    except MoneyError as error:
        raise ConnectionFaultError(_("The test payment was not opened: this is no sum.")) from error
    order = Order(uuid4(), uuid4(), amount, CURRENCY, str(_("A test of the connection")), f"{settings.BASE_URL}/")
    try:
        opened = acquirer.open_payment(order, key=uuid4().hex)
    except AcquirerError as error:
        raise ConnectionFaultError(
            _("Opened a test payment: it was not taken (%(code)s).") % {"code": error}
        ) from error
    shown = {"sum": format_money(amount), "page": opened.confirmation_url}
    return _("Opened a test payment of %(sum)s: %(page)s") % shown


def payments_under_way(provider: str) -> Words:
    """Say how many payments an acquirer still has to tell the end of; empty when none."""
    count = Payment.objects.filter(provider=provider, status__in=UNSETTLED).count()
    if not count:
        return ""
    return ngettext(
        "%(count)s payment at this shop is not finished, and another shop could not tell its end. Switch the connection"
        " off for new payments, and change the number when it is settled.",
        "%(count)s payments at this shop are not finished, and another shop could not tell their end. Switch the"
        " connection off for new payments, and change the number when they are settled.",
        count,
    ) % {"count": count}


ACQUIRER_KIND: Final = Kind(
    name=ACQUIRER,
    title=_("Online payments"),
    sentence=_("Payments by card and SBP. Without a service paying online is off."),
    chosen=lambda env: "yookassa" if env.yookassa_shop_id else "",
    trial=Trial(
        _("Sum in roubles"),
        _("A payment page of this sum is opened. It belongs to no loan: what is paid there is given back by hand."),
        open_test_payment,
        _("Make a test payment"),
    ),
    under_way=payments_under_way,
)
