"""Bytes are there whole or not at all, with their row, and are served as what they are."""

import errno
import os
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kabinet.kernel.errors import Refused
from kabinet.kernel.files import examine, file_response, forget_orphans, keeping_bytes, note_file
from kabinet.kernel.models import StoredFile
from tests.support.files import JPEG, PDF, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A storage of the test's own."""
    monkeypatch.setattr(default_storage, "location", str(tmp_path))
    monkeypatch.setattr(default_storage, "base_location", str(tmp_path), raising=False)
    return tmp_path


def store(sent: SimpleUploadedFile) -> StoredFile:
    """Examine a file and keep it."""
    examined = examine(sent)
    with keeping_bytes(examined) as path:
        return note_file(examined, path, uploaded_by=None)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_random_name_and_served_as_what_it_is(folder: Path) -> None:
    stored = store(upload("паспорт.png", JPEG))
    assert (stored.name, stored.content_type, stored.size) == ("паспорт.jpg", "image/jpeg", len(JPEG))
    assert "паспорт" not in stored.path
    with default_storage.open(stored.path) as kept:
        assert kept.read() == JPEG
    response = file_response(stored)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("attachment")
    assert "%D0%BF%D0%B0%D1%81%D0%BF%D0%BE%D1%80%D1%82.jpg" in response["Content-Disposition"]
    response.close()
    assert [path.stat().st_mode & 0o777 for path in files_in(folder)] == [0o600]


def test_lost_bytes_are_told_and_no_failure() -> None:
    stored = store(upload("a.pdf"))
    default_storage.delete(stored.path)
    with pytest.raises(Refused) as refusal:
        file_response(stored)
    assert refusal.value.code == "file.missing"


def test_what_is_refused_leaves_nothing(folder: Path) -> None:
    with pytest.raises(Refused):
        store(upload("page.html", b"<html>"))
    assert (StoredFile.objects.count(), files_in(folder)) == (0, [])


@pytest.mark.parametrize("moment", ["write", "fsync"])
def test_a_full_disk_leaves_nothing_and_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    def full(*_arguments: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    class FullFile:
        def __init__(self, handle: int, mode: str) -> None:
            self.file = fdopen(handle, mode)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_error: object) -> None:
            self.file.close()

        def write(self, chunk: bytes) -> None:
            self.file.write(chunk[:10])
            full()

    fdopen = os.fdopen
    if moment == "write":
        monkeypatch.setattr("kabinet.kernel.files.storage.os.fdopen", FullFile)
    else:
        monkeypatch.setattr("kabinet.kernel.files.storage.os.fsync", full)
    with pytest.raises(Refused) as refusal:
        store(upload("a.pdf"))
    assert refusal.value.code == "file.not_stored"
    assert (StoredFile.objects.count(), files_in(folder)) == (0, [])
    monkeypatch.undo()


def test_the_last_room_on_the_disk_is_not_given_to_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kabinet.kernel.disk.free_bytes", lambda _folder: 255_000_000)
    with pytest.raises(Refused) as refusal:
        store(upload("a.pdf"))
    assert (refusal.value.code, StoredFile.objects.count(), files_in(folder)) == ("file.not_stored", 0, [])


def test_bytes_without_a_row_are_swept_away_once_they_are_old(folder: Path) -> None:
    stored = store(upload("a.pdf"))
    default_storage.save("ab/orphan", ContentFile(PDF))
    (folder / "ab" / "half.part").write_bytes(b"%PD")
    assert forget_orphans(before=timezone.now() - timedelta(days=1)) == 0
    assert forget_orphans(before=timezone.now() + timedelta(minutes=1)) == 2
    assert forget_orphans(before=timezone.now() + timedelta(minutes=1)) == 0
    assert [str(path.relative_to(folder)) for path in files_in(folder)] == [stored.path]
