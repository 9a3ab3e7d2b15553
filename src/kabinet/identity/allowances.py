"""How often codes are sent and passwords looked at: by who asks, by address and network together, and by the site.

A stranger's requests are counted against the stranger. What many strangers do together asks each for a proof and shuts
nobody out who signed in before: owners who are signed in, and browsers that know the account, have counts of their own.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from kabinet.identity import proofs
from kabinet.identity.addresses import Address
from kabinet.identity.known import KnownBrowser
from kabinet.identity.proofs import Proof, ProofNeeded
from kabinet.kernel import counters, limits, security
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.networks import network_of
from kabinet.kernel.secrets import keyed_hash

QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)

PER_NETWORK_AND_HOUR = 60
PER_NETWORK_AND_DAY = 300
"""Requests of one network: phones of one mobile operator share addresses, so there is room for many honest people."""

PER_ADDRESS_AND_NETWORK = 10
"""Codes a day for one address from one network without a proof; with one, twice as many and no more."""

PER_ADDRESS_AND_DAY = 30
"""Codes a day for one address from all networks without a proof."""

MOST_PER_ADDRESS_AND_DAY = 150
"""With proofs: five guesses each leave an attacker one chance in a thousand a day."""

PER_TRUSTED_AND_DAY = 30
"""Codes a day for who is signed in or whose browser is known."""

NEW_ADDRESSES_PER_ACCOUNT_AND_DAY = 10
"""Codes a day that one account has sent to addresses which are not its own yet: accounts cost nothing, SMS do."""

PER_SITE_AND_HOUR: dict[str, int] = {"sms": 1_000, "email": 5_000}
"""Messages sent to strangers without a proof."""

PASSWORDS_PER_NETWORK = 100
PASSWORDS_PER_ADDRESS_AND_NETWORK = 10
"""A quarter of an hour, as for who is known."""

PASSWORDS_PER_ADDRESS_AND_HOUR = 40
"""From all networks without a proof."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as anybody can tell.

    Attributes:
        key: A keyed hash of the account, the known browser or the network; kept beside the code.
        trusted: Whether it is an account or a browser that knows it.
        is_staff: Whether the account belongs to the organisation.
    """

    key: str
    trusted: bool
    is_staff: bool = False


def asker_of(actor: Actor, browser: KnownBrowser | None) -> Asker:
    """Who asks: the account that is signed in, else the browser that knows it, else the network."""
    if actor.user_id is not None:
        return Asker(_key(f"account:{actor.user_id}"), trusted=True, is_staff=actor.kind == "staff")
    if browser is not None:
        return Asker(_key(f"browser:{browser.id}"), trusted=True, is_staff=browser.is_staff)
    return Asker(_key(f"network:{network_of(actor.ip)}"), trusted=False)


def _key(text: str) -> str:
    return keyed_hash(text, purpose="identity.asker")


def count_request(actor: Actor, asker: Asker, *, is_new: bool = False) -> None:
    """Count a request for a code by its network; who is trusted does not pay for neighbours.

    Args:
        actor: From where.
        asker: Who asks.
        is_new: The address is not known to be the asker's: nobody is trusted with those of others.

    Raises:
        Refused: `limits.exceeded`.
    """
    if is_new or not asker.trusted:
        limits.hit_network("code.ip.hour", actor.ip, limit=PER_NETWORK_AND_HOUR, window=HOUR)
        limits.hit_network("code.ip.day", actor.ip, limit=PER_NETWORK_AND_DAY, window=DAY)


def count_code(address: Address, asker: Asker, *, crowded: bool, proven: bool, is_new: bool = False) -> None:
    """Count a code that is about to be sent. Called in the transaction that sends it: what is refused is not counted.

    Args:
        address: Where it goes.
        asker: Who asks.
        crowded: Somebody else has just asked for a code for this address.
        proven: The request carries a proof.
        is_new: As in `count_request`.

    Raises:
        ProofNeeded: A stranger asks while there is too much of this.
        Refused: `limits.exceeded`, or `identity.address_tired` when even proofs are too many.
    """
    if is_new:
        limits.hit("code.new.day", asker.key, limit=NEW_ADDRESSES_PER_ACCOUNT_AND_DAY, window=DAY)
    if asker.trusted:
        limits.hit("code.trusted.day", f"{asker.key}:{address.key}", limit=PER_TRUSTED_AND_DAY, window=DAY)
        return
    own = counters.add("code.asker.day", f"{asker.key}:{address.key}", window=DAY)
    of_address = counters.add("code.address.day", address.key, window=DAY)
    of_site = counters.add("code.site.hour", address.channel, window=HOUR)
    if own > 2 * PER_ADDRESS_AND_NETWORK or of_address > MOST_PER_ADDRESS_AND_DAY:
        raise _tired()
    excess, why = max(
        (own / PER_ADDRESS_AND_NETWORK, "asker"),
        (of_address / PER_ADDRESS_AND_DAY, "address"),
        (of_site / PER_SITE_AND_HOUR[address.channel], "site"),
    )
    if not proven and (crowded or excess > 1):
        raise ProofNeeded(bits_for(excess), why if excess > 1 else "crowd")


def bits_for(excess: float) -> int:
    """How hard a proof is: one bit more each time what is asked for doubles."""
    return min(proofs.MOST_BITS, proofs.LEAST_BITS + int(excess).bit_length())


def _tired() -> Refused:
    return Refused(
        "identity.address_tired",
        _(
            "Too many codes have been asked for this address today. Sign in with a password, or from a device where you"
            " signed in before, or call us."
        ),
        field="address",
    )


def count_password(actor: Actor, address: Address, browser: KnownBrowser | None, proof: Proof | None) -> None:
    """Count a try of a password before anything is looked up or hashed, whether such an account exists or not.

    Raises:
        ProofNeeded: Strangers try many passwords of this address.
        Refused: `limits.exceeded`, or `identity.proof_wrong`.
    """
    if browser is not None:
        key = f"{browser.id}:{address.key}"
        limits.hit("password.known", key, limit=PASSWORDS_PER_ADDRESS_AND_NETWORK, window=QUARTER)
        return
    limits.hit_network("password.ip", actor.ip, limit=PASSWORDS_PER_NETWORK, window=QUARTER)
    pair = f"{network_of(actor.ip)}:{address.key}"
    limits.hit("password.pair", pair, limit=PASSWORDS_PER_ADDRESS_AND_NETWORK, window=QUARTER)
    tries = counters.add("password.address", address.key, window=HOUR)
    if tries > PASSWORDS_PER_ADDRESS_AND_HOUR and proofs.accept(proof, address.key) is None:
        security.note("proof_asked", why="password")
        raise ProofNeeded(bits_for(tries / PASSWORDS_PER_ADDRESS_AND_HOUR), "password")
