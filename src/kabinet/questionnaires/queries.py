"""Reading questionnaires."""

from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from kabinet.questionnaires.engine import Definition, parse_definition
from kabinet.questionnaires.models import Questionnaire, QuestionnaireVersion


def live_version_of(questionnaire_id: UUID) -> QuestionnaireVersion | None:
    """The newest published version of a questionnaire by its id, or None. One query."""
    versions = QuestionnaireVersion.objects.filter(questionnaire_id=questionnaire_id).defer("definition")
    return versions.order_by("-number").first()


@lru_cache(maxsize=64)
def definition_of(version_id: UUID) -> Definition:
    """The parsed definition of a version. Versions never change, so each process reads one once.

    Raises:
        QuestionnaireVersion.DoesNotExist: There is no such version.
    """
    source = QuestionnaireVersion.objects.values_list("definition", flat=True).get(pk=version_id)
    return parse_definition(source)


def published_questionnaires() -> QuerySet[Questionnaire]:
    """The questionnaires that a service can use: those with a published version, by title. One query."""
    return Questionnaire.objects.filter(versions__isnull=False).distinct().order_by("title", "code")
