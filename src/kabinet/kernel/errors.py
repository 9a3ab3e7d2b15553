"""How the inside says no. Faces turn these into messages beside fields, callouts or problem+json."""

from typing import Any

from django.utils.functional import Promise

Words = str | Promise


class Refused(Exception):
    """An action will not do what was asked; nothing was changed.

    Attributes:
        code: Stable machine name, `area.reason`.
        message: One sentence for the person, translated when shown.
        field: The form field it belongs to, if one.
        params: What the message speaks of; never personal data.
    """

    def __init__(self, code: str, message: Words, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.params = params


class Stale(Refused):
    """Somebody else changed the object since the page was opened."""


class Denied(Exception):
    """The actor lacks the right; the page answers 403 and says nothing about the object."""
