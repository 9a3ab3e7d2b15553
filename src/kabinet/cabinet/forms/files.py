"""What a question for files takes, as a page says it and a browser's dialogue offers it."""

from django.utils.translation import gettext as _

from kabinet.kernel.files import chosen_endings, kinds_of, largest_file, titles
from kabinet.kernel.ui.formats import file_size
from kabinet.questionnaires.engine.fields import FileOptions


def rules_of(options: FileOptions) -> str:
    """The kinds and the size, in a sentence."""
    words = {"kinds": titles(kinds_of(options.extensions)), "limit": file_size(largest_file(options.maximum_size))}
    if options.maximum_count == 1:
        return _("%(kinds)s; up to %(limit)s.") % words
    words["count"] = str(options.maximum_count)
    return _("%(kinds)s; up to %(limit)s each, %(count)s files at most.") % words


def accept_of(options: FileOptions) -> str:
    """The endings for the `accept` of a control."""
    return ",".join(f".{ending}" for ending in chosen_endings(kinds_of(options.extensions)))
