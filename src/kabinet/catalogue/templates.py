"""What services are built from: a template knows the limits, the checks and the gist of an application.

A capability above this one registers its templates by name when it starts: `register("loan", LoanTemplate())`.
Applications know services only through this interface.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from kabinet.catalogue.models import Service
from kabinet.kernel.errors import Words
from kabinet.questionnaires.engine import Limits

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """What a template finds wrong with answers that the questionnaire itself takes.

    Attributes:
        field: Path of the answer to change, such as `amount`; empty for the application as a whole.
        code: Stable machine name, such as `loan.psk_cap`.
        message: One sentence for the person; names the rule that is broken.
    """

    field: str
    code: str
    message: Words


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the gist: `Payment` — `5 432,10 ₽`."""

    label: Words
    value: Words


@dataclass(frozen=True, slots=True)
class Summary:
    """What is asked for, in short.

    Attributes:
        amount: Roubles asked for; None while unknown.
        payments: Number of payments asked for; None while unknown.
        lines: What a page shows beside the questions: sum, term, payment. May be empty.
    """

    amount: Decimal | None = None
    payments: int | None = None
    lines: tuple[Line, ...] = ()


class ServiceTemplate(Protocol):
    """One kind of service.

    Attributes:
        relations: What of a service it reads, as `select_related` of the service names it.
    """

    relations: tuple[str, ...]

    def limits(self, service: Service) -> Mapping[str, Limits]:
        """Bounds of number and money fields that only the service knows, by field code."""

    def check(self, service: Service, answers: Answers) -> list[Problem]:
        """What keeps valid answers from being received; asked at submission and on the page before it."""

    def summary(self, service: Service, answers: Answers) -> Summary:
        """What is asked for. Never raises, whatever the answers hold: they may be half typed."""


_templates: dict[str, ServiceTemplate] = {}


def register(name: str, template: ServiceTemplate) -> None:
    """Make a template known under the name that `Service.template` holds."""
    _templates[name] = template


def template_of(service: Service) -> ServiceTemplate:
    """The template a service is built from.

    Raises:
        KeyError: Nobody registered it: the service cannot take applications.
    """
    return _templates[service.template]


def service_with_templates() -> tuple[str, ...]:
    """What to read along with an application, for its template to ask the database nothing more."""
    relations = dict.fromkeys(relation for template in _templates.values() for relation in template.relations)
    return ("service", *(f"service__{relation}" for relation in relations))


def is_known(name: str) -> bool:
    """Whether a template of that name is registered."""
    return name in _templates
