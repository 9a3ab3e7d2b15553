"""Files on the pages of an application: each by itself, several with a step, and what the page promises of them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from kabinet.applications.models import Application
from kabinet.config.environment import environment
from kabinet.documents.models import Document
from kabinet.identity.models import User
from kabinet.kernel.models import StoredFile
from tests.support.applications import make_draft
from tests.support.catalogue import make_service
from tests.support.files import HEIC, JPEG, MACRO_TYPE, PDF, docx, upload
from tests.support.identity import actor_for, browser_of, make_user

pytestmark = pytest.mark.django_db
PATH, STEP = "business_plan", "loan"


@pytest.fixture
def account() -> User:
    return make_user()


@pytest.fixture
def browser(account: User) -> Client:
    return browser_of(account)


@pytest.fixture
def draft(account: User) -> Application:
    return make_draft(actor_for(account), service=make_service("biznes", "business_loan"))


def step_of(draft: Application) -> str:
    return reverse("application_step", args=[draft.pk, STEP])


def files_of(draft: Application) -> str:
    return reverse("application_files", args=[draft.pk])


def names(draft: Application) -> list[str]:
    draft.refresh_from_db()
    return [file["name"] for file in draft.answers.get(PATH, [])]


def send(browser: Client, draft: Application, file: Any, path: str = PATH) -> Any:
    return browser.post(files_of(draft), {"field": path, "file": file})


def test_a_file_travels_by_itself_and_is_there_after_a_reload(browser: Client, draft: Application) -> None:
    answer = send(browser, draft, upload("план.png", JPEG))
    assert (answer.status_code, answer.content.decode().count("<li")) == (200, 1)
    assert "план.jpg" in answer.content.decode()
    assert "план.jpg" in browser.get(step_of(draft)).content.decode()
    answer = send(browser, draft, upload("IMG_1.HEIC", HEIC))
    assert names(draft) == ["план.jpg", "IMG_1.jpg"]
    assert answer.content.decode().count("<li") == 2


@pytest.mark.parametrize(
    ("file", "status", "words"),
    [
        (upload("план.docx", docx(MACRO_TYPE)), 422, "макросы"),
        (upload("план.pdf", b"MZ"), 422, "не подходит"),
        (upload("план.pdf", b""), 422, "пуст"),
        (upload("план.pdf", PDF.ljust(1_500_000)), 413, "не больше 1"),
        ("", 422, "не загрузился"),
    ],
)
def test_a_bad_one_gets_its_verdict_at_once(
    browser: Client, draft: Application, monkeypatch: pytest.MonkeyPatch, file: Any, status: int, words: str
) -> None:
    smaller = environment().model_copy(update={"upload_limit_mb": 1})
    monkeypatch.setattr("kabinet.kernel.files.examining.environment", lambda: smaller)
    if file:
        file.seek(0)
    answer = send(browser, draft, file)
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert words in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert (names(draft), Document.objects.count(), StoredFile.objects.count()) == ([], 0, 0)


def test_room_that_is_used_up_has_its_status(
    browser: Client, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    smaller = environment().model_copy(update={"upload_draft_mb": 1, "upload_network_mb": 1})
    monkeypatch.setattr("kabinet.documents.quotas.environment", lambda: smaller)
    half = PDF.ljust(600_000)
    assert send(browser, draft, upload("1.pdf", half)).status_code == 200
    answer = send(browser, draft, upload("2.pdf", half))
    assert (answer.status_code, "одной заявки" in answer.content.decode()) == (413, True)
    visitor = Client()
    visitor.post("/cabinet/apply/biznes/")
    mine = Application.objects.get(account=None)
    assert send(visitor, mine, upload("1.pdf", half)).status_code == 200
    Document.objects.filter(application_id=mine.pk).update(application_id=draft.pk)
    answer = send(visitor, mine, upload("2.pdf", half))
    assert (answer.status_code, "Войдите" in answer.content.decode()) == (429, True)


def test_a_file_is_removed_by_itself_and_twice_is_no_harm(browser: Client, draft: Application) -> None:
    send(browser, draft, upload("1.pdf"))
    send(browser, draft, upload("2.pdf"))
    first = Document.objects.get(file__name="1.pdf")
    for _time in range(2):
        answer = browser.post(files_of(draft), {"field": PATH, "remove": str(first.pk)})
        assert (answer.status_code, answer.content.decode().count("<li")) == (200, 1)
    assert names(draft) == ["2.pdf"]
    assert browser.post(files_of(draft), {"field": PATH, "remove": "x"}).status_code == 422


def test_nobody_else_attaches_or_removes(browser: Client, draft: Application) -> None:
    send(browser, draft, upload("1.pdf"))
    document = Document.objects.get()
    scripts = {"HX-Request": "true"}
    for stranger, status in ((Client(headers=scripts), 401), (browser_of(make_user()), 404)):
        assert send(stranger, draft, upload("2.pdf")).status_code == status
        removal = stranger.post(files_of(draft), {"field": PATH, "remove": str(document.pk)})
        assert removal.status_code == status
    assert send(browser, draft, upload("2.pdf"), "activity").status_code == 404
    assert send(browser, draft, upload("2.pdf"), "no_such.0\x00").status_code == 404
    assert browser.get(files_of(draft)).status_code == 405
    assert names(draft) == ["1.pdf"]


def test_with_a_step_each_file_gets_its_verdict_and_good_ones_are_kept(browser: Client, draft: Application) -> None:
    chosen = [upload("первый.pdf"), upload("плохой.exe", b"MZ"), upload("с макросом.docx", docx(MACRO_TYPE))]
    answer = browser.post(step_of(draft), {PATH: [*chosen, upload("последний.pdf")], "purpose_details": "Печь"})
    page = answer.content.decode()
    assert (answer.status_code, names(draft)) == (422, ["первый.pdf", "последний.pdf"])
    for line in ("плохой.exe: ", "с макросом.docx: "):
        assert line in page
    assert f'href="#id_{PATH}"' in page
    assert draft.answers["purpose_details"] == "Печь"
    browser.post(step_of(draft), {"remove_file": f"{PATH}:{draft.answers[PATH][0]['id']}"})
    assert names(draft) == ["последний.pdf"]


def test_a_file_too_many_is_named(browser: Client, draft: Application) -> None:
    answer = browser.post(step_of(draft), {PATH: [upload(f"{n}.pdf", PDF + bytes([n])) for n in range(1, 5)]})
    assert (answer.status_code, names(draft)) == (422, ["1.pdf", "2.pdf", "3.pdf"])
    assert "4.pdf: " in answer.content.decode()


def test_page_hint_and_server_say_one_limit(
    browser: Client, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser.get(step_of(draft)).content.decode()
    assert 'data-limit="20000000"' in page
    assert escape("PDF, DOCX, DOC, XLSX, XLS, JPEG, PNG, HEIC") in page
    assert page.replace("\N{NO-BREAK SPACE}", " ").count("до 20 МБ") == 1
    for ending in (".pdf", ".doc,", ".xls,", ".jfif", ".heic"):
        assert ending in page
    smaller = environment().model_copy(update={"upload_limit_mb": 1})
    monkeypatch.setattr("kabinet.kernel.files.examining.environment", lambda: smaller)
    page = browser.get(step_of(draft)).content.decode()
    assert 'data-limit="1000000"' in page
    assert "до 1 МБ" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert send(browser, draft, upload("1.pdf", PDF.ljust(1_000_000))).status_code == 200
    assert send(browser, draft, upload("2.pdf", PDF.ljust(1_000_001))).status_code == 413


def test_a_full_disk_is_told_and_nothing_is_lost(
    browser: Client, draft: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kabinet.kernel.files.storage.os.fsync", full)
    answer = send(browser, draft, upload("1.pdf"))
    assert (answer.status_code, "хранилище" in answer.content.decode()) == (503, True)
    page = browser.post(step_of(draft), {PATH: upload("1.pdf"), "purpose_details": "Печь"})
    assert (page.status_code, "1.pdf: " in page.content.decode()) == (422, True)
    draft.refresh_from_db()
    assert draft.answers["purpose_details"] == "Печь"
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)
