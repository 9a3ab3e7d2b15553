"""Banks and accounts: БИК, accounts of clients, of the Treasury and of banks with the Bank of Russia."""

from __future__ import annotations

import re
from typing import Final

from kabinet.kernel.identifiers.refusals import IdentifierError, closed, digits_of, refuse_zeros

_BIK_LENGTH: Final = 9
_ACCOUNT_LENGTH: Final = 20
_ACCOUNT: Final = re.compile(r"[0-9]{5}[0-9ABCEHKMPTX][0-9]{14}")
_ACCOUNT_LETTERS: Final = str.maketrans("ABCEHKMPTX", "0123456789")
_FIRST_BANK: Final = 50
_TREASURY_ACCOUNT: Final = "03"
"""How accounts of the Treasury's own plan begin; they have no key."""


def clean_bik(value: str) -> str:
    """A bank's identification code in the Russian payment system: nine digits beginning with 0.

    Whether such a bank exists is for the Bank of Russia's list to say, not for this function.

    Raises:
        IdentifierError: `bik.*`.
    """
    digits = digits_of(value, "bik")
    if len(digits) != _BIK_LENGTH:
        raise IdentifierError("bik.length", count=len(digits))
    refuse_zeros(digits, "bik")
    if digits[0] != "0":
        raise IdentifierError("bik.first_digit")
    return digits


def clean_account(value: str, bik: str | None) -> str:
    """A client's account, 20 digits with a key that depends on the БИК of the bank or of the Bank of Russia's unit.

    Args:
        value: As typed. The sixth place may be one of the Latin letters that stand for rare currencies.
        bik: The bank's БИК in canonical form; `None` leaves the key unchecked.

    Raises:
        IdentifierError: `account.*`; `account.correspondent` when it is the bank's own account (301…).
    """
    account = _account(value)
    if account.startswith("301"):
        raise IdentifierError("account.correspondent")
    if bik is not None and not (_is_of_treasury(bik) and account.startswith(_TREASURY_ACCOUNT)):
        _check_account_key(_unit(bik) if _is_of_central_bank(bik) else bik[-3:], account)
    return account


def clean_correspondent_account(value: str, bik: str | None) -> str:
    """A bank's correspondent account with the Bank of Russia: 20 digits, 301…, ending as the БИК does.

    Args:
        value: As typed.
        bik: The bank's БИК in canonical form; `None` leaves ending and key unchecked.

    Raises:
        IdentifierError: `account.*`.
    """
    account = _account(value)
    if not account.startswith("301"):
        raise IdentifierError("account.not_correspondent")
    if bik is not None:
        if account[-3:] != bik[-3:]:
            raise IdentifierError("account.bank")
        _check_account_key(_unit(bik), account)
    return account


def _account(value: str) -> str:
    text = closed(value).replace(".", "").upper()
    if not text.isascii() or not text.isalnum():
        raise IdentifierError("account.characters" if text else "account.length", **({} if text else {"count": 0}))
    if len(text) != _ACCOUNT_LENGTH:
        raise IdentifierError("account.length", count=len(text))
    if not _ACCOUNT.fullmatch(text):
        raise IdentifierError("account.characters")
    refuse_zeros(text, "account")
    return text


def _is_of_treasury(bik: str) -> bool:
    """Whether a БИК is a body of the Federal Treasury: it begins with 00, 01 or 02."""
    return bik[:2] in {"00", "01", "02"}


def _is_of_central_bank(bik: str) -> bool:
    """Whether accounts at a БИК are kept by the Bank of Russia itself: credit institutions end with 050 to 999."""
    return _is_of_treasury(bik) or int(bik[-3:]) < _FIRST_BANK


def _unit(bik: str) -> str:
    """The number of the Bank of Russia's unit that keys are counted with: zero and the БИК's fifth and sixth digits.

    Order of the Bank of Russia No. 515 of 8 September 1997, appendix.
    """
    return f"0{bik[4:6]}"


def _check_account_key(prefix: str, account: str) -> None:
    """The key of an account: the weighted sum of three digits of the bank or unit and the account ends with 0."""
    digits = prefix + account.translate(_ACCOUNT_LETTERS)
    if sum(int(digit) * (7, 1, 3)[place % 3] for place, digit in enumerate(digits)) % 10:
        raise IdentifierError("account.checksum")
