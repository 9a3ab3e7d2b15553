import pytest

from kabinet.applications.actions.attach_document import attach_document
from kabinet.applications.actions.claim_drafts import claim_drafts
from kabinet.applications.actions.decline_application import decline_application
from kabinet.applications.actions.save_answer import save_answer
from kabinet.applications.actions.start_application import start_application
from kabinet.applications.actions.submit_application import submit_application
from kabinet.applications.actions.take_application import take_application
from kabinet.applications.actions.withdraw_application import withdraw_application
from kabinet.applications.models import Application, Consent
from kabinet.documents.models import Document
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import Event, StoredFile
from kabinet.parties.models import Party
from tests.support.applications import make_draft, make_full_business_draft, make_full_draft, send_application
from tests.support.catalogue import make_service
from tests.support.files import PDF, upload
from tests.support.identity import actor_for, make_staff, make_user, visitor
from tests.support.race import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_double_click_sends_once() -> None:
    actor = actor_for(make_user())
    draft = make_full_draft(actor)

    def send() -> str | None:
        return submit_application(actor=actor, application_id=draft.pk, revision=draft.revision).number

    first, second = race(send, send)
    assert first == second
    assert isinstance(first, str)
    assert Event.objects.filter(name="application.submitted").count() == 1
    assert (Party.objects.count(), Consent.objects.count()) == (1, 3)


def test_two_applications_of_one_account_make_one_client() -> None:
    actor = actor_for(make_user())
    drafts = [make_full_draft(actor), make_full_draft(actor)]
    numbers = race(*[lambda d=draft: submit_application(actor=actor, application_id=d.pk).number for draft in drafts])
    assert len(set(numbers)) == 2
    assert Party.objects.count() == 1


def test_fields_saved_at_once_are_all_kept() -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor)
    answers = {"last_name": "Орлова", "first_name": "Анна", "birth_place": "Пермь", "income": "50000"}
    race(
        *[
            lambda p=path, r=raw: save_answer(actor=actor, application_id=draft.pk, path=p, raw=r)
            for path, raw in answers.items()
        ]
    )
    draft.refresh_from_db()
    assert draft.answers == {**answers, "income": "50000.00"}
    assert draft.revision == 4


def test_two_accounts_claim_one_draft() -> None:
    draft = make_draft(visitor())
    accounts = [make_user(), make_user()]
    assert sorted(race(*[lambda a=a: claim_drafts(account_id=a.pk, draft_ids=[draft.pk]) for a in accounts])) == [0, 1]


def test_two_managers_take_one_application() -> None:
    sent = send_application()
    managers = [actor_for(make_staff()), actor_for(make_staff())]
    outcomes = race(*[lambda m=m: take_application(actor=m, application_id=sent.pk) for m in managers])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Application", "Refused"]


def test_declining_and_withdrawing_at_once() -> None:
    account = make_user()
    sent = send_application(account)
    manager = actor_for(make_staff())
    outcomes = race(
        lambda: decline_application(actor=manager, application_id=sent.pk, reason="Нет"),
        lambda: withdraw_application(actor=actor_for(account), application_id=sent.pk),
    )
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert Event.objects.filter(name__in=["application.declined", "application.withdrawn"]).count() == 1


def test_a_double_click_starts_one_draft() -> None:
    actor = actor_for(make_user())
    make_service()
    race(*[lambda: start_application(actor=actor, service_code="do-zarplaty")] * 2)
    assert Application.objects.count() == 1


def test_files_attached_at_once_are_all_kept_up_to_the_most_there_may_be() -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor, service=make_service("biznes", "business_loan"))

    def attach(number: int) -> str:
        file = upload(f"{number}.pdf", PDF + str(number).encode())
        attach_document(actor=actor, application_id=draft.pk, path="business_plan", upload=file)
        return "kept"

    outcomes = race(*[lambda n=number: attach(n) for number in range(4)])
    assert sorted(getattr(outcome, "code", outcome) for outcome in outcomes) == ["file.too_many", *["kept"] * 3]
    draft.refresh_from_db()
    kept = {file["id"] for file in draft.answers["business_plan"]}
    assert kept == {str(pk) for pk in Document.objects.values_list("pk", flat=True)}
    assert (len(kept), StoredFile.objects.count()) == (3, 3)


def test_one_file_sent_twice_at_once_is_kept_once() -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor, service=make_service("biznes", "business_loan"))
    race(
        *[
            lambda: attach_document(
                actor=actor, application_id=draft.pk, path="business_plan", upload=upload("план.pdf")
            )
        ]
        * 3
    )
    assert (Document.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_a_file_attached_while_the_application_is_sent_is_in_it_or_refused() -> None:
    account = make_user()
    actor = actor_for(account)
    draft = make_full_business_draft(actor)

    def attach() -> str:
        try:
            attach_document(actor=actor, application_id=draft.pk, path="business_plan", upload=upload("план.pdf"))
        except Refused as refused:
            return refused.code
        return "kept"

    sent, attached = race(lambda: submit_application(actor=actor, application_id=draft.pk).number, attach)
    assert isinstance(sent, str)
    party = Application.objects.get(pk=draft.pk).party
    filed = Document.objects.filter(application_id=draft.pk, party=party).count()
    assert (attached, filed, Document.objects.count()) in {("kept", 1, 1), ("application.not_draft", 0, 0)}
