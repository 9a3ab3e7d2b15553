"""Timelines of the office: what happened, with its numbers in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from kabinet.applications import events as applications
from kabinet.applications.timeline import Moment, timeline
from kabinet.identity.queries import staff_names
from kabinet.kernel.connections.catalogue import PROVIDERS
from kabinet.kernel.connections.events import ANSWERED, CHANGED, SWITCHED, TRIED
from kabinet.kernel.errors import Words
from kabinet.kernel.ui.formats import date_short, money
from kabinet.lending import events as loans
from kabinet.lending.presentation import percent_exactly
from kabinet.organisation.events import DETAILS_CHANGED
from kabinet.organisation.models import SiteProfile

TWINS: Final = frozenset({loans.APPROVED, loans.ISSUED, loans.NUMBER_CORRECTED})
"""Events of a loan that its application tells too."""
_TONES: Final = {
    applications.SUBMITTED: "info",
    applications.APPROVED: "success",
    applications.ISSUED: "success",
    applications.DECLINED: "danger",
    applications.WITHDRAWN: "warning",
    applications.CORRECTED: "warning",
    loans.APPROVED: "success",
    loans.ISSUED: "success",
    loans.NUMBER_CORRECTED: "warning",
    loans.REPAYMENT_RECORDED: "success",
    loans.REPAYMENT_REVERSED: "danger",
    loans.CLOSED: "success",
    loans.SCHEDULE_PUBLISHED: "brand",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a timeline, ready to be read.

    Attributes:
        title: What happened.
        at: When.
        who: Who did it.
        tone: Its colour.
        notes: Numbers, old and new values, reasons.
    """

    title: Words
    at: datetime
    who: Words
    tone: str
    notes: list[str] = field(default_factory=list)


def tell(moments: Iterable[Moment], *, without: frozenset[str] = frozenset()) -> list[Line]:
    """Moments in words. One query when managers were assigned, none otherwise.

    Args:
        moments: Newest first.
        without: Names of events to leave out.
    """
    kept = [moment for moment in moments if moment.event not in without]
    names = staff_names(_people(kept))
    return [
        Line(moment.title, moment.at, moment.who, _TONES.get(moment.event, "neutral"), _notes(moment, names))
        for moment in kept
    ]


def last_change(subjects: Iterable[models.Model]) -> Line | None:
    """The newest thing that happened to these: whose change overtook a page. At most two queries."""
    return next(iter(tell(timeline(subjects, for_client=False, limit=1))), None)


def overtaken(seen: int | None, current: int, subjects: Iterable[models.Model]) -> Line | None:
    """Whose change came while a page was open; None when nothing did. At most two queries.

    Args:
        seen: The revision the page showed.
        current: The revision now.
        subjects: What may have been changed.
    """
    return last_change(subjects) if seen is not None and seen != current else None


def _people(moments: Iterable[Moment]) -> set[UUID]:
    found = (moment.data.get(key) for moment in moments if moment.event == applications.ASSIGNED for key in _OLD_NEW)
    return {UUID(value) for value in found if value}


_OLD_NEW: Final = ("old", "new")


def _notes(moment: Moment, names: Mapping[UUID, str]) -> list[str]:
    data = moment.data
    if moment.event == applications.ASSIGNED:
        return [_("Manager: %(old)s → %(new)s") % {key: _person(data.get(key), names) for key in _OLD_NEW}]
    if moment.event in (applications.CORRECTED, loans.NUMBER_CORRECTED):
        return _correction(data)
    if moment.event == DETAILS_CHANGED:
        return _details(data)
    if moment.event in _OF_CONNECTIONS:
        return [str(_OF_CONNECTIONS[moment.event](data))]
    return [text for name, write in _NOTES.items() if data.get(name) not in (None, "") and (text := write(data[name]))]


def _correction(data: Mapping[str, Any]) -> list[str]:
    field_words = {
        "contract_number": _("Contract number"),
        "disbursement_document": _("Disbursement document number"),
        "disbursed_on": _("Document date"),
    }
    name = str(data.get("field", ""))
    values = {key: _day(data.get(key)) if name == "disbursed_on" else str(data.get(key, "")) for key in _OLD_NEW}
    return [
        _("%(field)s: %(old)s → %(new)s") % {"field": field_words.get(name, name), **values},
        _("Reason: %(reason)s") % {"reason": data.get("reason", "")},
    ]


def _details(data: Mapping[str, Any]) -> list[str]:
    """Which of the organisation's details changed, old and new."""
    return [
        _("%(field)s: %(old)s → %(new)s")
        % {
            "field": str(getattr(SiteProfile._meta.get_field(name), "verbose_name", name)),
            "old": old or "—",
            "new": new or "—",
        }
        for name, (old, new) in data.get("fields", {}).items()
    ]


def _settings(data: Mapping[str, Any]) -> str:
    """Which settings of a connection changed; never their values."""
    provider = PROVIDERS.get((str(data.get("kind")), str(data.get("provider"))))
    labels = {name: str(setting.label) for name, setting in provider.settings.items()} if provider else {}
    return ", ".join(labels.get(name, name) for name in data.get("fields", []))


_OF_CONNECTIONS: Final[Mapping[str, Callable[[Mapping[str, Any]], Words]]] = {
    CHANGED: _settings,
    SWITCHED: lambda data: _("Switched on") if data.get("on") else _("Switched off"),
    TRIED: lambda data: _("A test was sent") if data.get("trial") else _("Asked whether it answers"),
    ANSWERED: lambda data: _("It answers") if data.get("passed") else _("It did not answer as it should"),
}


def _person(value: Any, names: Mapping[UUID, str]) -> str:
    return (names.get(UUID(value)) or "—") if value else _("nobody")


def _day(value: Any) -> str:
    try:
        return date_short(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


_NOTES: Final[Mapping[str, Callable[[Any], str]]] = {
    "contract_number": lambda value: _("Contract %(number)s") % {"number": value},
    "schedule": lambda value: _("Version %(number)s") % {"number": value},
    "amount": lambda value: _("Sum: %(sum)s") % {"sum": money(value)},
    "payments": lambda value: _("Number of payments: %(count)s") % {"count": value},
    "psk": lambda value: _("Full cost of credit: %(percent)s") % {"percent": percent_exactly(Decimal(value))},
    "disbursement_document": lambda value: _("Document %(number)s") % {"number": value},
    "document": lambda value: _("Document %(number)s") % {"number": value},
    "on": lambda value: _("Date: %(day)s") % {"day": _day(value)},
    "remaining": lambda value: _("Left to pay: %(sum)s") % {"sum": money(value)},
    "overpaid": lambda value: _("Overpaid: %(sum)s") % {"sum": money(value)} if str(value) != "0.00" else "",
    "reason": lambda value: _("Reason: %(reason)s") % {"reason": value},
}
"""What an event's data say, in this order."""
