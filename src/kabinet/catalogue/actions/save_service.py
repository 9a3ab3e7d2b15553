"""Save a service."""

from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.catalogue import templates
from kabinet.catalogue.events import SAVED
from kabinet.catalogue.models import Service
from kabinet.identity.rights import MANAGE_PRODUCTS
from kabinet.kernel import events
from kabinet.kernel.access import Actor, require
from kabinet.kernel.errors import Refused
from kabinet.questionnaires.models import Questionnaire


def save_service(
    *,
    actor: Actor,
    code: str,
    title: str,
    questionnaire: str,
    template: str = "loan",
    lead: str = "",
    description: str = "",
    is_open: bool = True,
    position: int = 100,
) -> Service:
    """Put a service into the catalogue, or change the one of that code.

    Args:
        actor: Needs `MANAGE_PRODUCTS`.
        code: Stable name in addresses.
        title: What people see.
        questionnaire: Code of a questionnaire with at least one published version.
        template: Name of a registered template.
        lead: The service in one sentence.
        description: More about it.
        is_open: Whether it takes applications.
        position: Place in lists, least first.

    Raises:
        Denied: The actor lacks the right.
        Refused: `service.template` or `service.questionnaire`.
    """
    require(actor, MANAGE_PRODUCTS)
    if not templates.is_known(template):
        raise Refused("service.template", _("There is no such service template."), field="template")
    form = Questionnaire.objects.filter(code=questionnaire, versions__isnull=False).first()
    if form is None:
        raise Refused(
            "service.questionnaire", _("This questionnaire has no published version yet."), field="questionnaire"
        )
    with transaction.atomic():
        values = {
            "title": title,
            "questionnaire": form,
            "template": template,
            "lead": lead,
            "description": description,
            "is_open": is_open,
            "position": position,
        }
        service, created = Service.objects.update_or_create(code=code, defaults=values)
        events.record(SAVED, actor=actor, subject=service, data={"code": code, "created": created, "is_open": is_open})
        return service
