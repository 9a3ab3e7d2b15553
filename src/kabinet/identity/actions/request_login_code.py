"""Send a one-time code to a phone or an e-mail."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from kabinet.identity import codes
from kabinet.identity.addresses import Address, hold_address, parse_address
from kabinet.identity.models import LoginCode, User
from kabinet.identity.origins import network_of, parse_ip
from kabinet.identity.ports import CodeMessage, code_sender
from kabinet.kernel import clock, limits
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PER_ADDRESS_AND_DAY = 10
PER_IP_AND_HOUR = 60
PER_IP_AND_DAY = 300
"""Of one network: phones of one mobile operator share addresses, so these leave room for many honest people."""

PER_SITE_AND_HOUR = {LoginCode.Channel.SMS: 1_000, LoginCode.Channel.EMAIL: 5_000}
"""An attack beyond this costs nobody but the attacker's victims a wait; an honest site stays far below."""


@dataclass(frozen=True, slots=True)
class CodeTicket:
    """What the browser keeps: without it a code is worth nothing.

    Attributes:
        id: Number of the code's row; kept in the session, never in an address.
        address: Where the code went.
    """

    id: UUID
    address: Address


def request_login_code(
    *,
    actor: Actor,
    address: str,
    channel: str | None = None,
    purpose: str = LoginCode.Purpose.SIGN_IN,
    account: User | None = None,
) -> CodeTicket:
    """Make a code, end the one before, and queue the message.

    The answer and the work are the same whether an account with this address exists, is closed or does not exist:
    accounts are looked up only when the right code comes back.

    Args:
        actor: Who asks; requests are counted by their IP.
        address: Phone or e-mail as typed.
        channel: `sms` or `email` when the form asked for one of them; None takes either.
        purpose: A value of `LoginCode.Purpose`.
        account: Whose address is to change; only for `CHANGE_ADDRESS`.

    Raises:
        Refused: The address does not fit, the channel is off, a code was sent less than a minute ago
            (`identity.code_wait`, `seconds`), or a limit is reached.
    """
    parsed = parse_address(address)
    _check_channel(parsed, channel)
    _count_request(actor, parsed)
    code, ticket_id, now = codes.new_code(), uuid7(), clock.now()
    with transaction.atomic(durable=True):
        hold_address(parsed.key)
        _check_wait(parsed, purpose)
        limits.hit("code.address.day", parsed.value, limit=PER_ADDRESS_AND_DAY, window=DAY)
        codes.supersede(parsed, purpose)
        LoginCode.objects.create(
            id=ticket_id,
            created_at=now,
            channel=parsed.channel,
            purpose=purpose,
            address_hash=parsed.key,
            sealed_address=codes.seal_address(parsed),
            code_hash=codes.hash_code(ticket_id, code),
            expires_at=now + codes.LIFETIME,
            account=account,
            ip=parse_ip(actor.ip),
        )
        minutes = int(codes.LIFETIME.total_seconds() // 60)
        code_sender().send_code(CodeMessage(parsed, code, purpose, minutes))
    return CodeTicket(ticket_id, parsed)


def _check_channel(address: Address, channel: str | None) -> None:
    if channel is not None and address.channel != channel:
        wanted = _("Enter a phone number.") if channel == LoginCode.Channel.SMS else _("Enter an e-mail.")
        raise Refused("identity.address_of_other_kind", wanted, field="address")
    if not code_sender().available(address.channel):
        raise Refused(
            "identity.channel_off",
            _("Codes are not sent by SMS at the moment. Enter your e-mail.")
            if address.channel == LoginCode.Channel.SMS
            else _("Codes are not sent by e-mail at the moment. Enter your phone number."),
            field="address",
        )


def _count_request(actor: Actor, address: Address) -> None:
    network = network_of(actor.ip)
    if network:
        limits.hit("code.ip.hour", network, limit=PER_IP_AND_HOUR, window=HOUR)
        limits.hit("code.ip.day", network, limit=PER_IP_AND_DAY, window=DAY)
    limits.hit("code.site.hour", address.channel, limit=PER_SITE_AND_HOUR[address.channel], window=HOUR)


def _check_wait(address: Address, purpose: str) -> None:
    seconds = codes.seconds_to_wait(address, purpose)
    if seconds:
        raise Refused(
            "identity.code_wait",
            _("A code has just been sent. A new one can be asked for in %(seconds)s s.") % {"seconds": seconds},
            field="address",
            seconds=seconds,
        )
