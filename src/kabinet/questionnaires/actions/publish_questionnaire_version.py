"""Publish a questionnaire version."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.identity.rights import MANAGE_QUESTIONNAIRES
from kabinet.kernel import clock, events
from kabinet.kernel.access import Actor, require
from kabinet.kernel.errors import Refused
from kabinet.kernel.units import MEGABYTE
from kabinet.questionnaires.engine import DefinitionError, definition_as_dict, parse_definition
from kabinet.questionnaires.events import PUBLISHED
from kabinet.questionnaires.models import Questionnaire, QuestionnaireVersion

MAX_BYTES = MEGABYTE


def publish_questionnaire_version(*, actor: Actor, definition: Mapping[str, Any]) -> QuestionnaireVersion:
    """Make a definition the newest version of the questionnaire it names; the first makes the questionnaire too.

    Publishing what is already the newest version changes nothing and gives that version back.

    Args:
        actor: Needs `MANAGE_QUESTIONNAIRES`.
        definition: The questionnaire as decoded JSON.

    Raises:
        Denied: The actor lacks the right.
        Refused: `questionnaire.too_large`, or `questionnaire.faulty` with `place` and `fault`.
    """
    require(actor, MANAGE_QUESTIONNAIRES)
    if len(json.dumps(definition, ensure_ascii=False, default=str).encode()) > MAX_BYTES:
        raise Refused("questionnaire.too_large", _("The questionnaire is larger than 1 MB."), field="definition")
    try:
        parsed = parse_definition(definition)
    except DefinitionError as error:
        place, fault = error.path or "-", error.code
        message = _("The questionnaire contradicts itself at %(place)s: %(fault)s.") % {"place": place, "fault": fault}
        raise Refused("questionnaire.faulty", message, field="definition", place=place, fault=fault) from error
    canonical = definition_as_dict(parsed)
    with transaction.atomic():
        Questionnaire.objects.get_or_create(code=parsed.code, defaults={"title": parsed.title})
        questionnaire = Questionnaire.objects.select_for_update().get(code=parsed.code)
        newest = questionnaire.versions.order_by("-number").first()
        if newest is not None and newest.definition == canonical:
            return newest
        if questionnaire.title != parsed.title:
            questionnaire.title = parsed.title
            questionnaire.save(update_fields=["title"])
        version = QuestionnaireVersion.objects.create(
            questionnaire=questionnaire,
            number=newest.number + 1 if newest else 1,
            definition=canonical,
            published_at=clock.now(),
            published_by=actor.user_id,
        )
        events.record(PUBLISHED, actor=actor, subject=version, data={"code": parsed.code, "number": version.number})
        return version
