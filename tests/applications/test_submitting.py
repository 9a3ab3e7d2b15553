from decimal import Decimal

import pytest
from django.http import Http404

from kabinet.applications.actions.save_answer import save_answer
from kabinet.applications.actions.submit_application import submit_application
from kabinet.applications.errors import Incomplete
from kabinet.applications.models import Application, Consent
from kabinet.kernel.errors import Refused, Stale
from kabinet.kernel.models import Event
from kabinet.parties.models import Party, PartyChange
from tests.support.applications import ANSWERS, make_draft, make_full_draft, publish_consent_texts, send_application
from tests.support.catalogue import make_service
from tests.support.identity import actor_for, make_staff, make_user, visitor

pytestmark = pytest.mark.django_db


def test_a_complete_draft_is_received_with_number_client_and_consents() -> None:
    account = make_user()
    draft = make_full_draft(actor_for(account))
    sent = submit_application(actor=actor_for(account), application_id=draft.pk, revision=draft.revision)
    sent.refresh_from_db()
    assert sent.status == "submitted"
    assert sent.number is not None
    assert sent.number[4] == "-"
    assert len(sent.number) == 11
    assert (sent.amount, sent.payments, sent.account_id) == (Decimal("30000.00"), 12, account.pk)
    party = sent.party
    assert party is not None
    assert (party.kind, party.display_name, party.phone) == ("person", "Королёва Анна Игоревна", "+79991234567")
    assert (party.person.passport_series, party.person.passport_number) == ("5710", "123456")
    assert party.person.birth_date.isoformat() == "1990-05-14"
    assert PartyChange.objects.filter(party=party, field="person.last_name", new="Королёва").count() == 1
    consents = Consent.objects.filter(application=sent).order_by("purpose")
    assert [(c.purpose, c.text.code, c.text.number, c.ip) for c in consents] == [
        ("application_processing", "personal_data", 1, "203.0.113.8"),
        ("credit_history_request", "credit_history", 1, "203.0.113.8"),
        ("simple_signature", "electronic_interaction", 1, "203.0.113.8"),
    ]
    event = Event.objects.get(name="application.submitted")
    assert event.data == {
        "number": sent.number,
        "service": "do-zarplaty",
        "amount": "30000.00",
        "payments": 12,
    }
    assert "Королёва" not in str(Event.objects.values_list("data", flat=True))


def test_sending_twice_changes_nothing() -> None:
    account = make_user()
    draft = make_full_draft(actor_for(account))
    first = submit_application(actor=actor_for(account), application_id=draft.pk, revision=draft.revision)
    second = submit_application(actor=actor_for(account), application_id=draft.pk, revision=draft.revision)
    assert (second.pk, second.number, second.revision) == (first.pk, first.number, first.revision)
    assert Event.objects.filter(name="application.submitted").count() == 1


def test_an_incomplete_draft_says_what_is_missing_and_stays() -> None:
    actor = actor_for(make_user())
    publish_consent_texts()
    draft = make_draft(actor, last_name="Орлов")
    with pytest.raises(Incomplete) as refused:
        submit_application(actor=actor, application_id=draft.pk)
    first = refused.value.obstacles[0]
    assert (first.path, first.step, first.code, first.label) == ("first_name", "about", "required", "Имя")
    draft.refresh_from_db()
    assert (draft.status, draft.number, draft.party_id) == ("draft", None, None)
    assert Party.objects.count() == 0


def test_something_typed_wrong_in_an_optional_field_holds_the_application() -> None:
    actor = actor_for(make_user())
    draft = make_full_draft(actor, inn="1234")
    assert draft.typed == {"inn": "1234"}
    with pytest.raises(Incomplete) as refused:
        submit_application(actor=actor, application_id=draft.pk)
    assert [(o.path, o.step, o.code) for o in refused.value.obstacles] == [("inn", "document", "inn.length_person")]


def test_the_rules_of_the_service_are_asked_last() -> None:
    actor = actor_for(make_user())
    draft = make_full_draft(actor, amount="66600")
    with pytest.raises(Incomplete) as refused:
        submit_application(actor=actor, application_id=draft.pk)
    assert [(o.path, o.step, o.code) for o in refused.value.obstacles] == [("amount", "loan", "loan.cap")]


def test_a_sum_outside_the_product_is_refused() -> None:
    actor = actor_for(make_user())
    draft = make_full_draft(actor, amount="100100")
    with pytest.raises(Incomplete) as refused:
        submit_application(actor=actor, application_id=draft.pk)
    assert [(o.path, o.code) for o in refused.value.obstacles] == [("amount", "money.too_big")]


def test_a_page_that_was_overtaken_is_stale() -> None:
    actor = actor_for(make_user())
    draft = make_full_draft(actor)
    save_answer(actor=actor, application_id=draft.pk, path="income", raw="50000")
    with pytest.raises(Stale):
        submit_application(actor=actor, application_id=draft.pk, revision=draft.revision)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_visitor_is_asked_to_sign_in() -> None:
    draft = make_full_draft(visitor())
    with pytest.raises(Refused) as refused:
        submit_application(actor=visitor(draft.pk), application_id=draft.pk)
    assert refused.value.code == "application.sign_in"


def test_nobody_sends_anothers_draft() -> None:
    draft = make_full_draft(actor_for(make_user()))
    for other in (actor_for(make_user()), actor_for(make_staff()), visitor(draft.pk), visitor()):
        with pytest.raises(Http404):
            submit_application(actor=other, application_id=draft.pk)


def test_a_service_closed_meanwhile_takes_nothing() -> None:
    actor = actor_for(make_user())
    draft = make_full_draft(actor)
    make_service(is_open=False)
    with pytest.raises(Refused) as refused:
        submit_application(actor=actor, application_id=draft.pk)
    assert refused.value.code == "service.closed"


def test_a_consent_whose_text_changed_must_be_given_again() -> None:
    actor = actor_for(make_user())
    draft = make_full_draft(actor)
    publish_consent_texts(2, "credit_history")
    with pytest.raises(Incomplete) as refused:
        submit_application(actor=actor, application_id=draft.pk)
    assert [(o.path, o.step, o.code) for o in refused.value.obstacles] == [
        ("consent_credit_history", "consents", "consent.changed")
    ]
    save_answer(actor=actor, application_id=draft.pk, path="consent_credit_history", raw="on")
    sent = submit_application(actor=actor, application_id=draft.pk)
    assert Consent.objects.get(application=sent, purpose="credit_history_request").text.number == 2


def test_a_consent_to_an_unpublished_text_is_worth_nothing() -> None:
    actor = actor_for(make_user())
    publish_consent_texts(1, "personal_data", "electronic_interaction")
    draft = make_draft(actor, **ANSWERS)
    with pytest.raises(Incomplete) as refused:
        submit_application(actor=actor, application_id=draft.pk)
    assert [o.code for o in refused.value.obstacles] == ["consent.no_text"]


def test_a_second_application_changes_the_client_and_leaves_history() -> None:
    account = make_user()
    first = send_application(account)
    second = send_application(account, last_name="Орлова")
    assert first.party_id == second.party_id
    change = PartyChange.objects.filter(party_id=second.party_id, field="person.last_name").latest("created_at")
    assert (change.old, change.new, change.source, change.source_id) == (
        "Королёва",
        "Орлова",
        "application",
        second.pk,
    )
    assert PartyChange.objects.filter(party_id=second.party_id, source_id=second.pk).count() == 1
    assert Event.objects.filter(name="party.changed").get().data == {"fields": ["person.last_name"], "revision": 2}


def test_hidden_answers_are_left_behind() -> None:
    account = make_user()
    sent = send_application(account, employment="employed", employer="ООО «Ромашка»")
    assert sent.answers["employer"] == "ООО «Ромашка»"
    actor = actor_for(make_user())
    draft = make_full_draft(actor, employment="employed", employer="ООО «Ромашка»")
    save_answer(actor=actor, application_id=draft.pk, path="employment", raw="student")
    again = submit_application(actor=actor, application_id=draft.pk)
    assert "employer" not in Application.objects.get(pk=again.pk).answers
