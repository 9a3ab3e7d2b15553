"""Forms on the standard questionnaires, of applications that no database knows."""

import json
from datetime import date
from pathlib import Path

import kabinet
from kabinet.applications.form import Form
from kabinet.applications.models import Application
from kabinet.catalogue.models import Service
from kabinet.questionnaires.engine import Context, parse_definition
from tests.support.catalogue import FakeLoan

STANDARD = Path(kabinet.__file__).parent / "questionnaires" / "standard"
DEFINITIONS = {
    path.stem: parse_definition(json.loads(path.read_text("utf-8"))) for path in sorted(STANDARD.glob("*.json"))
}


def form_on(definition_code: str) -> Form:
    """An empty form on the standard questionnaire of that code."""
    context = Context(today=date(2026, 11, 21), limits=FakeLoan().limits(Service()))
    return Form(Application(), DEFINITIONS[definition_code], FakeLoan(), context)
