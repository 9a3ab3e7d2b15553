"""What both SMS operators share: numbers, parts, cost, balance and how a message gets delivered."""

import sqlite3
from decimal import Decimal
from enum import StrEnum

from kabinet.emulators.inbox import Inbox
from kabinet.emulators.stand import Stand

RUSSIAN_LENGTH = 11
SHORTEST, LONGEST = 11, 15
# 3GPP TS 23.038: the 7-bit alphabet, without the rare signs that take two places.
GSM_SIGNS = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_SINGLE, GSM_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67


class Stage(StrEnum):
    """How far a message has come."""

    QUEUED = "queued"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    READ = "read"
    EXPIRED = "expired"
    UNDELIVERABLE = "undeliverable"
    NO_ROUTE = "no_route"


def normal_phone(text: str) -> str | None:
    """Return a number as digits with its country, or None when it cannot be a mobile number."""
    stripped = text.strip().removeprefix("+")
    digits = "".join(sign for sign in stripped if sign not in " -()\u00a0")
    if not digits.isascii() or not digits.isdigit():
        return None
    if len(digits) == RUSSIAN_LENGTH - 1 and digits.startswith("9"):
        digits = f"7{digits}"
    if len(digits) == RUSSIAN_LENGTH and digits.startswith("89"):
        digits = f"7{digits[1:]}"
    if digits.startswith("7"):
        return digits if len(digits) == RUSSIAN_LENGTH and digits[1] == "9" else None
    return digits if SHORTEST <= len(digits) <= LONGEST and not digits.startswith("0") else None


def parts_of(text: str) -> int:
    """Return how many SMS a text takes."""
    if GSM_SIGNS.issuperset(text):
        length, single, part = len(text), GSM_SINGLE, GSM_PART
    else:
        length, single, part = len(text.encode("utf-16-le")) // 2, UCS2_SINGLE, UCS2_PART
    return 1 if length <= single else -(-length // part)


class SmsDesk:
    """One account at one operator."""

    def __init__(self, stand: Stand, service: str) -> None:
        self._stand = stand
        self._service = service
        self._settings = stand.settings.sms
        self._inbox = Inbox(stand)

    def cost(self, text: str) -> Decimal:
        """Return the roubles for one text to one number."""
        return self._settings.price * parts_of(text)

    def balance(self) -> Decimal:
        """Return the roubles left."""
        noted = self._stand.store.note(f"balance.{self._service}")
        return self._settings.balance if noted is None else Decimal(noted)

    def accept(self, *, phone: str, text: str, sender: str, own_id: str = "", visible: bool = True) -> int:
        """Take a message, charge for it when it is a real one and return its number.

        Args:
            phone: digits with the country.
            text: of the message.
            sender: signature shown on the phone.
            own_id: the identifier the client chose.
            visible: False for the operators' test mode: accepted, free and never shown.
        """
        cost = self.cost(text) if visible else Decimal(0)
        outcome = self._stand.faults.sms_outcomes.get(phone, "delivered")
        with self._stand.store.transaction():
            number = self._inbox.add(
                channel="sms",
                service=self._service,
                address=f"+{phone}",
                sender=sender,
                text=text,
                own_id=own_id,
                cost=cost,
                outcome=outcome,
                visible=visible and outcome != "lost",
            )
            self._stand.store.set_note(f"balance.{self._service}", str(self.balance() - cost))
        return number

    def find(self, number: int) -> sqlite3.Row | None:
        """Return a message by its number."""
        return self._stand.store.row("SELECT * FROM messages WHERE seq = ? AND service = ?", (number, self._service))

    def find_own(self, own_id: str, phone: str) -> sqlite3.Row | None:
        """Return the newest message with an identifier the client chose, to a phone (digits)."""
        return self._stand.store.row(
            "SELECT * FROM messages WHERE own_id = ? AND address = ? AND service = ? ORDER BY seq DESC",
            (own_id, f"+{phone}", self._service),
        )

    def stage(self, message: sqlite3.Row) -> tuple[Stage, float]:
        """Return how far a message has come and since when (seconds since 1970)."""
        start = message["created_at"]
        age = self._stand.clock.timestamp() - start
        if age < self._settings.operator_after:
            return Stage.QUEUED, start
        if age < self._settings.delivered_after or message["outcome"] == "lost":
            return Stage.HANDED_OVER, start + self._settings.operator_after
        return Stage(message["outcome"]), start + self._settings.delivered_after

    def final_stage(self, message: sqlite3.Row) -> tuple[Stage, float] | None:
        """Return what a message ends as and when, or None when no one will ever know."""
        if message["outcome"] == "lost":
            return None
        return Stage(message["outcome"]), message["created_at"] + self._settings.delivered_after
