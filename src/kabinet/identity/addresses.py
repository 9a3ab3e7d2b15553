"""The address somebody signs in with: a mobile phone or an e-mail."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from kabinet.identity.models import LoginCode, User
from kabinet.kernel import identifiers
from kabinet.kernel import text as texts
from kabinet.kernel.errors import Refused
from kabinet.kernel.identifier_texts import identifier_text
from kabinet.kernel.secrets import keyed_hash

LONGEST = 254


@dataclass(frozen=True, slots=True)
class Address:
    """Where a code can be sent.

    Attributes:
        channel: `sms` or `email`.
        value: E.164 phone, or an e-mail in lower case.
    """

    channel: LoginCode.Channel
    value: str

    @property
    def column(self) -> str:
        """The column of `User` that holds such an address."""
        return "phone" if self.channel == LoginCode.Channel.SMS else "email"

    @property
    def key(self) -> str:
        """What tables know the address by."""
        return keyed_hash(self.value, purpose="identity.address")

    def owner(self, *, lock: bool = False) -> User | None:
        """The account that signs in with this address."""
        accounts = User.objects.select_for_update() if lock else User.objects.all()
        return accounts.filter(**{self.column: self.value}).first()


def parse_address(typed: str, *, field: str = "address") -> Address:
    """Read a phone or an e-mail as people type it; an @ decides which.

    Args:
        typed: What was typed.
        field: The form field a refusal belongs to.

    Raises:
        Refused: `identity.address_*`, or the code of the identifier check.
    """
    text = texts.one_line(typed[: 4 * LONGEST])
    if not text:
        raise Refused("identity.address_missing", _("Enter a phone number or an e-mail."), field=field)
    if len(text) > LONGEST:
        raise Refused(
            "identity.address_long",
            _("An address is not longer than %(limit)s characters.") % {"limit": LONGEST},
            field=field,
            limit=LONGEST,
        )
    try:
        if "@" in text:
            return Address(LoginCode.Channel.EMAIL, identifiers.clean_email(text).lower())
        return Address(LoginCode.Channel.SMS, identifiers.clean_phone(text, mobile=True))
    except identifiers.IdentifierError as error:
        if not any(letter.isdigit() for letter in text) and "@" not in text:
            raise Refused(
                "identity.address_unclear",
                _("This is neither a phone number nor an e-mail. Enter +7 999 123-45-67 or name@example.ru."),
                field=field,
            ) from error
        raise Refused(error.code, identifier_text(error), field=field) from error


def mask_address(value: str) -> str:
    """An address that its owner recognises and nobody else learns: `+7 999 •••-••-67`, `i•••@example.ru`."""
    local, at, domain = value.rpartition("@")
    if at:
        return f"{local[:1]}•••@{domain}"
    return f"{value[:2]} {value[2:5]} •••-••-{value[-2:]}"


def hold_address(key: str) -> None:
    """Let one transaction at a time work on codes and accounts of an address; taken before any of their rows.

    Args:
        key: `Address.key`.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
