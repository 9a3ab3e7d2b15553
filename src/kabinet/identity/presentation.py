"""What traces of attempts at accounts say, in words."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from kabinet.identity.models import LoginCode
from kabinet.kernel.access import Right
from kabinet.kernel.errors import Words

_DETAILS: Final[Mapping[str, Words]] = {
    "why.asker": _("one network asks too much"),
    "why.address": _("one address is asked for too much"),
    "why.site": _("the whole site is asked too much"),
    "why.crowd": _("two ask for one address"),
    "why.password": _("many passwords for one address"),
    **{f"purpose.{value}": label for value, label in LoginCode.Purpose.choices},
    **{f"right.{value}": label for value, label in Right.choices},
}


def trace_details(data: Mapping[str, Any]) -> str:
    """What the codes of a trace mean; names of limits stand as they are."""
    return ", ".join(str(_DETAILS.get(f"{name}.{value}", value)) for name, value in data.items())
