"""How login codes are made and judged. Actions call these inside their transactions."""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from uuid import UUID

from django.utils.translation import gettext as _

from kabinet.identity.addresses import Address, hold_address
from kabinet.identity.models import LoginCode
from kabinet.kernel import clock, limits, security, text
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.secrets import BrokenSealError, keyed_hash, matches_keyed_hash, seal, unseal

LIFETIME = timedelta(minutes=10)
ATTEMPTS = 5
WAIT = timedelta(seconds=60)
LONGEST_PASTE = 500
KEPT = timedelta(days=1)
"""How long a spent code's row is kept, without its address, to answer what became of it."""

_SEAL = "identity.code_address"
_HASH = "identity.code"
_LENGTH = 6
_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])|(?<![0-9])(?<![0-9][ -])[0-9]{3}[ -][0-9]{3}(?![ -]?[0-9])")
_NO_DIGITS = re.compile(r"[^0-9]")


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def hash_code(ticket_id: UUID, code: str) -> str:
    """What is kept of a code; bound to its ticket, so equal codes differ in the table."""
    return keyed_hash(f"{ticket_id}:{code}", purpose=_HASH)


def is_code_of(row: LoginCode, code: str) -> bool:
    """Whether this is the code that was sent; codes on their way while the site's key changes stay good."""
    return matches_keyed_hash(f"{row.pk}:{code}", row.code_hash, purpose=_HASH)


def seal_address(address: Address) -> str:
    """The address as it waits beside its code."""
    return seal(f"{address.channel}:{address.value}", purpose=_SEAL)


def read_code(typed: str) -> str:
    """The six digits of what was typed or pasted: `123 456`, `Код: 123456`, the whole message.

    Raises:
        Refused: `identity.code_format`: there are none, or more than one code could be meant. Nothing is counted as an
            attempt.
    """
    line = text.fold_dashes(text.one_line(typed[:LONGEST_PASTE]))
    digits = _NO_DIGITS.sub("", line)
    found = {_NO_DIGITS.sub("", code) for code in _CODE.findall(line)}
    if len(digits) == _LENGTH and line.isprintable():
        found = {digits}
    if len(typed) > LONGEST_PASTE or len(found) != 1:
        raise Refused("identity.code_format", _("The code consists of 6 digits."), field="code")
    return found.pop()


@dataclass(frozen=True, slots=True)
class Recent:
    """What was asked for an address within the last minute.

    Attributes:
        seconds: Until the same asker may ask again; 0 when at once.
        crowded: Whether somebody else asked.
    """

    seconds: int
    crowded: bool


def recent(address: Address, purpose: str, asker_key: str) -> Recent:
    """Who asked for a code for this address within the last minute. One query."""
    newest = LoginCode.objects.filter(address_hash=address.key, created_at__gt=clock.now() - WAIT)
    rows = list(newest.values_list("asker", "purpose", "used_at", "created_at"))
    own = [at for asker, what, used, at in rows if asker == asker_key and what == purpose and used is None]
    left = max(own) + WAIT - clock.now() if own else timedelta()
    return Recent(max(0, ceil(left.total_seconds())), any(row[0] != asker_key for row in rows))


def supersede(ticket_id: UUID, address: Address, purpose: str) -> None:
    """End the code of a ticket whose browser gets a new one. Codes of other browsers live on."""
    LoginCode.objects.filter(
        pk=ticket_id, address_hash=address.key, purpose=purpose, used_at=None, superseded_at=None
    ).update(superseded_at=clock.now(), sealed_address="")


def is_open(ticket_id: UUID) -> bool:
    """Whether a code may still be typed for this ticket. One query."""
    return LoginCode.objects.filter(
        pk=ticket_id, used_at=None, superseded_at=None, attempts__lt=ATTEMPTS, expires_at__gt=clock.now()
    ).exists()


def try_code(ticket_id: UUID, purpose: str, code: str, *, account_id: UUID | None = None) -> Address | Refused:
    """Judge a code under the lock of its address and row, and use it up when it is right.

    Returns:
        The address it was sent to, or the refusal. It is returned and not raised because the counted attempt
        must be committed; the caller raises it after its transaction.
    """
    found = LoginCode.objects.filter(pk=ticket_id, purpose=purpose, account=account_id)
    for key in found.values_list("address_hash", flat=True):
        hold_address(key)
    row = found.select_for_update().first()
    refusal = _unusable(row)
    if row is None or refusal is not None:
        return refusal or _gone()
    if not is_code_of(row, code):
        return _count_attempt(row)
    try:
        channel, _colon, value = unseal(
            row.sealed_address, purpose=_SEAL, max_age=2 * int(LIFETIME.total_seconds())
        ).partition(":")
    except BrokenSealError:
        return _gone()
    row.used_at = clock.now()
    row.sealed_address = ""
    row.save(update_fields=["used_at", "sealed_address"])
    return Address(LoginCode.Channel(channel), value)


def _unusable(row: LoginCode | None) -> Refused | None:
    if row is None:
        return _gone()
    if row.used_at is not None:
        return Refused("identity.code_used", _("This code has been used. Ask for a new one."), field="code")
    if row.attempts >= ATTEMPTS:
        return _spent()
    if row.superseded_at is not None:
        return Refused(
            "identity.code_superseded",
            _("A newer code has been sent. Enter the code of the last message."),
            field="code",
        )
    if row.expires_at <= clock.now():
        return Refused("identity.code_expired", _("The code is no longer good. Ask for a new one."), field="code")
    return None


def _count_attempt(row: LoginCode) -> Refused:
    row.attempts += 1
    security.note("code_wrong", account_id=row.account_id, purpose=row.purpose)
    if row.attempts >= ATTEMPTS:
        row.sealed_address = ""
    row.save(update_fields=["attempts", "sealed_address"])
    left = ATTEMPTS - row.attempts
    if not left:
        return _spent()
    return Refused(
        "identity.code_wrong",
        _("The code does not match. Attempts left: %(left)s.") % {"left": left},
        field="code",
        left=left,
    )


def _gone() -> Refused:
    return Refused("identity.code_gone", _("The code is no longer good. Ask for a new one."), field="code")


def _spent() -> Refused:
    return Refused("identity.code_spent", _("Too many wrong codes. Ask for a new one."), field="code")


def forget_old() -> int:
    """Delete codes long spent and wipe the addresses of those that ran out; returns how many rows were touched."""
    now = clock.now()
    wiped = LoginCode.objects.filter(expires_at__lte=now).exclude(sealed_address="").update(sealed_address="")
    deleted, _by_model = LoginCode.objects.filter(created_at__lt=now - KEPT).delete()
    return wiped + deleted


PER_NETWORK_AND_HOUR = 300


def count_try(actor: Actor, ticket_id: UUID) -> None:
    """Count a try for a ticket that is no good by the network it came from.

    A ticket that is good bounds its own tries, so that no neighbour in the network keeps its owner from typing.

    Raises:
        Refused: `limits.exceeded`.
    """
    if not is_open(ticket_id):
        limits.hit_network("code.try.ip", actor.ip, limit=PER_NETWORK_AND_HOUR, window=timedelta(hours=1))
