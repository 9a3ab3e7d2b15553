"""What a right is, and those to the ground's own things; rooms above declare theirs.

To see the things of a noun and to manage them are two rights, so that somebody can see everything and change nothing.
"""

from collections.abc import Iterable
from typing import Self

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.errors import Words


class Right(str):
    """What staff may do with the things of one noun; as a string it is the code that pages ask for.

    Attributes:
        noun: Whose things, for example `loans`.
        sentence: What it allows, for people.
        implies: Other rights that come with it.
    """

    __slots__ = ("implies", "noun", "sentence")
    noun: str
    sentence: Words
    implies: frozenset["Right"]

    def __new__(cls, code: str, *, noun: str, sentence: Words, implies: "Iterable[Right]" = ()) -> Self:
        """A right of that code.

        Args:
            code: A verb and the noun, for example `see_loans`.
            noun: Whose things.
            sentence: What it allows.
            implies: Rights that come with it; theirs come along.
        """
        right = super().__new__(cls, code)
        right.noun = noun
        right.sentence = sentence
        right.implies = frozenset().union(*({each} | each.implies for each in implies))
        return right

    @property
    def is_to_see(self) -> bool:
        """Whether it changes nothing."""
        return self.startswith("see_")


def see(noun: str, sentence: Words) -> Right:
    """The right to see the things of a noun."""
    return Right(f"see_{noun}", noun=noun, sentence=sentence)


def manage(seeing: Right, sentence: Words) -> Right:
    """The right to change what `seeing` shows; it comes with the right to see it."""
    return Right(f"manage_{seeing.noun}", noun=seeing.noun, sentence=sentence, implies=(seeing,))


SEE_CONNECTIONS = see("connections", _("See connections to outside services"))
MANAGE_CONNECTIONS = manage(SEE_CONNECTIONS, _("Set up and try connections to outside services"))
SEE_SECURITY = see("security", _("See security events and who looked"))
