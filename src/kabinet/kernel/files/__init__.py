"""Uploaded files: examined by content, stored whole or not at all, served only after a check."""

from kabinet.kernel.files.examining import Examined, examine, largest_file
from kabinet.kernel.files.kinds import KINDS, Kind, chosen_endings, kinds_of, titles
from kabinet.kernel.files.storing import (
    discarding_on_failure,
    file_response,
    forget_orphans,
    keeping_bytes,
    note_file,
    storage_ready,
)

__all__ = [
    "KINDS",
    "Examined",
    "Kind",
    "chosen_endings",
    "discarding_on_failure",
    "examine",
    "file_response",
    "forget_orphans",
    "keeping_bytes",
    "kinds_of",
    "largest_file",
    "note_file",
    "storage_ready",
    "titles",
]
