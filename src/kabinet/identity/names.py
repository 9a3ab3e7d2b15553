"""People's names as they type them."""

import unicodedata

from django.utils.translation import gettext as _

from kabinet.kernel import text
from kabinet.kernel.errors import Refused

LONGEST = 200
_MARKS = frozenset(" -'.(),")


def clean_name(typed: str) -> str:
    """A name in its one form; letters of any alphabet.

    Raises:
        Refused: `identity.name_*`, on the field `full_name`.
    """
    if len(typed) > 4 * LONGEST:
        raise _too_long()
    name = text.name(typed)
    if not name:
        raise Refused("identity.name_missing", _("Enter a name."), field="full_name")
    if len(name) > LONGEST:
        raise _too_long()
    if not all(unicodedata.category(sign)[0] in "LM" or sign in _MARKS for sign in name):
        raise Refused(
            "identity.name_signs", _("A name consists of letters, spaces, hyphens and full stops."), field="full_name"
        )
    return name


def _too_long() -> Refused:
    return Refused(
        "identity.name_long",
        _("A name is not longer than %(limit)s characters.") % {"limit": LONGEST},
        field="full_name",
        limit=LONGEST,
    )
