"""Checks on receipt data (54-FZ) as YooKassa makes them."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, NoReturn

from kabinet.emulators.settings import ReceiptTotal
from kabinet.emulators.yookassa.errors import ApiError

VAT_CODES = range(1, 13)
TAX_SYSTEM_CODES = range(1, 7)
MOST_ITEMS = 100
LONGEST_DESCRIPTION = 128
LONGEST_NAME = 256
KOPECK = Decimal("0.01")
LARGEST_QUANTITY = Decimal("99999.999")
LONGEST_QUANTITY = 16
QUANTITY_STEP = Decimal("0.001")
PAYMENT_MODES = (
    "full_prepayment",
    "partial_prepayment",
    "advance",
    "full_payment",
    "partial_payment",
    "credit",
    "credit_payment",
)
PAYMENT_SUBJECTS = (
    "commodity",
    "excise",
    "job",
    "service",
    "gambling_bet",
    "gambling_prize",
    "lottery",
    "lottery_prize",
    "intellectual_activity",
    "payment",
    "agent_commission",
    "property_right",
    "non_operating_gain",
    "insurance_premium",
    "sales_tax",
    "resort_fee",
    "composite",
    "another",
    "marked",
    "marked_excise",
    "fine",
    "tax",
    "lien",
    "cost",
    "agent_withdrawals",
    "pension_insurance_without_payouts",
    "pension_insurance_with_payouts",
    "health_insurance_without_payouts",
    "health_insurance_with_payouts",
    "health_insurance",
    "casino",
)
MEASURES = (
    "piece",
    "gram",
    "kilogram",
    "ton",
    "centimeter",
    "decimeter",
    "meter",
    "square_centimeter",
    "square_decimeter",
    "square_meter",
    "milliliter",
    "liter",
    "cubic_meter",
    "kilowatt_hour",
    "gigacalorie",
    "day",
    "hour",
    "minute",
    "second",
    "kilobyte",
    "megabyte",
    "gigabyte",
    "terabyte",
    "another",
)
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")
PHONE = re.compile(r"\+?[0-9]{11,15}")
INN = re.compile(r"[0-9]{10}|[0-9]{12}")
MONEY = re.compile(r"[0-9]{1,10}\.[0-9]{2}")


def check_receipt(receipt: object, amount: Decimal, total: ReceiptTotal) -> dict[str, Any]:
    """Check the receipt of a payment or refund and return it.

    Args:
        receipt: what the shop sent.
        amount: roubles of the payment or refund.
        total: how the sum of the lines must relate to it.

    Raises:
        ApiError: the receipt is missing or illegal; `parameter` names the place.
    """
    if not isinstance(receipt, dict):
        _refuse("receipt")
    _check_customer(receipt.get("customer"))
    code = receipt.get("tax_system_code")
    if code is not None and (isinstance(code, bool) or code not in TAX_SYSTEM_CODES):
        _refuse("receipt.tax_system_code")
    items = receipt.get("items")
    if not isinstance(items, list) or not 0 < len(items) <= MOST_ITEMS:
        _refuse("receipt.items")
    lines = sum((_check_item(item, f"receipt.items[{index}]") for index, item in enumerate(items)), Decimal(0))
    if (total == "equal" and lines != amount) or (total == "at_most" and lines > amount):
        _refuse("receipt.items.amount")
    return receipt


def line_total(item: Mapping[str, Any]) -> Decimal:
    """Return the roubles of a checked line: price times quantity, rounded half up to kopecks."""
    quantity, price = Decimal(str(item["quantity"])), Decimal(item["amount"]["value"])
    return (quantity * price).quantize(KOPECK, ROUND_HALF_UP)


def _check_customer(customer: object) -> None:
    if not isinstance(customer, dict):
        _refuse("receipt.customer")
    patterns = {"email": EMAIL, "phone": PHONE, "inn": INN}
    for name, pattern in patterns.items():
        value = customer.get(name)
        if value is not None and not (isinstance(value, str) and pattern.fullmatch(value)):
            _refuse(f"receipt.customer.{name}")
    if customer.get("email") is None and customer.get("phone") is None:
        _refuse("receipt.customer")
    full_name = customer.get("full_name")
    if full_name is not None and not (isinstance(full_name, str) and 0 < len(full_name) <= LONGEST_NAME):
        _refuse("receipt.customer.full_name")


def _check_item(item: object, where: str) -> Decimal:
    if not isinstance(item, dict):
        _refuse(where)
    description = item.get("description")
    if not isinstance(description, str) or not 0 < len(description) <= LONGEST_DESCRIPTION:
        _refuse(f"{where}.description")
    _check_quantity(item.get("quantity"), f"{where}.quantity")
    amount = item.get("amount")
    value = amount.get("value") if isinstance(amount, dict) else None
    if not isinstance(amount, dict) or not isinstance(value, str) or not MONEY.fullmatch(value):
        _refuse(f"{where}.amount")
    if amount.get("currency") != "RUB":
        _refuse(f"{where}.amount.currency")
    vat = item.get("vat_code")
    if isinstance(vat, bool) or not isinstance(vat, int) or vat not in VAT_CODES:
        _refuse(f"{where}.vat_code")
    for name, allowed in (("payment_subject", PAYMENT_SUBJECTS), ("payment_mode", PAYMENT_MODES)):
        if item.get(name) not in allowed:
            _refuse(f"{where}.{name}")
    if item.get("measure", "piece") not in MEASURES:
        _refuse(f"{where}.measure")
    return line_total(item)


def _check_quantity(value: object, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > LONGEST_QUANTITY:
        _refuse(where)
    try:
        quantity = Decimal(str(value))
    except InvalidOperation:
        _refuse(where)
    if not quantity.is_finite() or not 0 < quantity <= LARGEST_QUANTITY or quantity % QUANTITY_STEP:
        _refuse(where)


def _refuse(parameter: str) -> NoReturn:
    raise ApiError("Receipt is missing or illegal", parameter=parameter)
