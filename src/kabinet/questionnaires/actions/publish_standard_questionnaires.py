"""Publish the questionnaires that come with Kabinet."""

import json
from pathlib import Path

from kabinet.kernel.access import Actor
from kabinet.questionnaires.actions.publish_questionnaire_version import publish_questionnaire_version
from kabinet.questionnaires.models import QuestionnaireVersion

STANDARD = Path(__file__).resolve().parent.parent / "standard"


def publish_standard_questionnaires(*, actor: Actor) -> list[QuestionnaireVersion]:
    """Publish every questionnaire of `questionnaires/standard`; one that is already the newest stays as it is.

    Args:
        actor: Needs `MANAGE_QUESTIONNAIRES`.
    """
    sources = [json.loads(path.read_text("utf-8")) for path in sorted(STANDARD.glob("*.json"))]
    return [publish_questionnaire_version(actor=actor, definition=source) for source in sources]
