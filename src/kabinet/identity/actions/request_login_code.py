"""Send a one-time code to a phone or an e-mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid6 import uuid7

from kabinet.identity import allowances, codes, proofs
from kabinet.identity.addresses import Address, hold_address, parse_address
from kabinet.identity.known import KnownBrowser
from kabinet.identity.models import LoginCode, User
from kabinet.identity.ports import CodeMessage, code_sender
from kabinet.identity.proofs import Proof, ProofNeeded
from kabinet.kernel import clock, security
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.networks import parse_ip

OVER_BUDGET = "identity.sms_budget"


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
    browser: KnownBrowser | None = None,
    proof: Proof | None = None,
    replaces: UUID | None = None,
) -> CodeTicket:
    """Make a code and queue the message. Codes that other browsers asked for live on for their own tickets.

    The answer and the work are the same whether an account with this address exists, is closed or does not exist:
    accounts are looked up only when the right code comes back.

    Args:
        actor: Who asks.
        address: Phone or e-mail as typed.
        channel: `sms` or `email` when the form asked for one of them; None takes either.
        purpose: A value of `LoginCode.Purpose`.
        account: Whose address is to change or who is to be proved; not for `SIGN_IN`.
        browser: The browser, when it knows the account of this address.
        proof: What came back with the form after `ProofNeeded`.
        replaces: The ticket this browser had before; its code ends.

    Raises:
        ProofNeeded: A stranger asks while there is too much of this; the page shows a challenge.
        Refused: The address does not fit, the channel is off, a code was sent less than a minute ago
            (`identity.code_wait`, `seconds`), a proof is wrong, or a limit is reached.
    """
    parsed = parse_address(address)
    _check_channel(parsed, channel)
    asker, is_new = allowances.asker_of(actor, browser), purpose == LoginCode.Purpose.CHANGE_ADDRESS
    allowances.count_request(actor, asker, is_new=is_new)
    proven = not asker.trusted and proofs.accept(proof, parsed.key) is not None
    with _traced(), transaction.atomic(durable=True):
        hold_address(parsed.key)
        recent = codes.recent(parsed, purpose, asker.key)
        _check_wait(recent.seconds)
        allowances.count_code(parsed, asker, crowded=recent.crowded, proven=proven, is_new=is_new)
        _check_budget(parsed, reserve=asker.trusted and not is_new)
        if replaces is not None:
            codes.supersede(replaces, parsed, purpose)
        return _send(parsed, purpose, account=account, ip=actor.ip, asker=asker)


def _send(
    address: Address, purpose: str, *, account: User | None, ip: str | None, asker: allowances.Asker
) -> CodeTicket:
    """Keep a new code and queue its message."""
    code, ticket_id, now = codes.new_code(), uuid7(), clock.now()
    LoginCode.objects.create(
        id=ticket_id,
        created_at=now,
        channel=address.channel,
        purpose=purpose,
        address_hash=address.key,
        sealed_address=codes.seal_address(address),
        code_hash=codes.hash_code(ticket_id, code),
        expires_at=now + codes.LIFETIME,
        account=account,
        ip=parse_ip(ip),
        asker=asker.key,
    )
    minutes = int(codes.LIFETIME.total_seconds() // 60)
    code_sender().send_code(CodeMessage(address, code, purpose, minutes))
    return CodeTicket(ticket_id, address)


@contextmanager
def _traced() -> Iterator[None]:
    """Leave a trace of what was refused, after its transaction has been undone."""
    try:
        yield
    except ProofNeeded as needed:
        security.note("proof_asked", why=needed.why)
        if needed.why == "site":
            security.note("code_ceiling")
        raise
    except Refused as refused:
        if refused.code == OVER_BUDGET:
            security.note("sms_budget")
        if refused.code in {"limits.exceeded", "identity.address_tired"}:
            security.note("limit", scope="code.address.day")
        raise


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


def _check_budget(address: Address, *, reserve: bool) -> None:
    if not code_sender().affords(address.channel, reserve=reserve):
        raise Refused(
            OVER_BUDGET,
            _("No more codes go by SMS today. Enter your e-mail, or sign in with a password."),
            field="address",
        )


def _check_wait(seconds: int) -> None:
    if seconds:
        raise Refused(
            "identity.code_wait",
            _("A code has just been sent. A new one can be asked for in %(seconds)s s.") % {"seconds": seconds},
            field="address",
            seconds=seconds,
        )
