"""Bodies of requests: refused by their length before a byte is read, by kind of address."""

from typing import Any

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse

from kabinet.applications.models import Application
from kabinet.documents.models import Document
from kabinet.kernel.web.bodies import FORM, NOTIFICATION, room_at
from tests.support.applications import make_draft
from tests.support.catalogue import make_service
from tests.support.files import PDF, upload
from tests.support.identity import actor_for, browser_of, make_user

pytestmark = pytest.mark.django_db
MB = 1_000_000


class Unread:
    """A body nobody may touch."""

    def read(self, *_arguments: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def post(browser: Client, url: str, length: int | None, **headers: str) -> Any:
    """Announce a body and send none."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": url,
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "wsgi.input": Unread(),
        **headers,
    }
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    return browser.request(**environ)


@pytest.fixture
def owner() -> Client:
    browser = browser_of(make_user())
    make_service("biznes", "business_loan")
    browser.post("/cabinet/apply/biznes/")
    return browser


def addresses() -> tuple[str, str]:
    draft = Application.objects.get()
    return reverse("application_step", args=[draft.pk, "loan"]), reverse("application_files", args=[draft.pk])


@pytest.mark.parametrize("url", ["/sign-in/", "/cabinet/apply/biznes/", "/office/applications/", "/calculator/"])
def test_three_hundred_megabytes_are_refused_unread(url: str) -> None:
    for browser in (Client(enforce_csrf_checks=True), Client()):
        for length in (FORM + 1, 300 * MB):
            answer = post(browser, url, length)
            assert answer.status_code == 413
            assert "1\N{NO-BREAK SPACE}МБ" in answer.content.decode() or "1 МБ" in answer.content.decode()
            assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_notification_is_smaller_than_a_form() -> None:
    answer = post(Client(), "/api/webhooks/yookassa/", NOTIFICATION + 1)
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_only_whoever_fills_a_draft_in_may_send_more_than_a_form(owner: Client) -> None:
    step, files = addresses()
    for stranger in (Client(), browser_of(make_user())):
        assert post(stranger, step, FORM + 1).status_code == 413
        assert post(stranger, files, FORM + 1).status_code == 413
    assert post(owner, step, 102 * MB).status_code == 413
    assert post(owner, files, 22 * MB).status_code == 413
    with pytest.raises(AssertionError, match="the body was read"):
        post(owner, step, 60 * MB)
    with pytest.raises(AssertionError, match="the body was read"):
        post(owner, files, 20 * MB)
    Application.objects.all().delete()
    assert post(owner, step, FORM + 1).status_code == 413


def test_the_server_takes_no_more_in_than_the_address_may_have(owner: Client) -> None:
    step, files = addresses()
    cookies = "a=b; sessionid=abc"
    assert room_at(step, cookies) > 60 * MB
    assert 20 * MB < room_at(files, cookies) < 22 * MB
    assert {room_at(url, "a=b") for url in (step, files)} == {FORM}
    assert {room_at(url, cookies) for url in ("/sign-in/", "/no/such/", "/api/webhooks/yookassa/", "\x00")} == {FORM}


def test_a_body_that_tells_no_length_is_refused_unread(owner: Client) -> None:
    for url in (*addresses(), "/sign-in/", "/api/webhooks/yookassa/"):
        answer = post(owner, url, None, HTTP_TRANSFER_ENCODING="Chunked")
        assert answer.status_code == 411


def test_a_large_form_comes_through_whole(owner: Client) -> None:
    _step, files = addresses()
    content = PDF.ljust(5 * MB, b"\n")
    answer = owner.post(files, {"field": "business_plan", "file": upload("план.pdf", content)})
    assert (answer.status_code, Document.objects.get().file.size) == (200, 5 * MB)


def test_a_disk_that_fills_up_while_files_come_in_is_told(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    for url in addresses():
        answer = owner.post(url, {"field": "business_plan", "file": upload("план.pdf", PDF.ljust(5 * MB))})
        assert (answer.status_code, "Retry-After" in answer) == (503, True)
    assert Document.objects.count() == 0


def test_a_cut_off_form_is_no_failure_of_ours(owner: Client) -> None:
    class Gone(Unread):
        def read(self, *_arguments: int) -> bytes:
            raise OSError("connection reset")

    step, _files = addresses()
    answer = owner.request(
        REQUEST_METHOD="POST",
        PATH_INFO=step,
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(3 * MB),
        **{"wsgi.input": Gone()},
    )
    assert answer.status_code < 500


def test_the_draft_of_a_visitor_is_enough() -> None:
    make_service("biznes", "business_loan")
    visitor = Client()
    visitor.post("/cabinet/apply/biznes/")
    with pytest.raises(AssertionError, match="the body was read"):
        post(visitor, addresses()[0], 2 * MB)
    other = make_draft(actor_for(make_user()))
    assert post(visitor, reverse("application_files", args=[other.pk]), 2 * MB).status_code == 413
