"""Refusals of applications that carry more than a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kabinet.kernel.errors import Refused, Words


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing to put right before an application can be sent.

    Attributes:
        path: Path of the answer; empty for the application as a whole.
        step: Code of the step it is on; empty for the application as a whole.
        code: Stable machine name.
        message: One sentence for the person.
        label: The question as it is read; empty for the application as a whole.
    """

    path: str
    step: str
    code: str
    message: Words
    label: str = ""


class Incomplete(Refused):
    """The application cannot be sent yet; `obstacles` says why, in the order of asking."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__("application.incomplete", _("Some answers are missing or need a correction."))
        self.obstacles = tuple(obstacles)


def stale_page() -> Words:
    """What a page says that was overtaken."""
    return _("The application has changed since you opened this page. Look at it again.")
