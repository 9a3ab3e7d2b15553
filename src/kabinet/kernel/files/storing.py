"""Uploaded files: named by chance, kept in private storage and served only after a check."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse

from kabinet.kernel import disk
from kabinet.kernel.files import refusals
from kabinet.kernel.files.examining import Examined
from kabinet.kernel.models import StoredFile

log = structlog.get_logger(__name__)


@contextmanager
def keeping_bytes(examined: Examined) -> Iterator[str]:
    """Put the bytes into the storage, whole or not at all; a block that fails takes them away again.

    Yields:
        Their path in the storage.

    Raises:
        Refused: `file.not_stored`, when the disk is full, or nearly so, or the storage fails.
    """
    if not disk.has_room(disk.files_folder()):
        log.error("files.no_room", size=examined.size)
        raise refusals.not_stored()
    try:
        path = default_storage.save(f"{uuid4().hex[:2]}/{uuid4().hex}", examined.content)
    except OSError as error:
        log.exception("files.not_stored", size=examined.size, error=type(error).__name__, errno=error.errno)
        raise refusals.not_stored() from error
    with discarding_on_failure(path):
        yield path


def note_file(examined: Examined, path: str, *, uploaded_by: UUID | None) -> StoredFile:
    """Write down what lies at a path of the storage."""
    return StoredFile.objects.create(
        name=examined.name,
        path=path,
        content_type=examined.kind.content_type,
        size=examined.size,
        sha256=examined.sha256,
        uploaded_by=uploaded_by,
    )


@contextmanager
def discarding_on_failure(path: str) -> Iterator[None]:
    """Take bytes away when the block fails: a transaction that is rolled back takes only their row along."""
    try:
        yield
    except BaseException:
        default_storage.delete(path)
        raise


def file_response(stored: StoredFile) -> FileResponse:
    """Serve a file as a download; the caller has checked that the person may see it.

    Raises:
        Refused: `file.missing`, when the storage has lost the bytes.
    """
    try:
        content = default_storage.open(stored.path)
    except FileNotFoundError as error:
        log.exception("files.missing", file=str(stored.pk))
        raise refusals.missing() from error
    response = FileResponse(content, as_attachment=True, filename=stored.name)
    response["Content-Type"] = stored.content_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def forget_orphans(*, before: datetime) -> int:
    """Delete bytes that no row knows of: a process that died between writing and committing leaves such.

    Args:
        before: Only what was written earlier; younger bytes may be about to get their row.

    Returns:
        How many files were deleted.
    """
    deleted = 0
    for folder in default_storage.listdir("")[0]:
        paths = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
        known = set(StoredFile.objects.filter(path__startswith=f"{folder}/").values_list("path", flat=True))
        for path in paths:
            if path not in known and default_storage.get_modified_time(path) < before:
                default_storage.delete(path)
                deleted += 1
    return deleted


def storage_ready() -> bool:
    """Whether the private storage can be written to."""
    try:
        name = default_storage.save("ready", ContentFile(b"ready"))
        default_storage.delete(name)
    except OSError:
        return False
    return True
