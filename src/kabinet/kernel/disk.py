"""How much room is left where files are kept; looked up, never tried by writing."""

import os
import shutil
from pathlib import Path

from django.conf import settings

from kabinet.kernel.units import MEGABYTE

LEAST_FREE = 256 * MEGABYTE
"""Bytes that must be free: below them nothing more should be taken in."""


def files_folder() -> Path:
    """Where uploaded files are kept on this machine."""
    return Path(settings.DATA_DIR) / "files"


def free_bytes(folder: Path) -> int:
    """Free bytes on the disk of a folder, or of its nearest parent that exists.

    Raises:
        OSError: The disk does not answer.
    """
    return shutil.disk_usage(_existing(folder)).free


def has_room(folder: Path) -> bool:
    """Whether this process may write there and `LEAST_FREE` bytes are left. One look at the disk, nothing written."""
    try:
        return os.access(_existing(folder), os.W_OK | os.X_OK) and free_bytes(folder) >= LEAST_FREE
    except OSError:
        return False


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
