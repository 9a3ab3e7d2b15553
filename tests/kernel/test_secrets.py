from datetime import timedelta

import pytest
from django.test import override_settings

from kabinet.kernel.counters import forget_old
from kabinet.kernel.errors import Refused
from kabinet.kernel.limits import hit
from kabinet.kernel.models import Hit
from kabinet.kernel.secrets import BrokenSealError, keyed_hash, matches_keyed_hash, seal, unseal
from tests.support.race import race

HOUR = timedelta(hours=1)


def test_a_sealed_text_opens_with_its_purpose_alone() -> None:
    token = seal("123456", purpose="login-code")
    assert "123456" not in token
    assert unseal(token, purpose="login-code", max_age=60) == "123456"
    with pytest.raises(BrokenSealError):
        unseal(token, purpose="other", max_age=60)
    with pytest.raises(BrokenSealError):
        unseal(token[:-4] + "AAAA", purpose="login-code", max_age=60)
    with pytest.raises(BrokenSealError):
        unseal(token, purpose="login-code", max_age=-1)


def test_hashes_depend_on_the_key_of_the_site() -> None:
    here = keyed_hash("+79990000001", purpose="limit.codes")
    with override_settings(SECRET_KEY="another" * 10):
        assert keyed_hash("+79990000001", purpose="limit.codes") != here


OLD, OLDER, NEW = "old" * 20, "older" * 12, "new" * 20


def test_what_an_earlier_key_sealed_opens_after_a_rotation_and_new_seals_use_the_new_key() -> None:
    with override_settings(SECRET_KEY=OLDER):
        oldest = seal("123456", purpose="login-code")
    with override_settings(SECRET_KEY=OLD, SECRET_KEY_FALLBACKS=[OLDER]):
        old = seal("234567", purpose="login-code")
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[OLD, OLDER]):
        assert unseal(oldest, purpose="login-code", max_age=60) == "123456"
        assert unseal(old, purpose="login-code", max_age=60) == "234567"
        with pytest.raises(BrokenSealError):
            unseal(old, purpose="other", max_age=60)
        with pytest.raises(BrokenSealError):
            unseal(old, purpose="login-code", max_age=-1)
        fresh = seal("345678", purpose="login-code")
    with override_settings(SECRET_KEY=NEW):
        assert unseal(fresh, purpose="login-code", max_age=60) == "345678"
        with pytest.raises(BrokenSealError):
            unseal(old, purpose="login-code", max_age=60)


def test_a_hash_of_an_earlier_key_is_known_until_the_rotation_ends() -> None:
    with override_settings(SECRET_KEY=OLD):
        digest = keyed_hash("ticket:123456", purpose="identity.code")
    with override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[OLD]):
        assert matches_keyed_hash("ticket:123456", digest, purpose="identity.code")
        assert not matches_keyed_hash("ticket:123457", digest, purpose="identity.code")
        assert not matches_keyed_hash("ticket:123456", digest, purpose="identity.address")
        assert keyed_hash("ticket:123456", purpose="identity.code") != digest
    with override_settings(SECRET_KEY=NEW):
        assert not matches_keyed_hash("ticket:123456", digest, purpose="identity.code")


@pytest.mark.django_db
def test_attempts_beyond_the_limit_are_refused_and_the_key_is_kept_hashed(stopped_clock: object) -> None:
    for _attempt in range(3):
        hit("codes", "+79990000001", limit=3, window=HOUR)
    with pytest.raises(Refused) as refusal:
        hit("codes", "+79990000001", limit=3, window=HOUR)
    assert (refusal.value.code, refusal.value.params) == ("limits.exceeded", {"minutes": 60})
    hit("codes", "+79990000002", limit=3, window=HOUR)
    assert not Hit.objects.filter(key__contains="7999").exists()
    assert sorted(Hit.objects.filter(scope="codes").values_list("count", flat=True)) == [1, 4]


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_moment_are_all_counted() -> None:
    def attempt() -> None:
        hit("race", "key", limit=3, window=HOUR)

    outcomes = race(*[attempt] * 6)
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 3
    assert Hit.objects.get(scope="race").count == 6


@pytest.mark.django_db
def test_old_counters_are_dropped(stopped_clock: object) -> None:
    from kabinet.kernel import clock

    hit("codes", "old", limit=3, window=HOUR)
    with clock.frozen(clock.now() + timedelta(days=3)):
        hit("codes", "new", limit=3, window=HOUR)
        assert forget_old() == 1
    assert Hit.objects.count() == 1
