"""Checks on what a shop sends to YooKassa API v3."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from kabinet.emulators.settings import YooKassaSettings
from kabinet.emulators.yookassa.errors import ApiError
from kabinet.emulators.yookassa.receipts import check_receipt

AMOUNT = re.compile(r"[0-9]{1,10}\.[0-9]{2}")
CURRENCY = "RUB"
LONGEST_DESCRIPTION = 128
LONGEST_CUSTOMER_ID = 200
LONGEST_URL = 2048
MOST_METADATA = 16
LONGEST_METADATA_KEY = 32
LONGEST_METADATA_VALUE = 512
METHODS = ("bank_card", "sbp", "sberbank", "tinkoff_bank", "yoo_money", "sber_bnpl", "alfa_pay", "b2b_sberbank")

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """A checked request for a payment; `confirmation` is None when a saved method pays."""

    amount: Decimal
    description: str | None
    metadata: JsonObject
    capture: bool
    confirmation: JsonObject | None
    method: str
    saved_method_id: str | None
    save_method: bool
    merchant_customer_id: str | None
    receipt: JsonObject | None


def amount_object(value: Decimal) -> dict[str, str]:
    """Return roubles as an amount object."""
    return {"value": f"{value:.2f}", "currency": CURRENCY}


def parse_amount(body: Mapping[str, Any], *, parameter: str = "amount") -> Decimal:
    """Return the roubles of a required amount object.

    Raises:
        ApiError: it is missing, not a string with two decimals, not positive or not in roubles.
    """
    found = body.get("amount")
    if not isinstance(found, dict):
        raise ApiError(f"Required parameter is missing: {parameter}", parameter=parameter)
    value = found.get("value")
    if not isinstance(value, str) or not AMOUNT.fullmatch(value) or Decimal(value) <= 0:
        raise ApiError("Amount must be a positive number with two decimal places", parameter=f"{parameter}.value")
    if found.get("currency") != CURRENCY:
        raise ApiError("Currency is not supported by the shop", parameter=f"{parameter}.currency")
    return Decimal(value)


def parse_payment(body: JsonObject, settings: YooKassaSettings) -> PaymentOrder:
    """Check the body of `POST /payments`.

    Raises:
        ApiError: the first thing that is wrong.
    """
    amount = parse_amount(body)
    saved_method_id = parse_text(body, "payment_method_id", LONGEST_CUSTOMER_ID)
    method = _parse_method(body)
    if saved_method_id is None:
        confirmation: JsonObject | None = _parse_confirmation(body)
    else:
        confirmation = None
    receipt = body.get("receipt")
    if receipt is not None or settings.receipt_required:
        receipt = check_receipt(receipt, amount, settings.receipt_total)
    return PaymentOrder(
        amount=amount,
        description=parse_text(body, "description", LONGEST_DESCRIPTION),
        metadata=_parse_metadata(body),
        capture=_parse_flag(body, "capture"),
        confirmation=confirmation,
        method=method,
        saved_method_id=saved_method_id,
        save_method=_parse_flag(body, "save_payment_method"),
        merchant_customer_id=parse_text(body, "merchant_customer_id", LONGEST_CUSTOMER_ID),
        receipt=receipt,
    )


def parse_text(body: Mapping[str, Any], name: str, longest: int) -> str | None:
    """Return an optional string of at most `longest` characters.

    Raises:
        ApiError: it is no string or too long.
    """
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > longest:
        raise ApiError(f"Invalid value: a string of at most {longest} characters is expected", parameter=name)
    return value


def _parse_flag(body: Mapping[str, Any], name: str) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise ApiError("Invalid value: true or false is expected", parameter=name)
    return value


def _parse_method(body: Mapping[str, Any]) -> str:
    data = body.get("payment_method_data")
    if data is None:
        return "bank_card"
    method = data.get("type") if isinstance(data, dict) else None
    if method not in METHODS:
        raise ApiError("Payment method is not available", parameter="payment_method_data.type")
    return str(method)


def _parse_confirmation(body: Mapping[str, Any]) -> JsonObject:
    found = body.get("confirmation")
    if not isinstance(found, dict):
        raise ApiError("Required parameter is missing: confirmation", parameter="confirmation")
    kind = found.get("type")
    if kind == "embedded":
        return {"type": "embedded"}
    if kind != "redirect":
        raise ApiError("Confirmation type is not available", parameter="confirmation.type")
    url = found.get("return_url")
    if not isinstance(url, str) or not _is_web_address(url):
        raise ApiError("An absolute http or https address is expected", parameter="confirmation.return_url")
    return {"type": "redirect", "return_url": url}


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    clean = url.isprintable() and " " not in url
    return clean and len(url) <= LONGEST_URL and parts.scheme in {"http", "https"} and bool(parts.hostname)


def _parse_metadata(body: Mapping[str, Any]) -> JsonObject:
    found = body.get("metadata")
    if found is None:
        return {}
    if not isinstance(found, dict) or len(found) > MOST_METADATA:
        raise ApiError(f"Invalid value: an object of at most {MOST_METADATA} keys is expected", parameter="metadata")
    for key, value in found.items():
        if len(key) > LONGEST_METADATA_KEY or not isinstance(value, str) or len(value) > LONGEST_METADATA_VALUE:
            raise ApiError("Invalid key or value: short strings are expected", parameter=f"metadata.{key}")
    return found
