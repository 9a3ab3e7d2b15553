"""Uploaded files: checked, named by chance, kept in private storage and served only after a check."""

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any
from uuid import UUID, uuid4

import puremagic
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from kabinet.config.environment import environment
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import StoredFile

KINDS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
}
"""Content types taken, with the endings that belong to them."""


def store_upload(upload: "UploadedFile[Any]", *, uploaded_by: UUID | None, kinds: Collection[str] = ()) -> StoredFile:
    """Keep an upload.

    Args:
        upload: What the browser sent.
        uploaded_by: The account, if signed in.
        kinds: Content types to take; all of `KINDS` when empty.

    Raises:
        Refused: `file.empty`, `file.too_large` or `file.kind`.
    """
    size = upload.size or 0
    limit = environment().upload_limit_mb
    if not size:
        raise Refused("file.empty", _("The file is empty. Choose another one."), field="file")
    if size > limit * 1024 * 1024:
        raise Refused("file.too_large", _("The file is larger than %(limit)s MB.") % {"limit": limit}, field="file")
    ending = PurePath(upload.name or "").suffix.lower()
    content_type = _content_type(upload.read(8192), ending)
    if content_type not in (kinds or KINDS):
        raise Refused("file.kind", _("Upload a PDF, JPEG, PNG, DOCX or XLSX file."), field="file")
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    path = default_storage.save(f"{uuid4().hex[:2]}/{uuid4().hex}", upload)
    with discarding_on_failure(path):
        return StoredFile.objects.create(
            name=_safe_name(upload.name or ""),
            path=path,
            content_type=content_type,
            size=size,
            sha256=digest.hexdigest(),
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


def _content_type(head: bytes, ending: str) -> str:
    """What the bytes are; the ending must agree, and alone decides between the kinds that are ZIP archives."""
    try:
        guesses = {guess.mime_type for guess in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return ""
    for content_type, endings in KINDS.items():
        if ending in endings and (content_type in guesses or ("officedocument" in content_type and head[:2] == b"PK")):
            return content_type
    return ""


def _safe_name(name: str) -> str:
    cleaned = "".join(character for character in PurePath(name).name if character.isprintable())
    return cleaned[-200:] or "file"


def open_stored(stored: StoredFile) -> "File[bytes]":
    """The bytes of a stored file."""
    return default_storage.open(stored.path)


def file_response(stored: StoredFile) -> FileResponse:
    """Serve a file as a download; the caller has checked that the person may see it."""
    response = FileResponse(open_stored(stored), as_attachment=True, filename=stored.name)
    response["Content-Type"] = stored.content_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def storage_ready() -> bool:
    """Whether the private storage can be written to."""
    try:
        name = default_storage.save("ready", ContentFile(b"ready"))
        default_storage.delete(name)
    except OSError:
        return False
    return True
