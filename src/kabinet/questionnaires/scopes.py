"""Who may know of which questionnaire."""

from django.db.models import QuerySet

from kabinet.identity.rights import SEE_QUESTIONNAIRES
from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.questionnaires.models import Questionnaire, QuestionnaireVersion


@access.scope(Questionnaire)
def questionnaires_of(actor: Actor) -> QuerySet[Questionnaire]:
    """Staff who manage products; applicants meet questionnaires only through their applications."""
    return Questionnaire.objects.all() if actor.may(SEE_QUESTIONNAIRES) else Questionnaire.objects.none()


@access.scope(QuestionnaireVersion)
def versions_of(actor: Actor) -> QuerySet[QuestionnaireVersion]:
    """As their questionnaires."""
    if actor.may(SEE_QUESTIONNAIRES):
        return QuestionnaireVersion.objects.all()
    return QuestionnaireVersion.objects.none()
