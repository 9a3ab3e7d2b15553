"""How much a request may carry: decided by its announced length, before a byte of it is read or spooled."""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import Resolver404, resolve
from django.utils.deprecation import MiddlewareMixin

from kabinet.kernel.units import KILOBYTE, MEGABYTE
from kabinet.kernel.web import errors

log = structlog.get_logger(__name__)

FORM: Final = MEGABYTE
"""Bytes of an ordinary form: the longest answers of a step, each letter as six signs of a URL."""
NOTIFICATION: Final = 64 * KILOBYTE
"""Bytes of a JSON notification; they have one or two thousand."""

_FULL_DISK: Final = (errno.ENOSPC, errno.EDQUOT)

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
Admit = Callable[..., bool]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a view takes.

    Attributes:
        most: Bytes of a body.
        admit: Called with the request and the view's arguments when more than a form comes: whether this client may
            send so much at all.
    """

    most: Callable[[], int]
    admit: Admit | None = None


ORDINARY: Final = Allowance(lambda: FORM)
"""What a view takes that says nothing of it."""


def takes(most: int | Callable[[], int], *, admit: Admit | None = None) -> Callable[[ViewT], ViewT]:
    """Let a view take bodies of another size than a form's.

    Args:
        most: Bytes, or what tells them when a request comes.
        admit: Who may send more than a form; everybody when there is none.
    """
    allowance = Allowance(most if callable(most) else lambda: most, admit)

    def mark(view: ViewT) -> ViewT:
        view.__dict__["takes"] = allowance
        return view

    return mark


def room_at(path: str, cookies: str) -> int:
    """Bytes that the server takes in for an address before Django looks at the request; longer bodies stay unread.

    Args:
        path: As it was asked for.
        cookies: The header. Who may send more than a form has a session; whose it is, is asked afterwards.
    """
    try:
        allowance: Allowance = getattr(resolve(path).func, "takes", ORDINARY)
    except Resolver404:
        return FORM
    if allowance.admit is not None and f"{settings.SESSION_COOKIE_NAME}=" not in cookies:
        return FORM
    return max(FORM, allowance.most())


class BodyLimits(MiddlewareMixin):
    """Refuse a body that is too large for its address. Stands before the check of the token, which reads the body."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponse | None:
        """413 for a length over the limit, 411 for a body that tells none, else nothing."""
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            return errors.length_required(request)
        length = _announced(request)
        allowance: Allowance = getattr(view, "takes", ORDINARY)
        most = allowance.most()
        if length > FORM and allowance.admit is not None and not allowance.admit(request, *arguments, **named):
            most = FORM
        if length > most:
            return errors.too_large(request, most)
        return _spooled(request) if length > FORM else None


def _announced(request: HttpRequest) -> int:
    """Bytes of the body; the server reads no more than it announces."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def _spooled(request: HttpRequest) -> HttpResponse | None:
    """Take a large form to the disk here, where a full disk can still be told."""
    try:
        len(request.POST)
    except UnreadablePostError:
        return None
    except OSError as error:
        if error.errno not in _FULL_DISK:
            raise
        log.exception("bodies.full_disk")
        for handler in request.upload_handlers:
            handler.upload_interrupted()
        return errors.no_room(request)
    return None
