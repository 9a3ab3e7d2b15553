"""Asking for a code and signing in with it: `request_login_code`, `confirm_login_code`."""

from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kabinet.identity import allowances, codes, tasks
from kabinet.identity.actions.confirm_login_code import confirm_login_code
from kabinet.identity.actions.request_login_code import CodeTicket, request_login_code
from kabinet.identity.models import LoginCode, User
from kabinet.kernel import clock
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.models import Event
from kabinet.notifications.models import Message
from tests.support.identity import VISITOR, ask_code, make_phone, make_user, other_code, sealed_code, solved
from tests.support.jobs import waiting_jobs
from tests.support.race import race

PHONE = "+79991234567"
EMAIL = "maria@mail.example"


@pytest.fixture
def now(stopped_clock: datetime, db: None) -> datetime:
    return stopped_clock


def refusal_of(action: object, **arguments: object) -> Refused:
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value


def confirm(ticket_id: object, code: str, actor: Actor = VISITOR) -> Refused:
    return refusal_of(confirm_login_code, actor=actor, ticket_id=ticket_id, code=code)


def test_the_first_sign_in_makes_an_account_whose_address_is_proved(now: datetime) -> None:
    ticket, code = ask_code("8 (999) 123-45-67")
    user = confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=code)
    assert (user.phone, user.phone_confirmed_at, user.email, user.roles) == (PHONE, now, None, [])
    assert not user.has_usable_password()
    event = Event.objects.get(name="account.created")
    assert (event.subject_id, event.actor_id, event.actor_kind, event.data) == (
        user.pk,
        user.pk,
        "client",
        {"channel": "sms"},
    )


def test_a_known_address_signs_into_its_account(now: datetime) -> None:
    known = make_user(phone=None, email=EMAIL)
    ticket, code = ask_code("  Maria@Mail.Example ")
    assert confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=code) == known
    assert User.objects.count() == 1
    assert not Event.objects.filter(name="account.created").exists()


def test_the_first_sign_in_of_somebody_registered_proves_the_address(now: datetime) -> None:
    user = User.objects.create(email=EMAIL, roles=["manager"])
    ticket, code = ask_code(EMAIL)
    confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=code)
    user.refresh_from_db()
    assert user.email_confirmed_at == now


def test_spaces_and_dashes_in_the_code_do_not_matter(now: datetime) -> None:
    ticket, code = ask_code(PHONE)
    assert confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=f" {code[:3]}-{code[3:]} ").phone == PHONE


def test_the_answer_and_the_work_are_the_same_whoever_owns_the_address(now: datetime) -> None:
    make_user(phone=PHONE)
    make_user(phone="+79991234568", is_active=False)
    work: list[list[str]] = []
    for phone in (PHONE, "+79991234568", "+79991234569"):
        with CaptureQueriesContext(connection) as captured:
            ticket = request_login_code(actor=VISITOR, address=phone)
        work.append([query["sql"].split(" ", 1)[0] for query in captured if "kernel_hit" not in query["sql"]])
        assert not any("identity_user" in query["sql"] for query in captured)
        assert ticket.address.value == phone
    assert work[1] == work[2]
    assert Message.objects.count() == 3


def test_a_closed_account_cannot_sign_in_and_learns_it_only_from_the_right_code(now: datetime) -> None:
    user = make_user(phone=PHONE, is_active=False)
    ticket, code = ask_code(PHONE)
    assert confirm(ticket.id, other_code(code)).code == "identity.code_wrong"
    assert confirm(ticket.id, code).code == "identity.account_closed"
    assert confirm(ticket.id, code).code == "identity.code_used"
    user.refresh_from_db()
    assert user.is_active is False


def test_a_code_is_good_once(now: datetime) -> None:
    ticket, code = ask_code(PHONE)
    confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=code)
    refused = confirm(ticket.id, code)
    assert (refused.code, refused.field) == ("identity.code_used", "code")


def test_a_code_is_good_for_ten_minutes(now: datetime) -> None:
    ticket, code = ask_code(PHONE)
    with clock.frozen(now + timedelta(minutes=10)):
        assert confirm(ticket.id, code).code == "identity.code_expired"
    assert User.objects.count() == 0
    with clock.frozen(now + timedelta(minutes=9, seconds=59)):
        assert confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=code).phone == PHONE


def test_after_five_wrong_codes_the_right_one_is_worth_nothing(now: datetime) -> None:
    ticket, code = ask_code(PHONE)
    wrong = other_code(code)
    told = [confirm(ticket.id, wrong) for _attempt in range(5)]
    assert [refused.code for refused in told] == ["identity.code_wrong"] * 4 + ["identity.code_spent"]
    assert [refused.params.get("left") for refused in told] == [4, 3, 2, 1, None]
    assert confirm(ticket.id, code).code == "identity.code_spent"
    row = LoginCode.objects.get()
    assert (row.attempts, row.used_at, row.sealed_address) == (5, None, "")
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "12345x", "😀😀😀😀😀😀", "1234٥٦", "1\0" * 6, "1" * 100_000]
)
def test_what_is_no_code_is_refused_and_not_counted(now: datetime, typed: str) -> None:
    ticket, _code = ask_code(PHONE)
    assert confirm(ticket.id, typed).code == "identity.code_format"
    assert LoginCode.objects.get().attempts == 0


def test_a_mail_site_of_two_alphabets_gets_no_code(now: datetime) -> None:
    told = refusal_of(request_login_code, actor=VISITOR, address="ivan@gm\u0430il.com")
    assert (told.code, told.field) == ("email.cyrillic_letter", "address")
    assert "«\u0430»" in str(told.message)
    assert not LoginCode.objects.exists()


@pytest.mark.parametrize(
    "typed", ["\u202a+7 999 123\u201145\u201167\u202c", "8\u200b9991234567", "+7 999 123-45-67\ufeff"]
)
def test_an_address_is_taken_whatever_marks_come_along(now: datetime, typed: str) -> None:
    ticket, code = ask_code(typed)
    assert confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=code).phone == PHONE


@pytest.mark.parametrize(
    "typed",
    [
        "{a} {b}",
        "{a}-{b}",
        "\u200b{a}\u2011{b}",
        "Код: {code}",
        "ООО «24 часа»: {code} — ваш код для входа. Он действует 10 минут.",
        "код {a} {b}, никому его не сообщайте",
    ],
)
def test_the_digits_of_a_code_are_taken_out_of_what_was_pasted(now: datetime, typed: str) -> None:
    ticket, code = ask_code(PHONE)
    pasted = typed.format(code=code, a=code[:3], b=code[3:])
    assert confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=pasted).phone == PHONE


@pytest.mark.parametrize("typed", ["+7 999 123-45-67", "123456 или 654321", "1 234 567", "12345 6789"])
def test_what_could_be_two_codes_is_no_code(now: datetime, typed: str) -> None:
    ticket, _code = ask_code(PHONE)
    assert confirm(ticket.id, typed).code == "identity.code_format"


def test_a_code_needs_the_browser_that_asked_for_it(now: datetime) -> None:
    _ticket, code = ask_code(PHONE)
    assert confirm(uuid4(), code).code == "identity.code_gone"
    ticket_of_another, _code = ask_code("+79991230000")
    assert confirm(ticket_of_another.id, code).code == "identity.code_wrong"
    assert User.objects.count() == 0


def test_a_new_code_may_be_asked_for_after_a_minute_and_ends_the_one_this_browser_had(now: datetime) -> None:
    first, old_code = ask_code(PHONE)
    refused = refusal_of(request_login_code, actor=VISITOR, address=PHONE)
    assert (refused.code, refused.field, refused.params) == ("identity.code_wait", "address", {"seconds": 60})
    with clock.frozen(now + timedelta(seconds=59, milliseconds=1)):
        assert refusal_of(request_login_code, actor=VISITOR, address=PHONE).params == {"seconds": 1}
    assert (LoginCode.objects.count(), Message.objects.count()) == (1, 1)
    with clock.frozen(now + timedelta(seconds=60)):
        second, code = ask_code(PHONE, replaces=first.id)
        assert confirm(first.id, old_code).code == "identity.code_superseded"
        assert confirm_login_code(actor=VISITOR, ticket_id=second.id, code=code).phone == PHONE


def test_wrong_codes_are_counted_whatever_happens_around(now: datetime) -> None:
    ticket, code = ask_code(PHONE)
    with pytest.raises(Refused):
        confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=other_code(code))
    assert LoginCode.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_a_surrounding_transaction_that_could_undo_the_count_is_refused() -> None:
    ticket, code = ask_code(PHONE)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=other_code(code))


def test_one_address_gets_so_many_codes_a_day_from_strangers(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowances, "PER_ADDRESS_AND_DAY", 4)
    for number in range(4):
        with clock.frozen(now + timedelta(minutes=2 * number)):
            request_login_code(actor=Actor(kind="visitor", ip=f"198.51.100.{number}"), address=PHONE)
    stranger = Actor(kind="visitor", ip="198.51.100.99")
    with clock.frozen(now + timedelta(minutes=10)):
        assert refusal_of(request_login_code, actor=stranger, address=PHONE).code == "identity.proof_needed"
        proven = request_login_code(actor=stranger, address=PHONE, proof=solved(PHONE))
    monkeypatch.setattr(allowances, "MOST_PER_ADDRESS_AND_DAY", 5)
    with clock.frozen(now + timedelta(minutes=12)):
        tired = refusal_of(request_login_code, actor=stranger, address=PHONE, proof=solved(PHONE))
    assert (tired.code, tired.field) == ("identity.address_tired", "address")
    assert LoginCode.objects.count() == 5
    assert LoginCode.objects.filter(pk=proven.id).exists()
    with clock.frozen(now + timedelta(days=1)):
        assert request_login_code(actor=VISITOR, address=PHONE)


def test_one_ip_asks_for_so_many_codes_an_hour_and_a_day(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowances, "PER_NETWORK_AND_HOUR", 3)
    monkeypatch.setattr(allowances, "PER_NETWORK_AND_DAY", 7)
    for hour, allowed in enumerate((3, 3, 1, 0)):
        with clock.frozen(now + timedelta(hours=hour)):
            for _number in range(allowed):
                request_login_code(actor=VISITOR, address=make_phone())
            assert refusal_of(request_login_code, actor=VISITOR, address=PHONE).code == "limits.exceeded"
    assert LoginCode.objects.count() == 7


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "identity.address_missing"),
        ("   ", "identity.address_missing"),
        ("привет", "identity.address_unclear"),
        ("😀", "identity.address_unclear"),
        ("+7 999 123-45", "phone.length"),
        ("+1 202 555 0100", "phone.country"),
        ("8 495 123-45-67", "phone.mobile"),
        ("7999123456\0", "phone.characters"),
        ("a@b", "email.domain"),
        ("maria@mail.example\nBcc: all@mail.example", "email.format"),
        ("maria@mail.example\r\nSubject: x", "email.domain"),
        ("mar\0ia@mail.example", "email.format"),
        ("<b>maria</b>@mail.example", "email.format"),
        ("a" * 100_000, "identity.address_long"),
        ("9" * 100_000, "identity.address_long"),
    ],
)
def test_what_is_no_address_is_refused_beside_its_field(now: datetime, typed: str, code: str) -> None:
    refused = refusal_of(request_login_code, actor=VISITOR, address=typed)
    assert refused.code == code
    assert refused.field == "address"
    assert (LoginCode.objects.count(), Message.objects.count(), waiting_jobs()) == (0, 0, [])


def test_a_form_that_asks_for_a_phone_takes_no_e_mail(now: datetime) -> None:
    refused = refusal_of(request_login_code, actor=VISITOR, address=EMAIL, channel="sms")
    assert refused.code == "identity.address_of_other_kind"


def test_the_row_says_where_the_request_came_from_and_holds_no_address(now: datetime) -> None:
    _ticket, code = ask_code(PHONE)
    row = LoginCode.objects.get()
    assert row.ip == VISITOR.ip
    readable = " ".join(str(value) for value in LoginCode.objects.values_list()[0])
    assert PHONE[1:] not in readable
    assert code not in readable.replace(str(row.pk), "").replace(row.code_hash, "").replace(row.address_hash, "")


def test_old_codes_lose_their_address_and_then_go(now: datetime) -> None:
    ask_code(PHONE)
    tasks.forget_old_codes()
    assert LoginCode.objects.get().sealed_address
    with clock.frozen(now + codes.LIFETIME):
        tasks.forget_old_codes()
        assert LoginCode.objects.get().sealed_address == ""
    with clock.frozen(now + codes.KEPT + timedelta(seconds=1)):
        tasks.forget_old_codes()
    assert LoginCode.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_code_twice_at_once_signs_in_once() -> None:
    ticket, code = ask_code(PHONE)

    def sign_in() -> object:
        return confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=code)

    outcomes = race(sign_in, sign_in, sign_in)
    users = [outcome for outcome in outcomes if isinstance(outcome, User)]
    refused = [outcome.code for outcome in outcomes if isinstance(outcome, Refused)]
    assert (len(users), refused) == (1, ["identity.code_used"] * 2)
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_wrong_codes_at_once_are_each_counted() -> None:
    ticket, code = ask_code(PHONE)
    wrong = other_code(code)
    outcomes = race(*[lambda: confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=wrong)] * 7)
    told = sorted(outcome.code for outcome in outcomes)
    assert told == ["identity.code_spent"] * 3 + ["identity.code_wrong"] * 4
    assert LoginCode.objects.get().attempts == 5


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_live_code() -> None:
    outcomes = race(*[lambda: request_login_code(actor=VISITOR, address=PHONE)] * 3)
    refused = [outcome.code for outcome in outcomes if isinstance(outcome, Refused)]
    assert refused == ["identity.code_wait"] * 2
    assert (LoginCode.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_code_that_is_used_while_a_new_one_is_asked_for_does_not_stall() -> None:
    for _round in range(8):
        ticket, code = ask_code(make_phone())
        LoginCode.objects.update(created_at=clock.now() - timedelta(minutes=2))
        signed_in, asked = race(
            partial(confirm_login_code, actor=VISITOR, ticket_id=ticket.id, code=code),
            partial(request_login_code, actor=VISITOR, address=ticket.address.value),
        )
        assert isinstance(asked, CodeTicket)
        assert isinstance(signed_in, User)


@pytest.mark.django_db(transaction=True)
def test_an_account_that_appears_meanwhile_is_the_one_that_signs_in() -> None:
    ticket, code = ask_code(PHONE)
    owner = make_user(phone=PHONE)
    assert confirm_login_code(actor=VISITOR, ticket_id=ticket.id, code=code) == owner


def test_codes_use_all_six_digits() -> None:
    drawn = {codes.new_code() for _number in range(2_000)}
    assert all(len(code) == 6 and code.isdigit() for code in drawn)
    assert {code[0] for code in drawn} == set("0123456789")


def test_the_newest_message_holds_the_code(now: datetime) -> None:
    request_login_code(actor=VISITOR, address=PHONE)
    assert len(sealed_code()) == 6
