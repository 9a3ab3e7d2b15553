"""Events of questionnaires."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel import events

PUBLISHED = "questionnaire.published"

events.declare(events.EventType(PUBLISHED, _("Questionnaire version published")))
