"""Send an application."""

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kabinet.applications.checking import document_ids, obstacles
from kabinet.applications.consents import consent_fields, purpose
from kabinet.applications.errors import Incomplete, stale_page
from kabinet.applications.events import SUBMITTED
from kabinet.applications.facts import facts_in
from kabinet.applications.form import Form, form_of
from kabinet.applications.models import Application, Consent
from kabinet.catalogue.templates import service_with_templates
from kabinet.documents.actions.file_documents import file_documents
from kabinet.documents.actions.remove_documents import remove_documents
from kabinet.documents.queries import documents_of_application
from kabinet.kernel import access, clock, events
from kabinet.kernel.access import SYSTEM, Actor
from kabinet.kernel.errors import Refused, Stale
from kabinet.parties.actions.update_organisation import update_organisation
from kabinet.parties.actions.update_person import update_person
from kabinet.parties.attributes import KIND, ORGANISATION, Facts
from kabinet.parties.models import Party, PartyChange
from kabinet.questionnaires.engine import prune


@transaction.atomic
def submit_application(*, actor: Actor, application_id: UUID, revision: int | None = None) -> Application:
    """Send a draft: it gets its number, the client's data go into the register, consents are recorded.

    Sending what is sent already changes nothing and gives the application back, so that a second click of the same
    person ends where the first did.

    Args:
        actor: The applicant, signed in.
        application_id: Their draft.
        revision: The revision of the page of answers they checked; None when they saw none.

    Raises:
        Http404: No such application, or somebody else's.
        Stale: The answers have changed since the page was opened.
        Incomplete: Answers are missing or wrong; says which.
        Refused: `application.sign_in` or `service.closed`.
    """
    application = access.get(Application, actor, application_id, lock=True, related=service_with_templates())
    if actor.kind != "client" or actor.user_id is None:
        raise Refused("application.sign_in", _("Sign in to send the application."))
    if not application.is_draft:
        return application
    if revision is not None and revision != application.revision:
        raise Stale("application.stale", stale_page())
    if not application.service.is_open:
        raise Refused("service.closed", _("We do not take applications for this service now."))
    form = form_of(application)
    found = obstacles(form)
    if found:
        raise Incomplete(found)
    application.answers = prune(form.definition, form.answers, form.context)
    application.typed, application.trail = {}, {}
    _receive(form, actor, actor.user_id)
    return application


def _receive(form: Form, actor: Actor, account_id: UUID) -> None:
    application = form.application
    facts = facts_in(form.definition, form.answers)
    party = _register(actor, account_id, facts, application.pk)
    gist = form.gist()
    now = clock.now()
    application.account_id = account_id
    application.party = party
    application.number = _next_number()
    application.status = Application.Status.SUBMITTED
    application.amount = gist.amount
    application.payments = gist.payments
    application.submitted_at = application.updated_at = now
    application.revision += 1
    application.save()
    _record_consents(form, party)
    _file_documents(form, party)
    data = {
        "number": application.number,
        "service": application.service.code,
        "amount": str(gist.amount) if gist.amount is not None else None,
        "payments": gist.payments,
    }
    events.record(SUBMITTED, actor=actor, subject=application, party_id=party.pk, data=data)


def _next_number() -> str:
    """The next number of an application: the year and a sequence of the database, `2026-000123`.

    A submission that fails after this leaves a gap; no number is ever given twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("select nextval('application_number')")
        row = cursor.fetchone()
    return f"{clock.today().year}-{int(row[0] if row else 0):06}"


def _register(actor: Actor, account_id: UUID, facts: Facts, application_id: UUID) -> Party:
    """Enter the applicant in the register; returns the party that applies."""
    organised = any(name in ORGANISATION for name in facts) or KIND in facts
    personal: dict[str, Any] = dict(facts)
    inn = str(facts.get("organisation.inn") or "")
    if organised and len(inn) == 12:
        personal.setdefault("person.inn", inn)
    source = PartyChange.Source.APPLICATION
    person = update_person(actor=actor, account_id=account_id, facts=personal, source=source, source_id=application_id)
    if not organised:
        return person
    return update_organisation(
        actor=actor, account_id=account_id, head=person, facts=facts, source=source, source_id=application_id
    )


def _record_consents(form: Form, party: Party) -> None:
    given = form.application.consents
    Consent.objects.bulk_create(
        Consent(
            application=form.application,
            party=party,
            purpose=purpose(field),
            text_id=given[code]["text"],
            given_at=given[code]["given_at"],
            ip=given[code]["ip"],
        )
        for code, field in consent_fields(form).items()
        if form.answers.get(code) is True
    )


def _file_documents(form: Form, party: Party) -> None:
    """Documents that the answers name go into the client's file; what is named no more is thrown away."""
    application = form.application
    named = set(document_ids(form.answers))
    unnamed = [row.pk for row in documents_of_application(SYSTEM, application.pk) if row.pk not in named]
    if unnamed:
        remove_documents(actor=SYSTEM, application_id=application.pk, document_ids=unnamed)
    file_documents(application_id=application.pk, party_id=party.pk)
