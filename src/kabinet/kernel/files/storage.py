"""The private folder of files."""

import os
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class PrivateFolder(FileSystemStorage):
    """A folder in which a file is there whole or not at all, also after the power or the disk has failed."""

    def _save(self, name: str, content: "File[Any]") -> str:
        """Write beside the place, force it to the disk, then put it there under its name.

        Raises:
            OSError: The disk is full or fails; nothing of the file is left then.
        """
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f"{place.name}.part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            part.rename(place)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _settle(place.parent)
        return name


def _settle(folder: Path) -> None:
    """Force the folder's new line to the disk as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
