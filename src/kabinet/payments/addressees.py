"""Where a payer's receipts go: what is known, what he enters, what is remembered.

The seller sends a receipt to the e-mail or phone that the buyer gave before paying (54-FZ article 1.2 part 2); an
acquirer's fiscal service may send it by e-mail alone. So the payer is asked for an e-mail; who gives none is told where
it goes instead.
"""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from kabinet.config.environment import environment
from kabinet.identity.models import User
from kabinet.kernel import clock
from kabinet.kernel.errors import Refused
from kabinet.kernel.identifier_texts import identifier_text
from kabinet.kernel.identifiers import IdentifierError, clean_email
from kabinet.kernel.secrets import keyed_hash, seal, unseal
from kabinet.lending.models import Loan
from kabinet.payments.models import Payment, ReceiptAddress
from kabinet.payments.providers.base import Recipient
from kabinet.payments.receipts import recipient_of

_SEALED_FOR = "payments.customer"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where one receipt goes.

    Attributes:
        to: One of `Payment.ReceiptTo`; empty when nobody can get it.
        recipient: The address itself; None when nobody can get it.
    """

    to: str
    recipient: Recipient | None

    @property
    def mark(self) -> str:
        """Tells two addresses apart without keeping either."""
        return keyed_hash(repr(sorted(_kept(self.recipient).items())), purpose="payments.addressee")


def known_email(loan: Loan) -> str:
    """The payer's e-mail: the one he gave for receipts, of his account, or of his answers; empty if none is known.

    Two queries at most.
    """
    given = ReceiptAddress.objects.filter(account_id=loan.account_id).values_list("email", flat=True).first()
    return given or loan.account.email or loan.party.email


def without_email(account: User) -> str:
    """Where a receipt goes when the payer gives no e-mail, one of `Payment.ReceiptTo`; empty when it can go nowhere."""
    return addressee_for(account, "").to


def addressee_for(account: User, email: str) -> Addressee:
    """Where a receipt of an account goes that gave this e-mail, or none."""
    recipient = recipient_of(email=email, phone=account.phone, fallback=environment().receipt_fallback_email)
    if recipient is None:
        return Addressee("", None)
    if email:
        return Addressee(Payment.ReceiptTo.PAYER, recipient)
    return Addressee(Payment.ReceiptTo.ORGANISATION if recipient.email else Payment.ReceiptTo.PHONE, recipient)


def seal_recipient(recipient: Recipient | None) -> str:
    """Hide who gets a receipt until the acquirer has answered, so that a repeat is the same to the letter."""
    return seal(json.dumps(_kept(recipient)), purpose=_SEALED_FOR)


def unseal_recipient(sealed: str, *, max_age: int) -> Recipient:
    """Who gets the receipt of an attempt that is still open.

    Args:
        sealed: What `seal_recipient` made.
        max_age: Seconds after which it is of no use any more.

    Raises:
        BrokenSealError: Forged, too old, or the site's key was changed meanwhile.
    """
    return Recipient(**json.loads(unseal(sealed, purpose=_SEALED_FOR, max_age=max_age)))


def _kept(recipient: Recipient | None) -> dict[str, str]:
    """A recipient by the one address that there is."""
    return {name: value for name, value in asdict(recipient).items() if value} if recipient else {}


def read_email(typed: str) -> str:
    """An e-mail as it was typed, in its one form; empty stays empty.

    Raises:
        Refused: `payment.email`.
    """
    try:
        return clean_email(typed) if typed.strip() else ""
    except IdentifierError as error:
        raise Refused("payment.email", identifier_text(error), field="receipt_email") from error


def remember(account_id: UUID, email: str) -> None:
    """Offer this e-mail the next time; an empty one forgets what was given before. In the caller's transaction."""
    if not email:
        ReceiptAddress.objects.filter(account_id=account_id).delete()
        return
    ReceiptAddress.objects.update_or_create(account_id=account_id, defaults={"email": email, "updated_at": clock.now()})
