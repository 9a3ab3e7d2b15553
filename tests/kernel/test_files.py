import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kabinet.kernel.errors import Refused
from kabinet.kernel.files import file_response, open_stored, store_upload
from kabinet.kernel.models import StoredFile

PNG = (
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fea7d605"
    )
    + b"\0" * 40
)


def _docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return buffer.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("паспорт.png", PNG, "image/png"),
        ("scan.PDF", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "application/pdf"),
        ("plan.docx", _docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_known_kinds_are_kept_under_a_random_name(name: str, content: bytes, content_type: str) -> None:
    stored = store_upload(SimpleUploadedFile(name, content), uploaded_by=None)
    assert (stored.name, stored.content_type, stored.size) == (name, content_type, len(content))
    assert name not in stored.path
    with open_stored(stored) as kept:
        assert kept.read() == content
    response = file_response(stored)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    response.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", "file.empty"),
        ("page.html", b"<html><script>alert(1)</script>", "file.kind"),
        ("picture.png", b"<html><script>alert(1)</script>", "file.kind"),
        ("program.pdf", b"MZ\x90\x00\x03\x00\x00\x00" * 20, "file.kind"),
        ("noise.pdf", b"\x00\x01\x02\x03" * 50, "file.kind"),
        ("no-ending", PNG, "file.kind"),
    ],
)
def test_others_are_refused_and_leave_nothing(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        store_upload(SimpleUploadedFile(name, content), uploaded_by=None)
    assert (refusal.value.code, refusal.value.field) == (code, "file")
    assert StoredFile.objects.count() == 0


@pytest.mark.django_db
def test_a_file_over_the_limit_is_refused() -> None:
    upload = SimpleUploadedFile("scan.pdf", b"%PDF-1.7")
    upload.size = 21 * 1024 * 1024
    with pytest.raises(Refused) as refusal:
        store_upload(upload, uploaded_by=None)
    assert refusal.value.code == "file.too_large"


@pytest.mark.django_db
def test_a_hostile_name_is_only_a_name() -> None:
    stored = store_upload(SimpleUploadedFile("../../etc/pass\x00wd\r\n.pdf", b"%PDF-1.7\n"), uploaded_by=None)
    assert stored.name == "passwd.pdf"
