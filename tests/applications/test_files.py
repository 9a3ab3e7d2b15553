"""Files of a draft: attached, replaced, removed, and in the client's file once it is sent."""

from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.http import Http404

from kabinet.applications.actions.attach_document import attach_document
from kabinet.applications.actions.claim_drafts import claim_drafts
from kabinet.applications.actions.detach_document import detach_document
from kabinet.applications.actions.discard_draft import discard_draft
from kabinet.applications.actions.save_answer import save_answer
from kabinet.applications.actions.submit_application import submit_application
from kabinet.applications.form import form_of
from kabinet.applications.models import Application
from kabinet.applications.typed import problems_of
from kabinet.documents.models import Document
from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import StoredFile
from tests.support.applications import make_draft, make_full_business_draft
from tests.support.catalogue import make_service
from tests.support.files import HEIC, JPEG, MACRO_TYPE, PDF, compound, docx, upload
from tests.support.identity import actor_for, make_staff, make_user, visitor

pytestmark = pytest.mark.django_db


def business_draft(actor: Actor) -> Application:
    return make_draft(actor, service=make_service("biznes", "business_loan"))


def plan_path(draft: Application) -> str:
    definition = form_of(draft).definition
    return next(code for code, entry in definition.entries.items() if entry.field.type == "file")


def test_files_are_attached_replaced_and_removed(settings: object, tmp_path: object) -> None:
    actor = visitor()
    draft = business_draft(actor)
    actor = visitor(draft.pk)
    path = plan_path(draft)
    attach_document(actor=actor, application_id=draft.pk, path=path, upload=upload("план.pdf", PDF))
    draft.refresh_from_db()
    document = Document.objects.get()
    assert draft.answers[path] == [{"id": str(document.pk), "name": "план.pdf", "size": len(PDF)}]
    assert list(access.visible(Document, actor)) == [document]
    assert list(access.visible(Document, visitor())) == []
    account = make_user()
    claim_drafts(account_id=account.pk, draft_ids=[draft.pk])
    assert list(access.visible(Document, actor)) == []
    assert list(access.visible(Document, actor_for(account))) == [document]
    detach_document(actor=actor_for(account), application_id=draft.pk, path=path, document_id=document.pk)
    draft.refresh_from_db()
    assert path not in draft.answers
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("план.pdf", b"", "file.empty"),
        ("план.pdf", b"MZ not a pdf", "file.kind"),
        ("план.docx", docx(MACRO_TYPE), "file.macros"),
    ],
)
def test_a_file_that_is_not_taken_leaves_nothing(name: str, content: bytes, code: str) -> None:
    actor = actor_for(make_user())
    draft = business_draft(actor)
    with pytest.raises(Refused) as refused:
        attach_document(actor=actor, application_id=draft.pk, path=plan_path(draft), upload=upload(name, content))
    assert refused.value.code == code
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)
    with pytest.raises(Http404):
        attach_document(actor=actor, application_id=draft.pk, path="activity", upload=upload("a.pdf", PDF))


def test_a_file_that_does_not_fit_into_the_row_leaves_no_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = actor_for(make_user())
    draft = business_draft(actor)
    saved: list[str] = []
    save = default_storage.save

    def saving(name: str, content: object) -> str:
        saved.append(save(name, content))
        return saved[-1]

    monkeypatch.setattr(default_storage, "save", saving)
    monkeypatch.setattr("kabinet.applications.form.MAX_BYTES", 1)
    with pytest.raises(Refused) as refused:
        attach_document(actor=actor, application_id=draft.pk, path=plan_path(draft), upload=upload("план.pdf", PDF))
    assert refused.value.code == "application.too_large"
    assert [default_storage.exists(name) for name in saved] == [False]
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("паспорт.png", JPEG, "паспорт.jpg"),
        ("IMG_0001.HEIC", HEIC, "IMG_0001.jpg"),
        ("план.doc", compound("WordDocument"), "план.doc"),
        ("план.xls", compound("Workbook"), "план.xls"),
        ("скан", b"\xef\xbb\xbf" + PDF, "скан.pdf"),
    ],
)
def test_what_the_hint_promises_is_taken(name: str, content: bytes, kept: str) -> None:
    actor = actor_for(make_user())
    draft = business_draft(actor)
    path = plan_path(draft)
    saved = attach_document(actor=actor, application_id=draft.pk, path=path, upload=upload(name, content))
    assert [file["name"] for file in saved.form.answers[path]] == [kept]
    assert path not in {problem.path for problem in problems_of(saved.form)}


def test_the_same_file_twice_is_kept_once() -> None:
    actor = actor_for(make_user())
    draft = business_draft(actor)
    path = plan_path(draft)
    for _time in range(2):
        attach_document(actor=actor, application_id=draft.pk, path=path, upload=upload("план.pdf"))
    attach_document(actor=actor, application_id=draft.pk, path=path, upload=upload("план 2.pdf"))
    draft.refresh_from_db()
    assert [file["name"] for file in draft.answers[path]] == ["план.pdf", "план 2.pdf"]
    assert Document.objects.count() == 2


def test_one_file_too_many_says_so_and_leaves_the_rest() -> None:
    actor = actor_for(make_user())
    draft = business_draft(actor)
    path = plan_path(draft)
    for number in range(3):
        attach_document(actor=actor, application_id=draft.pk, path=path, upload=upload(f"{number}.pdf"))
    with pytest.raises(Refused) as refused:
        attach_document(actor=actor, application_id=draft.pk, path=path, upload=upload("3.pdf"))
    assert refused.value.code == "file.too_many"
    assert Document.objects.count() == 3


def test_removing_what_is_gone_changes_nothing() -> None:
    actor = actor_for(make_user())
    draft = business_draft(actor)
    path = plan_path(draft)
    attach_document(actor=actor, application_id=draft.pk, path=path, upload=upload("план.pdf"))
    document = Document.objects.get()
    for _time in range(2):
        detach_document(actor=actor, application_id=draft.pk, path=path, document_id=document.pk)
    draft.refresh_from_db()
    assert (draft.revision, Document.objects.count()) == (2, 0)


def test_a_file_is_not_named_by_hand() -> None:
    actor = actor_for(make_user())
    draft = business_draft(actor)
    forged = [{"id": str(uuid4()), "name": "чужой.pdf", "size": 10}]
    saved = save_answer(actor=actor, application_id=draft.pk, path=plan_path(draft), raw=forged)
    assert [p.code for p in saved.problems] == ["unknown_field"]
    draft.refresh_from_db()
    assert draft.answers == {}


def test_discarding_takes_the_files_along() -> None:
    actor = actor_for(make_user())
    draft = business_draft(actor)
    attach_document(actor=actor, application_id=draft.pk, path=plan_path(draft), upload=upload("план.pdf", PDF))
    discard_draft(actor=actor, application_id=draft.pk)
    assert (Application.objects.count(), Document.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    with pytest.raises(Http404):
        discard_draft(actor=actor, application_id=draft.pk)


def test_a_submitted_document_becomes_the_clients() -> None:
    account = make_user()
    actor = actor_for(account)
    draft = make_full_business_draft(actor)
    attach_document(actor=actor, application_id=draft.pk, path=plan_path(draft), upload=upload("план.pdf", PDF))
    sent = submit_application(actor=actor, application_id=draft.pk)
    party = sent.party
    assert party is not None
    assert (party.kind, party.display_name, party.inn) == (
        "sole_proprietor",
        "ИП Королёва Анна Игоревна",
        "500100732259",
    )
    head = party.organisation.head
    assert head is not None
    assert (head.kind, head.account_id, head.inn, party.organisation.ogrn) == (
        "person",
        account.pk,
        "500100732259",
        "304500116000157",
    )
    document, path = Document.objects.get(), plan_path(draft)
    assert document.party_id == party.pk
    assert list(access.visible(Document, actor_for(make_staff()))) == [Document.objects.get()]
    for change in (
        lambda: attach_document(actor=actor, application_id=draft.pk, path=path, upload=upload("ещё.pdf")),
        lambda: detach_document(actor=actor, application_id=draft.pk, path=path, document_id=document.pk),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "application.not_draft"
    assert Document.objects.count() == 1
