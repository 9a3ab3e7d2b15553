"""Start an application."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from kabinet.applications.events import STARTED
from kabinet.applications.facts import answers_from
from kabinet.applications.form import Form, form_of, is_prefillable, refuse_unless_fits
from kabinet.applications.models import Application
from kabinet.applications.queries.cabinet import begun_drafts
from kabinet.applications.typed import Answers, Typed, take
from kabinet.catalogue.models import Service
from kabinet.catalogue.queries import service_by_code
from kabinet.kernel import access, clock, events, limits
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.parties.queries import facts_of_account
from kabinet.questionnaires.models import QuestionnaireVersion
from kabinet.questionnaires.queries import live_version_of

MOST_DRAFTS: Final = 20
STARTS_PER_HOUR: Final = 60
NOTHING: Final[Typed] = {}


def start_application(
    *, actor: Actor, service_code: str, prefill: Mapping[str, str] | None = None, another: bool = False
) -> Application:
    """Begin a draft, filled in with what is known: the calculator's choice and, of a client, the register's data.

    A draft of the same service that nobody has touched yet is used again, so that a second click makes no second draft;
    beside one that somebody is writing another is begun only when they say so.
    A visitor's draft belongs to the browser: the caller notes its id in the session.

    Args:
        actor: A visitor or a client.
        service_code: What is applied for.
        prefill: Answers typed elsewhere, by field code, such as `amount`; what the questionnaire does not ask is left
            out, and what it does not take is kept as typed for the applicant to put right.
        another: Begin one more, knowing of the drafts of this service that are there.

    Raises:
        Http404: There is no such service.
        Refused: `application.staff`, `service.closed`, `application.begun`, `application.too_many_drafts` or
            `limits.exceeded`.
    """
    if actor.kind not in {"visitor", "client"}:
        raise Refused("application.staff", _("Sign in with a client's account to apply."))
    _count_start(actor)
    service = service_by_code(service_code, open_only=False)
    if service is None:
        raise Http404
    version = live_version_of(service.questionnaire_id) if service.is_open else None
    if version is None:
        raise Refused("service.closed", _("We do not take applications for this service now."))
    with transaction.atomic():
        application = _draft(actor, service, version, another=another)
        form = form_of(application)
        known = facts_of_account(actor.user_id) if actor.user_id else {}
        _prefill(form, answers_from(form.definition, known, form.context), prefill or {})
        application.updated_at = clock.now()
        application.save()
        return application


def _count_start(actor: Actor) -> None:
    """Count by account, of visitors by network: neighbours keep no client from applying."""
    if actor.user_id:
        limits.hit("application.start.own", str(actor.user_id), limit=STARTS_PER_HOUR, window=timedelta(hours=1))
    else:
        limits.hit_network("application.start", actor.ip, limit=STARTS_PER_HOUR, window=timedelta(hours=1))


def _draft(actor: Actor, service: Service, version: QuestionnaireVersion, *, another: bool) -> Application:
    if actor.user_id:
        get_user_model().objects.select_for_update().values_list("pk").get(pk=actor.user_id)
    drafts = access.visible(Application, actor).filter(status=Application.Status.DRAFT)
    if not another and begun_drafts(drafts, service).exists():
        raise Refused("application.begun", _("You have begun this application already."))
    untouched = drafts.select_for_update(of=("self",)).filter(
        service=service, questionnaire_version=version, revision=0
    )
    application = untouched.order_by("-pk").first()
    if application is not None:
        application.service = service
        return application
    if drafts.count() >= MOST_DRAFTS:
        message = _("You have %(count)s unfinished applications. Finish or delete one of them first.")
        raise Refused("application.too_many_drafts", message % {"count": MOST_DRAFTS}, count=MOST_DRAFTS)
    application = Application.objects.create(
        service=service,
        questionnaire_version=version,
        account_id=actor.user_id,
        updated_at=clock.now(),
        created_at=clock.now(),
    )
    events.record(STARTED, actor=actor, subject=application, data={"service": service.code})
    return application


def _prefill(form: Form, known: Answers, prefill: Mapping[str, str]) -> None:
    answers, typed = known, NOTHING
    for path, raw in prefill.items():
        entry = form.definition.entries.get(path)
        if entry is not None and not entry.repeated and raw and is_prefillable(entry.field):
            answers, typed, _problem = take(form, answers, typed, path, raw)
    refuse_unless_fits([answers, typed])
    form.application.answers, form.application.typed = dict(answers), dict(typed)
