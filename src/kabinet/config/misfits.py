"""What is wrong with the variables of the environment, told by name and with what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Misfit:
    """A variable that keeps every command from starting.

    Attributes:
        variable: Its name.
        sentence: What is wrong; begins with the name.
        advice: What to do.
    """

    variable: str
    sentence: str
    advice: str


class ContradictionError(ValueError):
    """Variables fit their types and yet must not be so."""

    def __init__(self, misfits: tuple[Misfit, ...]) -> None:
        super().__init__("\n".join(misfit.sentence for misfit in misfits))
        self.misfits = misfits
