"""Sealing what must wait in a table for a moment and may be read by nobody else there.

The site's key may be changed at any time: what an earlier key (`SECRET_KEY_FALLBACKS`) sealed or hashed stays good for
as long as that key is listed; whatever is sealed or hashed now is so with the present one.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class BrokenSealError(ValueError):
    """The sealed text is not ours, is of another purpose or too old."""


def _keys(purpose: str) -> list[bytes]:
    """One key per key of the site, the present one first."""
    message = f"kabinet.seal.{purpose}".encode()
    sites = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.new(key.encode(), message, hashlib.sha256).digest() for key in sites]


def _box(purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in _keys(purpose)])


def seal(text: str, *, purpose: str) -> str:
    """Encrypt `text` so that only `unseal` with the same purpose reads it (Fernet: AES-128-CBC, HMAC-SHA256)."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(token: str, *, purpose: str, max_age: int | None = None) -> str:
    """Read a sealed text.

    Args:
        token: What `seal` returned.
        purpose: The purpose it was sealed for.
        max_age: Seconds after which it is worthless; None for what is kept.

    Raises:
        BrokenSealError: Forged, foreign or too old.
    """
    try:
        return _box(purpose).decrypt(token.encode(), ttl=max_age).decode()
    except InvalidToken as error:
        raise BrokenSealError(purpose) from error


def keyed_hash(text: str, *, purpose: str) -> str:
    """A hash that nobody without the site's key can compute; for codes, addresses and counters."""
    return _hash(text, _keys(purpose)[0])


def matches_keyed_hash(text: str, digest: str, *, purpose: str) -> bool:
    """Whether `digest` is the keyed hash of `text` under the present key or an earlier one."""
    return any(hmac.compare_digest(_hash(text, key), digest) for key in _keys(purpose))


def _hash(text: str, key: bytes) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
