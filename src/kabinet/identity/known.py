"""Browsers that signed in before: what strangers do with an address does not shut these out.

A browser keeps a signed cookie that only we read: a number of its own and the accounts that signed in with it, each
with the epoch of its sessions. Whatever ends the sessions of an account makes its browsers strangers again.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from kabinet.identity.addresses import Address
from kabinet.identity.models import User

COOKIE = "kabinet_known"
LIFETIME = timedelta(days=180)
MOST_ACCOUNTS = 3
_SALT = "kabinet.identity.known"


@dataclass(frozen=True, slots=True)
class KnownBrowser:
    """A browser in which the owner of an address signed in before.

    Attributes:
        id: Its number; nobody but the browser knows it.
        account_id: The account that address belongs to.
        is_staff: Whether that account belongs to the organisation.
    """

    id: str
    account_id: UUID
    is_staff: bool


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the browser know the account from now on, with the sessions' present epoch.

    Args:
        request: From that browser.
        response: The answer that carries the cookie.
        user: Who has just proved who they are.
    """
    browser, accounts = _read(request) or (secrets.token_urlsafe(16), [])
    others = [entry for entry in accounts if entry[0] != user.pk.hex]
    kept = [(user.pk.hex, user.session_epoch), *others][:MOST_ACCOUNTS]
    value = signing.TimestampSigner(salt=_SALT).sign_object([browser, kept])
    response.set_cookie(
        COOKIE,
        value,
        max_age=LIFETIME,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def known_browser(request: HttpRequest, address: Address) -> KnownBrowser | None:
    """The browser, if the owner of `address` signed in with it and has not ended its sessions since.

    One query, and none for browsers that never signed in: to a stranger it says nothing of who has an account.
    """
    found = _read(request)
    if found is None:
        return None
    browser, accounts = found
    epochs = dict(accounts)
    owner = User.objects.filter(pk__in=list(epochs), is_active=True, **{address.column: address.value}).first()
    if owner is None or owner.session_epoch != epochs[owner.pk.hex]:
        return None
    return KnownBrowser(browser, owner.pk, owner.is_staff)


def _read(request: HttpRequest) -> tuple[str, list[tuple[str, int]]] | None:
    value = request.COOKIES.get(COOKIE, "")
    if not value or len(value) > 1_000:
        return None
    try:
        browser, accounts = signing.TimestampSigner(salt=_SALT).unsign_object(value, max_age=LIFETIME)
        return str(browser), [(UUID(hex=key).hex, int(epoch)) for key, epoch in accounts]
    except (signing.BadSignature, ValueError, TypeError, json.JSONDecodeError):
        return None
