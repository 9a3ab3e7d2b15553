"""Sealing what must wait in a table for a moment and may be read by nobody else there."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class SealBroken(ValueError):
    """The sealed text is not ours, is of another purpose or too old."""


def _key(purpose: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"kabinet.seal.{purpose}".encode(), hashlib.sha256).digest()


def seal(text: str, *, purpose: str) -> str:
    """Encrypt `text` so that only `unseal` with the same purpose reads it (Fernet: AES-128-CBC, HMAC-SHA256)."""
    return Fernet(base64.urlsafe_b64encode(_key(purpose))).encrypt(text.encode()).decode()


def unseal(token: str, *, purpose: str, max_age: int) -> str:
    """Read a sealed text.

    Args:
        token: What `seal` returned.
        purpose: The purpose it was sealed for.
        max_age: Seconds after which it is worthless.

    Raises:
        SealBroken: Forged, foreign or too old.
    """
    try:
        return Fernet(base64.urlsafe_b64encode(_key(purpose))).decrypt(token.encode(), ttl=max_age).decode()
    except InvalidToken as error:
        raise SealBroken(purpose) from error


def keyed_hash(text: str, *, purpose: str) -> str:
    """A hash that nobody without the site's key can compute; for codes, addresses and counters."""
    return hmac.new(_key(purpose), text.encode(), hashlib.sha256).hexdigest()
