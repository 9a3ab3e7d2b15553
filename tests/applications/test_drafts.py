from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.http import Http404

from kabinet.applications.actions.add_group_item import add_group_item
from kabinet.applications.actions.claim_drafts import claim_drafts
from kabinet.applications.actions.discard_draft import discard_draft
from kabinet.applications.actions.purge_drafts import purge_drafts
from kabinet.applications.actions.remove_group_item import remove_group_item
from kabinet.applications.actions.save_answer import save_answer
from kabinet.applications.actions.save_step import save_step
from kabinet.applications.actions.start_application import MOST_DRAFTS, start_application
from kabinet.applications.actions.withdraw_application import withdraw_application
from kabinet.applications.models import Application
from kabinet.applications.queries.cabinet import draft_at_work
from kabinet.applications.tasks import purge_abandoned_drafts
from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused, Stale
from kabinet.kernel.models import Event
from kabinet.questionnaires.models import QuestionnaireVersion
from tests.support.applications import make_draft, make_full_draft, send_application
from tests.support.catalogue import make_service, publish
from tests.support.identity import actor_for, make_staff, make_user, visitor
from tests.support.parties import make_person

pytestmark = pytest.mark.django_db


def test_a_client_finds_known_data_filled_in() -> None:
    account = make_user()
    make_person(account)
    make_service()
    draft = start_application(actor=actor_for(account), service_code="do-zarplaty", prefill={"amount": "30000"})
    assert draft.answers["last_name"] == "Королёва"
    assert draft.answers["birth_date"] == "1990-05-14"
    assert draft.answers["passport"] == "5710123456"
    assert draft.answers["registration_address"]["city"] == "Пермь"
    assert draft.answers["amount"] == "30000.00"
    assert "consent_personal_data" not in draft.answers


def test_a_visitor_starts_empty_and_only_what_is_asked_is_taken() -> None:
    make_service()
    draft = start_application(
        actor=visitor(),
        service_code="do-zarplaty",
        prefill={"amount": "много", "consent_personal_data": "on", "nonsense": "1", "payments": "12"},
    )
    assert (draft.answers, draft.typed) == ({"payments": 12}, {"amount": "много"})
    assert (draft.account_id, draft.status, draft.number) == (None, "draft", None)


def test_starting_again_uses_the_untouched_draft() -> None:
    actor = actor_for(make_user())
    make_service()
    first = start_application(actor=actor, service_code="do-zarplaty", prefill={"amount": "10000"})
    second = start_application(actor=actor, service_code="do-zarplaty", prefill={"amount": "20000"})
    assert first.pk == second.pk
    assert Application.objects.get().answers == {"amount": "20000.00"}
    save_answer(actor=actor, application_id=first.pk, path="last_name", raw="Орлова")
    with pytest.raises(Refused) as refused:
        start_application(actor=actor, service_code="do-zarplaty")
    assert refused.value.code == "application.begun"
    assert Application.objects.count() == 1
    third = start_application(actor=actor, service_code="do-zarplaty", another=True)
    assert third.pk != first.pk
    assert start_application(actor=actor, service_code="do-zarplaty", another=True).pk == third.pk
    assert start_application(actor=actor_for(make_user()), service_code="do-zarplaty").account_id != actor.user_id


def test_what_cannot_be_started() -> None:
    make_service()
    with pytest.raises(Http404):
        start_application(actor=visitor(), service_code="nonsense")
    with pytest.raises(Refused) as refused:
        start_application(actor=actor_for(make_staff()), service_code="do-zarplaty")
    assert refused.value.code == "application.staff"
    make_service(is_open=False)
    with pytest.raises(Refused) as refused:
        start_application(actor=visitor(), service_code="do-zarplaty")
    assert refused.value.code == "service.closed"
    assert Application.objects.count() == 0


def test_drafts_and_starts_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = actor_for(make_user())
    service = make_service()
    version = QuestionnaireVersion.objects.filter(questionnaire=service.questionnaire).latest("number")
    Application.objects.bulk_create(
        Application(
            service=service,
            questionnaire_version=version,
            account_id=actor.user_id,
            updated_at=clock.now(),
            revision=1,
        )
        for _ in range(MOST_DRAFTS)
    )
    with pytest.raises(Refused) as refused:
        start_application(actor=actor, service_code="do-zarplaty", another=True)
    assert (refused.value.code, refused.value.params) == ("application.too_many_drafts", {"count": 20})
    monkeypatch.setattr("kabinet.applications.actions.start_application.STARTS_PER_HOUR", 1)
    start_application(actor=visitor(), service_code="do-zarplaty")
    with pytest.raises(Refused) as refused:
        start_application(actor=visitor(), service_code="do-zarplaty")
    assert refused.value.code == "limits.exceeded"
    start_application(actor=Actor(kind="visitor", ip="2001:db8::1"), service_code="do-zarplaty")
    with pytest.raises(Refused) as refused:
        start_application(actor=Actor(kind="visitor", ip="2001:db8::ffff:2"), service_code="do-zarplaty")
    assert refused.value.code == "limits.exceeded"


@pytest.mark.parametrize(
    ("path", "raw", "code"),
    [
        ("birth_date", "31.02.1990", "date.impossible"),
        ("birth_date", "2020-01-01", "date.too_young"),
        ("amount", "4 999", "money.too_small"),
        ("amount", "100000.01", "money.too_big"),
        ("amount", "десять", "money.format"),
        ("payments", "25", "number.too_big"),
        ("payments", "12 штук", "number.format"),
        ("inn", "500100732258", "inn.checksum"),
        ("snils", "112-233-445 96", "snils.checksum"),
        ("last_name", "Анна 🙂", "text.name"),
        ("email", "anna@", "email.format"),
    ],
)
def test_a_wrong_answer_is_kept_as_typed_and_never_counts(path: str, raw: str, code: str) -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor)
    saved = save_answer(actor=actor, application_id=draft.pk, path=path, raw=raw)
    assert [(problem.path, problem.code) for problem in saved.problems] == [(path, code)]
    draft.refresh_from_db()
    assert draft.answers == {}
    assert draft.typed == {path: raw}
    assert draft.revision == 1


@pytest.mark.parametrize("raw", ["А\x00нна", "А\ud800нна", "А\x1bнна"])
def test_invisible_characters_change_nothing(raw: str) -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor, first_name="Ольга")
    saved = save_answer(actor=actor, application_id=draft.pk, path="first_name", raw=raw)
    assert [problem.path for problem in saved.problems] == ["first_name"]
    draft.refresh_from_db()
    assert (draft.answers, draft.typed) == ({"first_name": "Ольга"}, {})


@pytest.mark.parametrize("path", ["nonsense", "last_name.x", "contact_persons.x.contact_name", "", "x" * 300])
def test_an_unknown_path_changes_nothing(path: str) -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor)
    saved = save_answer(actor=actor, application_id=draft.pk, path=path, raw="1")
    assert [problem.code for problem in saved.problems] == ["unknown_field"]
    draft.refresh_from_db()
    assert (draft.answers, draft.typed, draft.revision) == ({}, {}, 0)


def test_100_kilobytes_leave_the_answer_as_it_was() -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor, last_name="Орлова")
    saved = save_answer(actor=actor, application_id=draft.pk, path="last_name", raw="Я" * 100_000)
    assert [(p.code, p.params["maximum"]) for p in saved.problems] == [("text.too_long", 100)]
    draft.refresh_from_db()
    assert (draft.answers, draft.typed) == ({"last_name": "Орлова"}, {})


def test_answers_fit_in_a_quarter_of_a_megabyte() -> None:
    publish(
        {
            "code": "long",
            "title": "Длинная",
            "steps": [
                {
                    "code": "texts",
                    "title": "Тексты",
                    "fields": [
                        {"code": f"text_{n}", "type": "long_text", "label": "Текст", "maximum_length": 10_000}
                        for n in range(20)
                    ],
                }
            ],
        }
    )
    actor = actor_for(make_user())
    draft = make_draft(actor, service=make_service("long", "long"))
    typed = {f"text_{n}": "Я" * 10_000 for n in range(20)}
    with pytest.raises(Refused) as refused:
        save_step(actor=actor, application_id=draft.pk, step="texts", typed=typed)
    assert refused.value.code == "application.too_large"
    draft.refresh_from_db()
    assert draft.answers == {}


def test_a_step_is_saved_whole_and_names_what_is_missing() -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor)
    saved = save_step(
        actor=actor, application_id=draft.pk, step="payout", typed={"bik": "044525225", "account": "1", "amount": "9"}
    )
    assert [(p.path, p.code) for p in saved.problems] == [("account", "account.length")]
    assert (saved.place.step, saved.place.field) == ("payout", "account")
    saved = save_step(actor=actor, application_id=draft.pk, step="payout", typed={"account": "40817810700000000001"})
    assert (saved.problems, saved.place.step, saved.place.field) == ((), "consents", None)
    with pytest.raises(Http404):
        save_step(actor=actor, application_id=draft.pk, step="nonsense", typed={})


def test_only_the_applicant_writes() -> None:
    draft = make_draft(actor_for(make_user()))
    for other in (actor_for(make_user()), actor_for(make_staff()), visitor(draft.pk)):
        with pytest.raises(Http404):
            save_answer(actor=other, application_id=draft.pk, path="last_name", raw="Чужой")
    sent = send_application(account := make_user())
    with pytest.raises(Refused) as refused:
        save_answer(actor=actor_for(account), application_id=sent.pk, path="last_name", raw="Поздно")
    assert refused.value.code == "application.not_draft"
    sent.refresh_from_db()
    assert sent.answers["last_name"] == "Королёва"


def test_items_of_a_group_keep_their_keys_and_what_was_typed_in_them() -> None:
    actor = actor_for(make_user())
    draft = make_draft(
        actor,
        **{
            "contact_persons.0.contact_name": "Пётр Орлов",
            "contact_persons.1.contact_name": "Мария Белова",
            "contact_persons.1.contact_phone": "12",
        },
    )
    remove_group_item(actor=actor, application_id=draft.pk, group="contact_persons", key="0")
    draft.refresh_from_db()
    assert draft.answers["contact_persons"] == [{"_id": "1", "contact_name": "Мария Белова"}]
    assert draft.typed == {"contact_persons.1.contact_phone": "12"}
    for _ in range(2):
        add_group_item(actor=actor, application_id=draft.pk, group="contact_persons")
    saved = add_group_item(actor=actor, application_id=draft.pk, group="contact_persons")
    assert [p.code for p in saved.problems] == ["group.too_many"]


def test_signing_in_joins_the_drafts_of_the_browser() -> None:
    account, other = make_user(), make_user()
    mine = make_draft(visitor(), last_name="Орлова")
    theirs = make_draft(actor_for(other))
    before = visitor(mine.pk, theirs.pk)
    assert set(access.visible(Application, before)) == {mine}
    assert claim_drafts(account_id=account.pk, draft_ids=[mine.pk, theirs.pk, uuid4()]) == 1
    assert claim_drafts(account_id=account.pk, draft_ids=[mine.pk]) == 0
    assert claim_drafts(account_id=other.pk, draft_ids=[mine.pk]) == 0
    mine.refresh_from_db()
    assert (mine.account_id, mine.answers["last_name"]) == (account.pk, "Орлова")
    assert list(access.visible(Application, before)) == []
    assert list(access.visible(Application, actor_for(account))) == [mine]
    assert Event.objects.filter(name="application.claimed").count() == 1


def test_staff_claim_nothing() -> None:
    draft = make_draft(visitor())
    assert claim_drafts(account_id=make_staff().pk, draft_ids=[draft.pk]) == 0


def test_a_client_whose_draft_was_not_joined_yet_still_sees_it() -> None:
    account = make_user()
    draft = make_draft(visitor())
    actor = Actor(kind="client", user_id=account.pk, drafts=frozenset({draft.pk}))
    assert list(access.visible(Application, actor)) == [draft]


def test_a_sent_application_is_not_discarded() -> None:
    sent = send_application(account := make_user())
    with pytest.raises(Refused):
        discard_draft(actor=actor_for(account), application_id=sent.pk)
    assert Application.objects.filter(pk=sent.pk).exists()


def test_withdrawing() -> None:
    sent = send_application(account := make_user())
    with pytest.raises(Stale):
        withdraw_application(actor=actor_for(account), application_id=sent.pk, revision=sent.revision - 1)
    for stranger in (actor_for(make_user()), actor_for(make_staff()), visitor(sent.pk)):
        with pytest.raises(Http404):
            withdraw_application(actor=stranger, application_id=sent.pk)
    gone = withdraw_application(actor=actor_for(account), application_id=sent.pk, revision=sent.revision)
    again = withdraw_application(actor=actor_for(account), application_id=sent.pk, revision=sent.revision)
    assert (gone.status, again.status, gone.revision) == ("withdrawn", "withdrawn", again.revision)
    assert Event.objects.filter(name="application.withdrawn").count() == 1
    draft = make_full_draft(actor_for(account))
    with pytest.raises(Refused) as refused:
        withdraw_application(actor=actor_for(account), application_id=draft.pk)
    assert refused.value.code == "application.cannot_withdraw"


def test_abandoned_drafts_of_visitors_go_after_30_days() -> None:
    with clock.frozen(datetime(2026, 10, 1, tzinfo=UTC)):
        old, of_account = make_draft(visitor()), make_draft(actor_for(make_user()))
    with clock.frozen(datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=29)):
        assert purge_drafts() == 0
    with clock.frozen(datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=31)):
        purge_abandoned_drafts()
    assert list(Application.objects.values_list("pk", flat=True)) == [of_account.pk]
    assert not Application.objects.filter(pk=old.pk).exists()


def states(actor: Actor, draft: Application) -> dict[str, str]:
    work = draft_at_work(actor, draft.pk)
    assert work is not None
    return {step.step.code: str(step.status) for step in work.steps}


def test_no_step_is_called_done_that_nobody_has_touched() -> None:
    account = make_user()
    make_person(account)
    actor = actor_for(account)
    make_service()
    draft = start_application(actor=actor, service_code="do-zarplaty", prefill={"amount": "30000", "payments": "12"})
    assert "last_name" in draft.answers
    assert set(states(actor, draft).values()) == {"not_started"}
    save_step(actor=actor, application_id=draft.pk, step="about", typed={"last_name": "Королёва"})
    assert states(actor, draft)["about"] == "done"
    save_answer(actor=actor, application_id=draft.pk, path="employment", raw="employed")
    assert {code: state for code, state in states(actor, draft).items() if state != "not_started"} == {
        "about": "done",
        "work": "in_progress",
    }


def test_a_step_where_all_is_optional_is_done_once_it_was_passed() -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor)
    assert states(actor, draft)["people"] == "not_started"
    save_step(actor=actor, application_id=draft.pk, step="people", typed={})
    assert states(actor, draft)["people"] == "done"


def test_drafts_from_before_steps_were_noted_are_judged_by_their_answers() -> None:
    actor = actor_for(make_user())
    draft = make_full_draft(actor)
    Application.objects.filter(pk=draft.pk).update(touched=None)
    assert states(actor, draft)["document"] == "done"
    save_answer(actor=actor, application_id=draft.pk, path="last_name", raw="Орлова")
    draft.refresh_from_db()
    assert draft.touched is None
