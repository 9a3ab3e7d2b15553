"""Orders, receipts and notifications that are kept in the words of the first acquirer come into our own."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 1000
EVENTS = {"payment.waiting_for_capture": "payment.waiting", "payment.canceled": "payment.cancelled"}
TAX_SYSTEMS = ("general", "simplified_income", "simplified_profit", "imputed_income", "agricultural", "patent")


def convert(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Rewrite what is in the old words, in batches; nothing is kept locked in between.

    It may be repeated: what is ours already stays.
    """
    payments = apps.get_model("payments", "Payment").objects.filter(receipt__has_key="items")
    attempts = apps.get_model("payments", "PaymentAttempt").objects.filter(request__has_key="confirmation")
    notices = apps.get_model("payments", "AcquirerNotice").objects.filter(event__in=EVENTS)
    _rewrite(payments, "receipt", our_receipt)
    _rewrite(attempts, "request", our_order)
    _rewrite(notices, "event", EVENTS.__getitem__)


def our_receipt(kept: dict[str, Any]) -> dict[str, Any]:
    """Their receipt as ours; every line of it was free of VAT."""
    code = kept.get("tax_system_code")
    system = {"tax_system": TAX_SYSTEMS[code - 1]} if code else {}
    return {"lines": [_line(item) for item in kept["items"]], **system}


def our_order(kept: dict[str, Any]) -> dict[str, Any]:
    """Their request as our order."""
    receipt = {"receipt": our_receipt(kept["receipt"])} if kept.get("receipt") else {}
    return {
        "payment_id": kept["metadata"]["payment_id"],
        "loan_id": kept["metadata"]["loan_id"],
        "amount": kept["amount"]["value"],
        "currency": kept["amount"]["currency"],
        "description": kept["description"],
        "return_url": kept["confirmation"]["return_url"],
        **receipt,
    }


def _line(item: dict[str, Any]) -> dict[str, str]:
    return {
        "title": item["description"],
        "amount": item["amount"]["value"],
        "subject": item["payment_subject"],
        "method": item["payment_mode"],
        "vat": "none",
    }


def _rewrite(rows: models.QuerySet[Any], field: str, ours: Callable[[Any], Any]) -> None:
    for batch in _batches(rows.order_by("pk")):
        for row in batch:
            setattr(row, field, ours(getattr(row, field)))
        rows.model.objects.bulk_update(batch, [field])


def _batches(rows: models.QuerySet[Any]) -> Iterator[list[Any]]:
    """Each batch is read after the one before was written, beginning behind it."""
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])


class Migration(migrations.Migration):
    """Backwards it changes nothing: the version before shows no lines of such receipts and opens no such order again."""

    atomic = False
    dependencies = [("payments", "0003_payer")]
    operations = [migrations.RunPython(convert, migrations.RunPython.noop, elidable=True)]
