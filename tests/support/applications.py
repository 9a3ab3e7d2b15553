"""Applications for tests: complete answers, drafts, received ones."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from kabinet.applications import answering
from kabinet.applications.actions.save_answer import save_answer
from kabinet.applications.actions.start_application import start_application
from kabinet.applications.actions.submit_application import submit_application
from kabinet.applications.form import form_of
from kabinet.applications.models import Application
from kabinet.applications.typed import problems_of, retry, take
from kabinet.catalogue.models import Service
from kabinet.identity.models import User
from kabinet.kernel.access import Actor
from kabinet.organisation.models import LegalText
from kabinet.questionnaires.engine import Place
from tests.support.catalogue import make_service
from tests.support.identity import actor_for, make_user

ANSWERS: dict[str, Any] = {
    "last_name": "Королёва",
    "first_name": "Анна",
    "middle_name": "Игоревна",
    "birth_date": "14.05.1990",
    "birth_place": "г. Пермь",
    "citizenship": "russia",
    "passport": "57 10 123456",
    "passport_issued_on": "01.06.2010",
    "passport_issuer_code": "590001",
    "passport_issuer": "Отделом УФМС России по Пермскому краю",
    "snils": "112-233-445 95",
    "phone": "8 (999) 123-45-67",
    "email": "anna@mail.example",
    "registration_address.city": "Пермь",
    "registration_address.house": "5",
    "lives_at_registration": "yes",
    "employment": "pensioner",
    "income": "42 000",
    "has_other_loans": "no",
    "amount": "30 000",
    "payments": "12",
    "purpose": "repair",
    "bik": "044525225",
    "account": "40817810700000000001",
    "consent_personal_data": "on",
    "consent_credit_history": "on",
    "consent_electronic": "on",
}
"""Everything the consumer questionnaire wants, as people type it."""

BUSINESS_ANSWERS: dict[str, Any] = {
    "applicant_kind": "legal_entity",
    "organisation_name": "ООО «Тёплый хлеб»",
    "organisation_inn": "7707083893",
    "kpp": "773601001",
    "ogrn": "1027700132195",
    "head_position": "Генеральный директор",
    "activity": "Выпечка хлеба",
    "tax_regime": "simplified",
    "staff": "7",
    "business_address.line": "Пермь, Мира, 1",
}
CONSENT_TEXTS = ("personal_data", "credit_history", "electronic_interaction", "marketing")


def publish_consent_texts(number: int = 1, *codes: str) -> list[LegalText]:
    """The texts that the standard questionnaires ask consent to."""
    return [
        LegalText.objects.get_or_create(
            code=code, number=number, defaults={"title": f"Согласие: {code}", "body": "Текст согласия."}
        )[0]
        for code in codes or CONSENT_TEXTS
    ]


def url(name: str, application: Application | UUID, *more: str) -> str:
    """The address of a page of an application; `more` is what its address names besides."""
    return reverse(name, args=[getattr(application, "pk", application), *more])


def the_draft() -> Application:
    """The only application there is."""
    return Application.objects.get()


def make_draft(actor: Actor, *, service: Service | None = None, **answers: Any) -> Application:
    """A draft with these answers, by field code."""
    service = service or make_service()
    application = start_application(actor=actor, service_code=service.code, another=True)
    if actor.kind == "visitor":
        actor = Actor(kind="visitor", drafts=actor.drafts | {application.pk}, ip=actor.ip)
    if answers:
        _answer(actor, application, answers)
        application.refresh_from_db()
    return application


@transaction.atomic
def _answer(actor: Actor, application: Application, answers: dict[str, Any]) -> None:
    """What many calls of `save_answer` would do, in one."""
    form = answering.locked_draft(actor, application.pk)
    taken, typed = form.answers, form.application.typed
    for path, raw in answers.items():
        taken, typed, _problem = take(form, taken, typed, path, raw)
    place = Place("about", next(iter(answers)))
    answering.write_down(form, actor, *retry(form, taken, typed), list(answers), place)


def make_full_draft(actor: Actor, *, service: Service | None = None, **answers: Any) -> Application:
    """A draft that may be sent."""
    publish_consent_texts()
    return make_draft(actor, service=service, **(ANSWERS | answers))


def send_application(account: User | None = None, *, service: Service | None = None, **answers: Any) -> Application:
    """An application that a client filled in and sent; `lending.make_application` writes one down at once."""
    actor = actor_for(account or make_user())
    draft = make_full_draft(actor, service=service, **answers)
    return submit_application(actor=actor, application_id=draft.pk)


def make_full_business_draft(actor: Actor) -> Application:
    """A draft of an entrepreneur that may be sent, without files."""
    publish_consent_texts()
    draft = make_draft(actor, service=make_service("biznes", "business_loan"))
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
    _answer_the_rest(actor, draft)
    return draft


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
