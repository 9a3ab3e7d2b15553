"""The proof a stranger gives when there is too much of this."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import translation

from kabinet.identity import proofs
from kabinet.identity.proofs import Proof, accept, make_challenge, zero_bits
from kabinet.kernel import clock
from kabinet.kernel.errors import Refused
from tests.support.identity import solved
from tests.support.race import race

PHONE = "+79991234567"
pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    from kabinet.identity.addresses import parse_address

    return parse_address(PHONE).key


def sum_of(question: str) -> str:
    words = {str(word): number for number, word in proofs.SMALL.items()}
    first, second = [words[word] for word in re.findall(r"[a-z]+", question) if word in words]
    return str(first + second)


def test_zero_bits_are_those_the_digest_begins_with() -> None:
    assert hashlib.sha256(b"abc").digest()[0] == 0xBA
    assert zero_bits("abc") == 0
    for text in ("n:39", "n:11111", "n:65000"):
        bits = "".join(f"{byte:08b}" for byte in hashlib.sha256(text.encode()).digest())
        assert zero_bits(text) == len(bits) - len(bits.lstrip("0"))


def test_a_proof_of_work_is_good_once_and_for_its_address(key: str) -> None:
    proof = solved(PHONE)
    assert accept(proof, "another") is None
    assert accept(proof, key) == "work"
    assert accept(proof, key) is None


def test_a_used_proof_stays_used_when_the_hour_and_the_day_turn(key: str) -> None:
    proof = solved(PHONE)
    assert accept(proof, key) == "work"
    for later in (timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)):
        with clock.frozen(clock.now() + later):
            assert accept(proof, key) is None


@pytest.mark.parametrize("solution", ["", "0", "x", "9" * 500, "\0", "٣"])
def test_what_proves_nothing_is_worth_nothing(key: str, solution: str) -> None:
    challenge = make_challenge(key, 40)
    assert accept(Proof(challenge.token, solution=solution), key) is None


@pytest.mark.parametrize("token", ["", "x", "a" * 100_000, "gAAAA\0", "я"])
def test_a_token_that_is_not_ours_is_worth_nothing(key: str, token: str) -> None:
    assert accept(Proof(token, solution="1", answer="1"), key) is None


def test_the_question_is_answered_once(key: str) -> None:
    with translation.override("en"):
        challenge = make_challenge(key, 20)
        answer = sum_of(challenge.question)
    assert not any(digit in challenge.question for digit in "0123456789")
    assert accept(Proof(challenge.token, answer=f" {answer} "), key) == "answer"
    assert accept(Proof(challenge.token, answer=answer), key) is None


def test_a_wrong_answer_uses_the_question_up(key: str) -> None:
    with translation.override("en"):
        challenge = make_challenge(key, 20)
        answer = sum_of(challenge.question)
    with pytest.raises(Refused) as caught:
        accept(Proof(challenge.token, answer="1"), key)
    assert (caught.value.code, caught.value.field) == ("identity.proof_wrong", "answer")
    assert accept(Proof(challenge.token, answer=answer), key) is None


def test_answers_have_a_small_allowance_and_work_has_none(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "ANSWERS_AN_HOUR", 2)
    with translation.override("en"):
        challenges = [make_challenge(key, 8) for _number in range(3)]
        outcomes = [accept(Proof(each.token, answer=sum_of(each.question)), key) for each in challenges]
        assert outcomes == ["answer", "answer", None]
        assert make_challenge(key, 8).question == ""
    assert accept(solved(PHONE), key) == "work"


@pytest.mark.django_db(transaction=True)
def test_of_the_same_proof_twice_at_once_one_counts(key: str) -> None:
    proof = solved(PHONE)
    outcomes = race(*[lambda: accept(proof, key)] * 3)
    assert sorted(outcomes, key=str) == [None, None, "work"]
