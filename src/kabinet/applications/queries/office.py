"""Reading applications: for the office."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from kabinet.applications.checking import is_uuid
from kabinet.applications.form import form_of
from kabinet.applications.models import Application, Consent
from kabinet.applications.presentation import StatusWords, words_for_staff
from kabinet.applications.queries.cabinet import answers_of
from kabinet.applications.timeline import Moment, timeline
from kabinet.catalogue.templates import Summary, service_with_templates
from kabinet.documents.models import Document
from kabinet.documents.queries import documents_of_application
from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor
from kabinet.kernel.paging import PAGE_SIZE, Page, page
from kabinet.kernel.text import number_key
from kabinet.parties.searching import of_clients
from kabinet.questionnaires.engine import SummaryStep

STATUSES: Final = tuple(status for status in Application.Status.values if status != Application.Status.DRAFT)
NUMBER_YEARS: Final = 5
LONGEST_NUMBER: Final = 9
"""Digits of a number after its year: six at first, more when a million have been given out."""
_SHOWN: Final = (
    "number",
    "status",
    "amount",
    "payments",
    "submitted_at",
    "decided_at",
    "service__title",
    "party__display_name",
    "party__phone",
    "manager__full_name",
    "manager__email",
    "manager__phone",
)
"""What a line of a list shows, of an application and of what belongs to it."""
ME: Final = "me"
NOBODY: Final = "nobody"


@dataclass(frozen=True, slots=True)
class OfficeFilters:
    """What a list of applications is narrowed to; blanks narrow nothing.

    Attributes:
        search: Number of an application, or part of a name, phone or INN.
        borrower: Part of a name, phone or INN of the applicant alone.
        statuses: Some of `STATUSES`.
        service: Code of a service.
        since: First day of submission.
        until: Last day of submission.
        manager: Id of an account, `me` or `nobody`.
    """

    search: str = ""
    borrower: str = ""
    statuses: tuple[str, ...] = ()
    service: str = ""
    since: date | None = None
    until: date | None = None
    manager: str = ""


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """A line of the list: an application with its applicant, service and manager.

    Attributes:
        days: Calendar days it has waited for a decision, or waited before it.
    """

    application: Application
    words: StatusWords
    days: int


class Numbered(NamedTuple):
    """An application that a number means, and whose it is."""

    application_id: UUID
    party_id: UUID


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """An application as staff see it.

    Attributes:
        application: With its service, party and manager.
        words: Its status in words.
        gist: What is asked for.
        answers: The answers as they were sent, by step.
        documents: What is attached.
        consents: What the applicant agreed to, with the texts.
        moments: What has happened, newest first, with names and values.
    """

    application: Application
    words: StatusWords
    gist: Summary
    answers: tuple[SummaryStep, ...]
    documents: list[Document]
    consents: list[Consent] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)


def office_applications(
    actor: Actor, filters: OfficeFilters, *, cursor: str = "", size: int = PAGE_SIZE, also: Collection[UUID] = ()
) -> Page[OfficeRow]:
    """Received applications, newest first. One query, and one or two for each search.

    Args:
        actor: Who asks; sees what their rights let them see.
        filters: What to narrow to.
        cursor: Where the page begins.
        size: Rows on a page.
        also: Applications that the search means besides, by what this room does not know: the number of a contract.
    """
    applications = access.visible(Application, actor).exclude(status=Application.Status.DRAFT)
    narrowed = _narrow(applications, filters, actor, also)
    found = page(with_shown(narrowed), by="submitted_at", cursor=cursor, size=size)
    now = clock.now()
    return Page([office_row(application, now) for application in found.rows], found.newer, found.older)


def applications_of_party(actor: Actor, party_id: UUID) -> list[OfficeRow]:
    """The received applications of a client, newest first. One query."""
    applications = with_shown(access.visible(Application, actor).filter(party_id=party_id))
    now = clock.now()
    return [office_row(application, now) for application in applications.order_by("-submitted_at")[:100]]


def application_card(actor: Actor, application_id: UUID, *, also: Iterable[models.Model] = ()) -> OfficeCard:
    """One received application. Four queries beside the template's.

    Args:
        actor: Who asks.
        application_id: The application.
        also: What belongs to its story, such as its loan: their events join the timeline.

    Raises:
        Http404: Unknown or invisible.
    """
    related = (*service_with_templates(), "party", "manager", "account")
    application = access.get(Application, actor, application_id, related=related)
    form = form_of(application)
    consents = application.given_consents.select_related("text").order_by("given_at", "pk")
    return OfficeCard(
        application=application,
        words=words_for_staff(application.status),
        gist=form.gist(),
        answers=answers_of(form),
        documents=documents_of_application(actor, application.pk),
        consents=list(consents),
        moments=timeline([application, *also], for_client=False),
    )


def with_shown(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Applications with what lines of lists show and nothing else: reading whole rows takes half of a list's time."""
    return applications.select_related("service", "party", "manager").only(*_SHOWN)


def office_row(application: Application, now: datetime) -> OfficeRow:
    """A line of the list at a moment."""
    until = clock.local_date(application.decided_at or now)
    days = (until - clock.local_date(application.submitted_at or now)).days
    return OfficeRow(application, words_for_staff(application.status), days)


def numbered(actor: Actor, search: str) -> list[Numbered]:
    """Received applications whose number a search may mean, a handful. One query, none when it looks like no number."""
    numbers = _numbers(search)
    if not numbers:
        return []
    received = access.visible(Application, actor).exclude(status=Application.Status.DRAFT).filter(number__in=numbers)
    return [Numbered(*row) for row in received.values_list("pk", "party_id")]


def _narrow(
    applications: QuerySet[Application], filters: OfficeFilters, actor: Actor, also: Collection[UUID]
) -> QuerySet[Application]:
    if filters.statuses:
        applications = applications.filter(status__in=filters.statuses)
    if filters.service:
        applications = applications.filter(service__code=filters.service)
    if filters.since:
        applications = applications.filter(submitted_at__gte=clock.midnight(filters.since))
    if filters.until:
        applications = applications.filter(submitted_at__lt=clock.midnight(filters.until + timedelta(days=1)))
    applications = of_clients(_of_manager(applications, filters.manager, actor), filters.borrower)
    numbers = _numbers(filters.search)
    other = Q(number__in=numbers) if numbers else Q()
    if also:
        other |= Q(pk__in=also)
    return of_clients(applications, filters.search, also=other or None)


def _of_manager(applications: QuerySet[Application], manager: str, actor: Actor) -> QuerySet[Application]:
    if manager == ME:
        return applications.filter(manager_id=actor.user_id)
    if manager == NOBODY:
        return applications.filter(manager__isnull=True)
    return applications.filter(manager_id=UUID(manager)) if is_uuid(manager) else applications


def _numbers(search: str) -> list[str]:
    """Numbers that a search may mean: the whole one, or its last digits in any of the last years."""
    text = number_key(search).lstrip("№#")
    year, dash, rest = text.partition("-")
    if dash and year.isascii() and year.isdigit() and rest.isascii() and rest.isdigit():
        return [f"{year}-{rest.zfill(6)}"]
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
        this_year = clock.today().year
        return [f"{this_year - ago}-{text.zfill(6)}" for ago in range(NUMBER_YEARS)]
    return []
