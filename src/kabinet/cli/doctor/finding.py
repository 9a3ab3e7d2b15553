"""What the doctor found."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    Attributes:
        verdict: A fault must be mended before people use the site, a warning may be meant.
        what: What was found.
        advice: What to do about it.
    """

    verdict: Verdict
    what: str
    advice: str = ""
