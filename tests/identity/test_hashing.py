"""Hashing passwords leaves the site its processor: only so many at once, a short queue, an honest no beyond."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, make_password
from django.test import Client, override_settings

from kabinet.config import settings as site_settings
from kabinet.identity import hashing
from kabinet.identity.hashing import BUSY
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import SecurityEvent
from kabinet.kernel.turns import Gate
from tests.support.identity import PASSWORD, make_user

OURS = ["kabinet.identity.hashing.BoundedPasswordHasher"]


class Crowd:
    """Threads that pass a gate; whoever is inside stays until `let_go`."""

    def __init__(self, gate: Gate) -> None:
        self.gate, self.inside, self.most = gate, 0, 0
        self.let_go, self.lock = threading.Event(), threading.Lock()
        self.full = threading.Semaphore(0)

    def come(self) -> str:
        try:
            with self.gate.turn():
                with self.lock:
                    self.inside += 1
                    self.most = max(self.most, self.inside)
                self.full.release()
                self.let_go.wait(10)
                with self.lock:
                    self.inside -= 1
        except Refused as refused:
            return refused.code
        return "passed"


@pytest.fixture(autouse=True)
def _silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing.security, "note", lambda _kind: None)


def test_only_so_many_hash_at_once_and_the_others_wait_their_turn() -> None:
    crowd = Crowd(Gate(at_once=2, waiting=3, patience=10, busy=hashing.busy))
    with ThreadPoolExecutor(5) as pool:
        coming = [pool.submit(crowd.come) for _number in range(5)]
        assert crowd.full.acquire(timeout=10)
        assert crowd.full.acquire(timeout=10)
        crowd.let_go.set()
        assert [each.result(timeout=10) for each in coming] == ["passed"] * 5
    assert crowd.most == 2


def test_a_full_queue_says_so_at_once_and_takes_others_afterwards() -> None:
    crowd = Crowd(Gate(at_once=1, waiting=0, patience=10, busy=hashing.busy))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(crowd.come)
        assert crowd.full.acquire(timeout=10)
        assert crowd.come() == BUSY
        crowd.let_go.set()
        assert first.result(timeout=10) == "passed"
    assert crowd.come() == "passed"


def test_who_waits_too_long_is_told() -> None:
    crowd = Crowd(Gate(at_once=1, waiting=1, patience=0, busy=hashing.busy))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(crowd.come)
        assert crowd.full.acquire(timeout=10)
        assert crowd.come() == BUSY
        crowd.let_go.set()
        first.result(timeout=10)


def test_the_site_hashes_behind_the_gate_what_django_hashed_before() -> None:
    assert site_settings.PASSWORD_HASHERS == OURS
    old = PBKDF2PasswordHasher().encode(PASSWORD, "salt", 1_000)
    with override_settings(PASSWORD_HASHERS=OURS):
        assert check_password(PASSWORD, old)
        assert not check_password("another", old)
        assert make_password(PASSWORD).startswith("pbkdf2_sha256$")


@pytest.mark.django_db
def test_the_password_page_says_honestly_that_it_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    make_user(phone="+79991234567", password=PASSWORD)
    monkeypatch.undo()
    monkeypatch.setattr(hashing, "gate", Gate(at_once=1, waiting=0, patience=0, busy=hashing.busy))
    with override_settings(PASSWORD_HASHERS=OURS), hashing.gate.turn():
        answers = [
            Client().post("/sign-in/password/", {"address": address, "password": PASSWORD})
            for address in ("+79991234567", "+79990000000")
        ]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert SecurityEvent.objects.filter(kind="hashing_busy").count() == 1
