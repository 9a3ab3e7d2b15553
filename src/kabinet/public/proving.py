"""Asking a stranger for a proof on a form, and reading what came back."""

from dataclasses import dataclass

from django.forms import BaseForm
from django.http import HttpRequest

from kabinet.identity.addresses import parse_address
from kabinet.identity.proofs import LEAST_BITS, Challenge, Proof, ProofNeeded, make_challenge
from kabinet.kernel.errors import Refused
from kabinet.kernel.ui.refusals import show_refusal

WRONG = "identity.proof_wrong"


@dataclass(frozen=True, slots=True)
class Proving:
    """What the page asks for.

    Attributes:
        challenge: None when nothing has to be proved.
        error: What was wrong with the answer before.
    """

    challenge: Challenge | None = None
    error: str = ""


NOTHING = Proving()


def proof_in(request: HttpRequest) -> Proof | None:
    """The proof that came with a form."""
    token = request.POST.get("proof", "")
    if not token:
        return None
    return Proof(token, request.POST.get("solution", "")[:50], request.POST.get("answer", "")[:50])


def challenge_for(refused: Refused, address: str) -> Proving:
    """The challenge a refusal asks for; `NOTHING` when it says something else."""
    wrong = refused.code == WRONG
    if not wrong and not isinstance(refused, ProofNeeded):
        return NOTHING
    bits = refused.bits if isinstance(refused, ProofNeeded) else LEAST_BITS
    return Proving(make_challenge(parse_address(address).key, bits), str(refused.message) if wrong else "")


def answered(form: BaseForm, refused: Refused, address: str) -> Proving:
    """Ask for a proof when that is what is missing, else put the refusal on the form."""
    proving = challenge_for(refused, address)
    if proving is NOTHING:
        show_refusal(form, refused)
    return proving
