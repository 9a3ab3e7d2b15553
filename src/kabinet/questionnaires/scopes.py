"""Who may know of which questionnaire."""

from django.db.models import QuerySet

from kabinet.kernel import access
from kabinet.kernel.access import Actor, Right
from kabinet.questionnaires.models import Questionnaire, QuestionnaireVersion


@access.scope(Questionnaire)
def questionnaires_of(actor: Actor) -> QuerySet[Questionnaire]:
    """Staff who manage products; applicants meet questionnaires only through their applications."""
    return Questionnaire.objects.all() if actor.may(Right.MANAGE_PRODUCTS) else Questionnaire.objects.none()


@access.scope(QuestionnaireVersion)
def versions_of(actor: Actor) -> QuerySet[QuestionnaireVersion]:
    """As their questionnaires."""
    if actor.may(Right.MANAGE_PRODUCTS):
        return QuestionnaireVersion.objects.all()
    return QuestionnaireVersion.objects.none()
