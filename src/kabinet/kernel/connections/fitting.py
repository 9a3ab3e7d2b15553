"""What is wrong with typed values, in words for the person who typed them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from kabinet.kernel.connections.catalogue import Provider
from kabinet.kernel.connections.configured import values_of_environment
from kabinet.kernel.errors import Words

_SENTENCES: Mapping[str, Words] = {
    "missing": _("Fill in this field."),
    "string_too_short": _("Fill in this field."),
    "string_too_long": _("This is longer than the service gives out: copy it again."),
    "string_pattern_mismatch": _("This does not look as the service writes it: copy it again."),
    "url_parsing": _("Enter an address that begins with https://."),
    "url_scheme": _("Enter an address that begins with https://."),
    "url_credentials": _("Leave names and passwords out of the address: each has a field of its own."),
    "host": _("There can be no host of this name: copy it again."),
    "sender": _("Enter one address: name@example.ru, or Name <name@example.ru>."),
    "int_parsing": _("Enter a whole number."),
    "float_parsing": _("Enter a number."),
    "literal_error": _("Choose one of the values."),
}


def misfits(provider: Provider, values: Mapping[str, Any]) -> dict[str, Words]:
    """What does not fit, by field.

    Args:
        provider: Whose values they are.
        values: All of them; those that the environment sets win.
    """
    try:
        provider.config.model_validate({**values, **values_of_environment(provider)})
    except ValidationError as error:
        return {str(each["loc"][0]) if each["loc"] else "": _sentence(each) for each in error.errors()}
    return {}


def _sentence(error: Any) -> Words:
    bounds = error.get("ctx", {})
    if error["type"] in {"greater_than_equal", "greater_than"}:
        return _("Enter at least %(least)s.") % {"least": bounds.get("ge", bounds.get("gt"))}
    if error["type"] in {"less_than_equal", "less_than"}:
        return _("Enter at most %(most)s.") % {"most": bounds.get("le", bounds.get("lt"))}
    return _SENTENCES.get(error["type"]) or _("This value does not fit.")
