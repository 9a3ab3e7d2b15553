"""The questionnaires Kabinet comes with, ready to be published as first versions."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Final

STANDARD_QUESTIONNAIRES: Final = ("consumer_loan", "business_loan")
"""Codes of the questionnaires that come with Kabinet."""


def standard_questionnaire(code: str) -> dict[str, object]:
    """A standard questionnaire as JSON for ``kabinet.questionnaires.engine.parse_definition``.

    Args:
        code: One of ``STANDARD_QUESTIONNAIRES``.

    Raises:
        KeyError: There is no such questionnaire.
    """
    if code not in STANDARD_QUESTIONNAIRES:
        raise KeyError(code)
    source: dict[str, object] = json.loads(files(__name__).joinpath(f"{code}.json").read_text(encoding="utf-8"))
    return source
