"""Add a figure of the law."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kabinet.kernel import events
from kabinet.kernel.access import Actor, require
from kabinet.kernel.errors import Refused
from kabinet.kernel.text import one_line, without_accidents
from kabinet.organisation.events import VALUE_ADDED
from kabinet.organisation.models import RegulatoryValue
from kabinet.organisation.rights import MANAGE_REGULATIONS


def add_regulatory_value(*, actor: Actor, code: str, value: Decimal, valid_from: date, source: str) -> RegulatoryValue:
    """Write down what a statute sets from a day on. Rows are never changed: contracts made under them refer to them.

    Args:
        actor: Needs `MANAGE_REGULATIONS`.
        code: One of `RegulatoryValue.Code`.
        value: Per cent, greater than zero, at most three decimals.
        valid_from: First day in force.
        source: Statute and article.

    Raises:
        Denied: The actor lacks the right.
        Refused: `regulation.code`, `regulation.value`, `regulation.source` or `regulation.exists`.
    """
    require(actor, MANAGE_REGULATIONS)
    if code not in RegulatoryValue.Code.values:
        raise Refused("regulation.code", _("Choose one of the values."), field="code")
    if not value.is_finite() or not 0 < value < 10**9 or value != round(value, 3):
        raise Refused(
            "regulation.value", _("Enter a number greater than zero with at most three decimals."), field="value"
        )
    cited = without_accidents(one_line(source))
    if not cited:
        raise Refused("regulation.source", _("Name the statute and the article."), field="source")
    try:
        with transaction.atomic():
            row = RegulatoryValue.objects.create(code=code, value=value, valid_from=valid_from, source=cited[:300])
            data = {"code": code, "value": str(value), "valid_from": valid_from.isoformat()}
            events.record(VALUE_ADDED, actor=actor, subject=row, data=data)
            return row
    except IntegrityError as error:
        raise Refused("regulation.exists", _("There is a value from this day already."), field="valid_from") from error
