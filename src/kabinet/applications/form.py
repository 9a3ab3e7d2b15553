"""An application at work: its questionnaire, its service's template and the moment, together."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from kabinet.applications.models import Application
from kabinet.catalogue.templates import ServiceTemplate, Summary, template_of
from kabinet.kernel import clock
from kabinet.kernel.errors import Refused
from kabinet.kernel.units import KILOBYTE
from kabinet.questionnaires.engine import Context, Definition, Field, FieldType, Limits
from kabinet.questionnaires.engine.fields import JsonValue
from kabinet.questionnaires.queries import definition_of

MAX_BYTES: Final = 256 * KILOBYTE
Answers = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Form:
    """What the engine needs to judge an application's answers.

    Attributes:
        application: The application, with its service.
        definition: Its questionnaire version.
        template: What its service is built from.
        context: Today and the service's limits.
    """

    application: Application
    definition: Definition
    template: ServiceTemplate
    context: Context

    @property
    def answers(self) -> Answers:
        """What is answered so far."""
        answers: Answers = self.application.answers
        return answers

    def gist(self) -> Summary:
        """What is asked for, in short."""
        return self.template.summary(self.application.service, self.answers)


def form_of(application: Application) -> Form:
    """Put an application's form together; reads its service if that was not read along."""
    template = template_of(application.service)
    return Form(
        application=application,
        definition=definition_of(application.questionnaire_version_id),
        template=template,
        context=_context(template.limits(application.service)),
    )


def _context(limits: Mapping[str, Limits]) -> Context:
    earliest, latest = clock.days_in_russia()
    today = clock.today()
    return Context(today, limits, earliest=min(earliest, today), latest=max(latest, today))


def refuse_unless_fits(answers: Any) -> None:
    """Keep the row of an application within bounds.

    Raises:
        Refused: `application.too_large`.
    """
    if len(json.dumps(answers, ensure_ascii=False).encode()) > MAX_BYTES:
        raise Refused("application.too_large", _("The answers are too long altogether. Shorten them."))


def is_prefillable(field: Field) -> bool:
    """Whether an answer may be filled in beforehand: never a consent, never a file."""
    return field.type.answerable and field.type not in {FieldType.CONSENT, FieldType.FILE}
