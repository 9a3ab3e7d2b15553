"""Why a file is not taken, and what to do about it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from kabinet.kernel.errors import Refused
from kabinet.kernel.files.kinds import Kind, titles
from kabinet.kernel.ui.formats import file_size
from kabinet.kernel.units import MEGABYTE

FIELD = "file"
_TENTH = MEGABYTE // 10
"""A size is told in tenths, rounded up: nothing that is told as the limit is over it."""


def empty() -> Refused:
    """There is nothing in it."""
    return Refused("file.empty", _("The file is empty. Choose another one."), field=FIELD)


def too_large(limit: int, size: int) -> Refused:
    """It is over the limit, in bytes."""
    words = _("The file has %(size)s, at most %(limit)s are taken.")
    seen = -(-size // _TENTH) * _TENTH if size >= MEGABYTE else size
    return Refused("file.too_large", words % {"size": file_size(seen), "limit": file_size(limit)}, field=FIELD)


def unknown_kind(kinds: Collection[Kind]) -> Refused:
    """Its content is none of the kinds asked for."""
    words = _("The content of this file is none of what is taken here: %(kinds)s.")
    return Refused("file.kind", words % {"kinds": titles(kinds)}, field=FIELD)


def broken() -> Refused:
    """It does not keep to its own format."""
    return Refused("file.broken", _("The file is damaged. Open it, save it anew and attach that one."), field=FIELD)


def macros() -> Refused:
    """A document with a program in it."""
    words = _("The document has macros. Save it as DOCX, XLSX or PDF without them.")
    return Refused("file.macros", words, field=FIELD)


def encrypted() -> Refused:
    """Nobody here could open it."""
    words = _("The document is protected by a password. Take the password off and attach it again.")
    return Refused("file.encrypted", words, field=FIELD)


def unpacks_too_large() -> Refused:
    """A bomb, or as good as one."""
    words = _("The document is too large when unpacked. Split it or save it as PDF.")
    return Refused("file.unpacked", words, field=FIELD)


def too_many_pixels(millions: int) -> Refused:
    """The photo would take too much memory."""
    words = _("The photo has more than %(millions)s megapixels. Save it smaller or as JPEG.")
    return Refused("file.pixels", words % {"millions": millions}, field=FIELD)


def busy() -> Refused:
    """Others' photos are being turned into JPEG."""
    words = _("Several photos are being turned into JPEG right now. Attach this one again in a minute.")
    return Refused("file.busy", words, field=FIELD)


def missing() -> Refused:
    """The row is there, the bytes are not: somebody has to look into a backup."""
    return Refused("file.missing", _("We cannot find this file in our storage. Tell us, and we will look for it."))


def not_stored() -> Refused:
    """Our disk or storage failed; whose fault it is should be clear."""
    words = _("We could not keep the file: our storage does not take it now. Try again in a few minutes.")
    return Refused("file.not_stored", words, field=FIELD)
