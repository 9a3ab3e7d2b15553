"""When strangers ask for too much: a proof of work for their browser, or a question for a person without scripts.

The page carries a sealed challenge that is good once. A script looks for a number whose SHA-256 together with the
challenge begins with so many zero bits; a person adds two numbers given in words. No foreign service is asked.
The question is the weaker one, so that all its answers together have a small allowance an hour.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kabinet.kernel import clock, counters
from kabinet.kernel.errors import Refused, Words
from kabinet.kernel.secrets import BrokenSealError, seal, unseal

LIFETIME = timedelta(minutes=15)
LEAST_BITS, MOST_BITS = 15, 20
"""About 30,000 hashes, a second or two on a phone; a million under a heavy attack."""

ANSWERS_AN_HOUR = 120
"""Questions answered without scripts on the whole site: what a program that can add is able to spend in an hour."""

_SEAL = "identity.proof"
SMALL: dict[int, Words] = {
    2: gettext_lazy("two"),
    3: gettext_lazy("three"),
    4: gettext_lazy("four"),
    5: gettext_lazy("five"),
    6: gettext_lazy("six"),
    7: gettext_lazy("seven"),
    8: gettext_lazy("eight"),
    9: gettext_lazy("nine"),
    11: gettext_lazy("eleven"),
    12: gettext_lazy("twelve"),
    13: gettext_lazy("thirteen"),
    14: gettext_lazy("fourteen"),
    15: gettext_lazy("fifteen"),
    16: gettext_lazy("sixteen"),
    17: gettext_lazy("seventeen"),
}
"""The numbers a question adds."""

_Way = Literal["work", "answer"]


class ProofNeeded(Refused):
    """The page shows a challenge and the form is sent again with its proof.

    Attributes:
        bits: How hard the challenge is.
        why: Of what there is too much: `asker`, `address`, `site`, `crowd` or `password`.
    """

    def __init__(self, bits: int, why: str) -> None:
        super().__init__(
            "identity.proof_needed",
            gettext_lazy("There are unusually many requests now. We check that a person asks."),
        )
        self.bits = bits
        self.why = why


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a page shows.

    Attributes:
        token: The sealed challenge; comes back with the form.
        nonce: What a script works on.
        bits: Zero bits it looks for.
        question: For people without scripts; empty when the allowance of this hour is used up.
    """

    token: str
    nonce: str
    bits: int
    question: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What came back with a form.

    Attributes:
        token: `Challenge.token`.
        solution: The number a script found.
        answer: What a person typed.
    """

    token: str
    solution: str = ""
    answer: str = ""


def make_challenge(address_key: str, bits: int) -> Challenge:
    """A new challenge for requests about one address.

    Args:
        address_key: `Address.key`.
        bits: Zero bits.
    """
    nonce = secrets.token_urlsafe(12)
    first, second = secrets.choice(list(SMALL)), secrets.choice(list(SMALL))
    made = int(clock.now().timestamp())
    token = seal(json.dumps([nonce, bits, first + second, address_key, made]), purpose=_SEAL)
    open_ = counters.counted("proof.answer", "site", window=timedelta(hours=1)) < ANSWERS_AN_HOUR
    asked = _("How much is %(first)s plus %(second)s? Write it in digits.")
    question = asked % {"first": SMALL[first], "second": SMALL[second]} if open_ else ""
    return Challenge(token, nonce, bits, question)


def accept(proof: Proof | None, address_key: str) -> _Way | None:
    """Judge a proof and use it up.

    Args:
        proof: What came with the form.
        address_key: The address of the request; a proof for another one is worth nothing.

    Returns:
        How it was given; None when there is none, or it is not ours, too old or used before.

    Raises:
        Refused: `identity.proof_wrong`, on the field `answer`.
    """
    if proof is None or not proof.token:
        return None
    try:
        sealed = unseal(proof.token[:2_000], purpose=_SEAL, max_age=int(LIFETIME.total_seconds()))
    except BrokenSealError:
        return None
    nonce, bits, total, key, made = json.loads(sealed)
    if key != address_key:
        return None
    way = _judged(proof, nonce, bits, total)
    if not counters.first_use("proof.used", nonce, since=datetime.fromtimestamp(made, UTC)):
        return None
    if way is None and proof.answer.strip():
        raise Refused(
            "identity.proof_wrong", gettext_lazy("That is not the sum. Here is another question."), field="answer"
        )
    if way == "answer" and counters.add("proof.answer", "site", window=timedelta(hours=1)) > ANSWERS_AN_HOUR:
        return None
    return way


def _judged(proof: Proof, nonce: str, bits: int, total: int) -> _Way | None:
    if proof.solution and len(proof.solution) <= 20 and zero_bits(f"{nonce}:{proof.solution}") >= bits:
        return "work"
    return "answer" if proof.answer.strip() == str(total) else None


def zero_bits(text: str) -> int:
    """With how many zero bits the SHA-256 of a text begins."""
    digest = hashlib.sha256(text.encode()).digest()
    return 256 - int.from_bytes(digest, "big").bit_length()
