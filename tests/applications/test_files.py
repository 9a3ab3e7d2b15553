"""Files of a draft: attached, replaced, removed, and in the client's file once it is sent."""

from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from kabinet.applications.actions.attach_document import attach_document, detach_document
from kabinet.applications.actions.claim_drafts import claim_drafts
from kabinet.applications.actions.save_answers import save_answer
from kabinet.applications.actions.submit_application import submit_application
from kabinet.applications.actions.withdraw_application import discard_draft
from kabinet.applications.form import form_of
from kabinet.applications.models import Application
from kabinet.applications.typed import problems_of
from kabinet.documents.models import Document
from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import StoredFile
from tests.support.applications import ANSWERS, make_draft, publish_consent_texts
from tests.support.catalogue import make_service
from tests.support.people import acting, make_client, make_staff, visitor

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


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
    attach_document(
        actor=actor, application_id=draft.pk, path=path, upload=SimpleUploadedFile("план.pdf", PDF, "application/pdf")
    )
    draft.refresh_from_db()
    document = Document.objects.get()
    assert draft.answers[path] == [{"id": str(document.pk), "name": "план.pdf", "size": len(PDF)}]
    assert list(access.visible(Document, actor)) == [document]
    assert list(access.visible(Document, visitor())) == []
    account = make_client()
    claim_drafts(account_id=account.pk, draft_ids=[draft.pk])
    assert list(access.visible(Document, actor)) == []
    assert list(access.visible(Document, acting(account))) == [document]
    detach_document(actor=acting(account), application_id=draft.pk, path=path, document_id=document.pk)
    draft.refresh_from_db()
    assert path not in draft.answers
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("план.exe", PDF, "file.kind"), ("план.pdf", b"", "file.empty"), ("план.pdf", b"MZ not a pdf", "file.kind")],
)
def test_a_file_that_is_not_taken_leaves_nothing(name: str, content: bytes, code: str) -> None:
    actor = acting(make_client())
    draft = business_draft(actor)
    with pytest.raises(Refused) as refused:
        attach_document(
            actor=actor, application_id=draft.pk, path=plan_path(draft), upload=SimpleUploadedFile(name, content)
        )
    assert refused.value.code == code
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)
    with pytest.raises(Http404):
        attach_document(actor=actor, application_id=draft.pk, path="activity", upload=SimpleUploadedFile("a.pdf", PDF))


def test_a_file_that_does_not_fit_into_the_row_leaves_no_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = acting(make_client())
    draft = business_draft(actor)
    saved: list[str] = []
    save = default_storage.save

    def saving(name: str, content: object) -> str:
        saved.append(save(name, content))
        return saved[-1]

    monkeypatch.setattr(default_storage, "save", saving)
    monkeypatch.setattr("kabinet.applications.form.MAX_BYTES", 1)
    with pytest.raises(Refused) as refused:
        attach_document(
            actor=actor, application_id=draft.pk, path=plan_path(draft), upload=SimpleUploadedFile("план.pdf", PDF)
        )
    assert refused.value.code == "application.too_large"
    assert [default_storage.exists(name) for name in saved] == [False]
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_file_is_not_named_by_hand() -> None:
    actor = acting(make_client())
    draft = business_draft(actor)
    forged = [{"id": str(uuid4()), "name": "чужой.pdf", "size": 10}]
    saved = save_answer(actor=actor, application_id=draft.pk, path=plan_path(draft), raw=forged)
    assert [p.code for p in saved.problems] == ["unknown_field"]
    draft.refresh_from_db()
    assert draft.answers == {}


def test_discarding_takes_the_files_along() -> None:
    actor = acting(make_client())
    draft = business_draft(actor)
    attach_document(
        actor=actor, application_id=draft.pk, path=plan_path(draft), upload=SimpleUploadedFile("план.pdf", PDF)
    )
    discard_draft(actor=actor, application_id=draft.pk)
    assert (Application.objects.count(), Document.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    with pytest.raises(Http404):
        discard_draft(actor=actor, application_id=draft.pk)


def test_a_submitted_document_becomes_the_clients() -> None:
    account = make_client()
    actor = acting(account)
    publish_consent_texts()
    draft = business_draft(actor)
    answers = {key: value for key, value in ANSWERS.items() if key not in {"citizenship", "purpose"}}
    definition = form_of(draft).definition
    wanted = answers | {
        "applicant_kind": "sole_proprietor",
        "owner_inn": "500100732259",
        "ogrnip": "304500116000157",
        "activity": "Выпечка хлеба",
        "tax_regime": "simplified",
        "staff": "2",
    }
    for path, raw in wanted.items():
        if path.partition(".")[0] in definition.entries:
            save_answer(actor=actor, application_id=draft.pk, path=path, raw=raw)
    attach_document(
        actor=actor, application_id=draft.pk, path=plan_path(draft), upload=SimpleUploadedFile("план.pdf", PDF)
    )
    _answer_the_rest(actor, draft)
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
    assert Document.objects.get().party_id == party.pk
    assert list(access.visible(Document, acting(make_staff()))) == [Document.objects.get()]


def _answer_the_rest(actor: Actor, draft: Application) -> None:
    """Fill in what the questionnaire still wants with the first thing it takes."""
    for _round in range(30):
        draft.refresh_from_db()
        form = form_of(draft)
        problems = problems_of(form)
        if not problems:
            return
        entry = form.definition.entries[problems[0].path.partition(".")[0]]
        choices = getattr(entry.field.options, "choices", ())
        raw = (
            choices[0].code
            if choices
            else {"yes_no": "no", "consent": "on", "date": "01.01.2020"}.get(entry.field.type, "100000")
        )
        save_answer(actor=actor, application_id=draft.pk, path=entry.field.code, raw=raw)
    raise AssertionError(problems)
