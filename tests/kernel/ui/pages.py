"""The kit and the pages in the language of the source strings."""

from pathlib import Path

import jinja2

from kabinet.kernel.ui import environment as ui
from tests.kernel.ui.markup import Element, parse

PACKAGE = Path(ui.__file__).resolve().parents[2]
FOLDERS = [PACKAGE / "kernel" / "ui", *sorted(PACKAGE.glob("*/templates"))]
ENGLISH = ui.environment(language="en", loader=jinja2.FileSystemLoader(FOLDERS), autoescape=True)


def drawn(source: str, **context: object) -> Element:
    """A fragment of a page, drawn."""
    return parse(ENGLISH.from_string(source).render(context))
