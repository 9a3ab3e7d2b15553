"""What the engine says when it is asked for the impossible."""

from __future__ import annotations

from typing import ClassVar


class EngineError(ValueError):
    """A refusal with a stable code and its parameters, for the caller to translate.

    `str(error)` is one line of English, fit for a terminal.

    Attributes:
        code: Stable name of the reason.
        params: Values that belong into the message.
    """

    messages: ClassVar[dict[str, str]] = {}

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return self.messages[self.code].format(**self.params)
