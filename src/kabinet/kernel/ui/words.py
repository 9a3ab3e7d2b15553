"""Words of the catalogue in pages: found once, when a page is compiled.

A process speaks one language, so `{{ _("Send") }}` becomes a constant of the compiled page. What a page says with
values is `{{ _("Step %(number)s of %(total)s", number=2, total=5) }}`; a sentence with links or emphasis inside is a
`{% trans %}` block, whose own text may be HTML while its values are escaped.
"""

import re
from typing import Any

from django.utils import translation
from jinja2 import nodes
from jinja2.visitor import NodeTransformer


def say(message: str, **values: Any) -> str:
    """A text of the catalogue with its values.

    Args:
        message: The English source.
        values: What its `%(name)s` stand for.
    """
    text = translation.gettext(message)
    return text % values if values else text


def say_in(context: str, message: str, **values: Any) -> str:
    """A text that another place would say otherwise; `context` tells the two apart."""
    text = translation.pgettext(context, message)
    return text % values if values else text


def say_count(one: str, many: str, number: int, **values: Any) -> str:
    """A text that counts; `%(number)s` in it is the number."""
    return translation.ngettext(one, many, number) % {"number": number, **values}


FUNCTIONS = {"_": say, "pgettext": say_in, "ngettext": say_count}
"""What pages call."""
_CONSTANT = {"_": 1, "gettext": 1, "pgettext": 2}
"""How many literal arguments decide what a call says. `gettext` is what a `{% trans %}` block becomes."""
_INDENTED = re.compile(r"\s*\n\s*")
_SPACES = re.compile(r" {2,}")


class Folding(NodeTransformer):
    """Puts the translation in the place of each call whose text is known; leaves indentation out of what is sent."""

    def __init__(self, language: str, *, closed_up: bool = True) -> None:
        """Fold into one language.

        Args:
            language: Its code.
            closed_up: Indentation means nothing, as in HTML.
        """
        self._language = language
        self._closed_up = closed_up

    def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.Node:
        """Keep one line break of any number of them and of the spaces around."""
        if self._closed_up:
            node.data = _SPACES.sub(" ", _INDENTED.sub("\n", node.data))
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """Fold one call."""
        self.generic_visit(node)
        text = self._text(node)
        if text is None:
            return node
        if not node.kwargs:
            return nodes.Const(text, lineno=node.lineno)
        pairs = [nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs]
        return nodes.Mod(nodes.Const(text), nodes.Dict(pairs), lineno=node.lineno)

    def _text(self, node: nodes.Call) -> str | None:
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        said = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
        if name not in _CONSTANT or not len(said) == len(node.args) == _CONSTANT[name]:
            return None
        with translation.override(self._language):
            return translation.pgettext(*said) if name == "pgettext" else translation.gettext(*said)
