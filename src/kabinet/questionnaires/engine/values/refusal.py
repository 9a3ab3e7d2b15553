"""How a cleaner says no."""

from __future__ import annotations

from collections.abc import Mapping

from kabinet.questionnaires.engine.problems import Param


class RefusedError(ValueError):
    """An answer that cannot be accepted; `clean_value` makes a problem of it.

    Attributes:
        code: A key of `PROBLEM_CODES`.
        params: What its sentence names.
        part: The part of the answer, such as `index` of an address; empty for the whole.
    """

    def __init__(self, code: str, part: str = "", **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.part = part
        self.params: Mapping[str, Param] = params
