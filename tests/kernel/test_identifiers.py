"""Identifiers: every example of the domain notes, the wrong ones beside them, and properties of the check digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.kernel import identifiers
from kabinet.kernel.identifier_texts import IDENTIFIER_TEXTS, identifier_text
from kabinet.kernel.identifiers import (
    ERROR_CODES,
    IdentifierError,
    clean_account,
    clean_bik,
    clean_correspondent_account,
    clean_email,
    clean_inn,
    clean_issuer_code,
    clean_kpp,
    clean_ogrn,
    clean_ogrnip,
    clean_passport,
    clean_phone,
    clean_snils,
)

CLEANERS = {
    "inn": clean_inn,
    "snils": clean_snils,
    "ogrn": clean_ogrn,
    "ogrnip": clean_ogrnip,
    "kpp": clean_kpp,
    "bik": clean_bik,
    "account": lambda value: clean_account(value, "044525225"),
    "correspondent": lambda value: clean_correspondent_account(value, "044525225"),
    "passport": clean_passport,
    "issuer_code": clean_issuer_code,
    "phone": clean_phone,
    "email": clean_email,
}


def refusal(kind, value):
    with pytest.raises(IdentifierError) as caught:
        CLEANERS[kind](value)
    return caught.value.code, dict(caught.value.params)


@pytest.mark.parametrize(
    ("kind", "typed", "canonical"),
    [
        ("inn", "7707083893", "7707083893"),
        ("inn", "7736207543", "7736207543"),
        ("inn", "7736050003", "7736050003"),
        ("inn", "7707329152", "7707329152"),
        ("inn", "1234567894", "1234567894"),
        ("inn", "500100732259", "500100732259"),
        ("inn", " 1234 5678 9047 ", "123456789047"),
        ("snils", "112-233-445 95", "11223344595"),
        ("snils", "087-654-303 00", "08765430300"),
        ("snils", "11223344595", "11223344595"),
        ("snils", "001-001-998 77", "00100199877"),
        ("ogrn", "1027700132195", "1027700132195"),
        ("ogrn", "1027700229193", "1027700229193"),
        ("ogrn", "1027700070518", "1027700070518"),
        ("ogrn", "1047707030513", "1047707030513"),
        ("ogrnip", "304500116000157", "304500116000157"),
        ("ogrnip", "385768585948949", "385768585948949"),
        ("ogrnip", "304540707500034", "304540707500034"),
        ("kpp", "773601001", "773601001"),
        ("kpp", "7736AB001", "7736AB001"),
        ("bik", "044525225", "044525225"),
        ("account", "40702810200000000001", "40702810200000000001"),
        ("account", "40802810100000000001", "40802810100000000001"),
        ("account", "4081 7810 7000 0000 0001", "40817810700000000001"),
        ("correspondent", "30101810400000000225", "30101810400000000225"),
        ("passport", "45 08 123456", "4508123456"),
        ("passport", "4508 № 123456", "4508123456"),
        ("issuer_code", "770-001", "770-001"),
        ("issuer_code", "770001", "770-001"),
        ("issuer_code", "770–001", "770-001"),
        ("phone", "+79991234567", "+79991234567"),
        ("phone", "8 (999) 123-45-67", "+79991234567"),
        ("phone", "7 999 123 45 67", "+79991234567"),
        ("phone", "999 123-45-67", "+79991234567"),
        ("phone", "8-495-123-45-67", "+74951234567"),
        ("email", " Ivan.Petrov@Example.RU ", "Ivan.Petrov@example.ru"),
        ("email", "ivan@почта.рф", "ivan@xn--80a1acny.xn--p1ai"),
        ("email", "a+b@mail.example.com", "a+b@mail.example.com"),
    ],
)
def test_what_is_right_comes_back_in_one_form(kind, typed, canonical):
    assert CLEANERS[kind](typed) == canonical
    assert CLEANERS[kind](canonical) == canonical


@pytest.mark.parametrize(
    ("account", "bik"),
    [
        ("40702810500000000001", "044525974"),
        ("40702810200000000001", "044525225"),
    ],
)
def test_an_account_belongs_to_its_bank(account, bik):
    assert clean_account(account, bik) == account
    with pytest.raises(IdentifierError, match=r"account\.checksum"):
        clean_account(account, "044525593")
    assert clean_account(account, None) == account


@pytest.mark.parametrize(
    ("account", "bik"),
    [
        ("30101810400000000225", "044525225"),
        ("30101810145250000974", "044525974"),
        ("30101810200000000593", "044525593"),
    ],
)
def test_a_correspondent_account_belongs_to_its_bank(account, bik):
    assert clean_correspondent_account(account, bik) == account
    with pytest.raises(IdentifierError, match=r"account\.bank"):
        clean_correspondent_account(account, "044525999")
    with pytest.raises(IdentifierError, match=r"account\.correspondent"):
        clean_account(account, bik)
    with pytest.raises(IdentifierError, match=r"account\.checksum"):
        clean_correspondent_account(account[:8] + str((int(account[8]) + 1) % 10) + account[9:], bik)


def test_a_letter_of_a_rare_currency_stands_for_its_digit():
    assert clean_account("40702A10200000000001", None) == "40702A10200000000001"
    with_digit = next(
        f"40702010{key}00000000001" for key in range(10) if _fits(f"40702010{key}00000000001", "044525225")
    )
    assert clean_account(with_digit.replace("407020", "40702a"), "044525225") == with_digit.replace("407020", "40702A")


def _fits(account, bik):
    try:
        clean_account(account, bik)
    except IdentifierError:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "typed", "code", "params"),
    [
        ("inn", "", "inn.length", {"count": 0}),
        ("inn", "77070838931", "inn.length", {"count": 11}),
        ("inn", "7707083894", "inn.checksum", {}),
        ("inn", "500100732258", "inn.checksum", {}),
        ("inn", "500100732249", "inn.checksum", {}),
        ("inn", "0000000000", "inn.zeros", {}),
        ("inn", "000000000000", "inn.zeros", {}),
        ("inn", "77O7083893", "inn.characters", {}),
        ("inn", "７７０７０８３８９３", "inn.characters", {}),
        ("inn", "٧٧٠٧٠٨٣٨٩٣", "inn.characters", {}),
        ("inn", "7707083893\x00", "inn.characters", {}),
        ("inn", "7" * 100_000, "inn.length", {"count": 100_000}),
        ("snils", "112-233-445 96", "snils.checksum", {}),
        ("snils", "000-000-000 00", "snils.zeros", {}),
        ("snils", "112-233-445 9", "snils.length", {"count": 10}),
        ("snils", "112-233-445 9x", "snils.characters", {}),
        ("ogrn", "1027700132196", "ogrn.checksum", {}),
        ("ogrn", "2027700132195", "ogrn.first_digit", {}),
        ("ogrn", "0000000000000", "ogrn.zeros", {}),
        ("ogrn", "102770013219", "ogrn.length", {"count": 12}),
        ("ogrn", "I027700132195", "ogrn.characters", {}),
        ("ogrnip", "304500116000158", "ogrnip.checksum", {}),
        ("ogrnip", "404500116000157", "ogrnip.first_digit", {}),
        ("ogrnip", "000000000000000", "ogrnip.zeros", {}),
        ("ogrnip", "30450011600015", "ogrnip.length", {"count": 14}),
        ("ogrnip", "30450011600015б", "ogrnip.characters", {}),
        ("kpp", "77360100", "kpp.length", {"count": 8}),
        ("kpp", "7736ab001", "kpp.format", {}),
        ("kpp", "7736АБ001", "kpp.format", {}),
        ("kpp", "000000000", "kpp.zeros", {}),
        ("bik", "144525225", "bik.first_digit", {}),
        ("bik", "04452522", "bik.length", {"count": 8}),
        ("bik", "000000000", "bik.zeros", {}),
        ("bik", "04452522O", "bik.characters", {}),
        ("account", "", "account.length", {"count": 0}),
        ("account", "4070281020000000000", "account.length", {"count": 19}),
        ("account", "40702810300000000001", "account.checksum", {}),
        ("account", "00000000000000000000", "account.zeros", {}),
        ("account", "40702D10200000000001", "account.characters", {}),
        ("account", "40702Ж10200000000001", "account.characters", {}),
        ("account", "A0702810200000000001", "account.characters", {}),
        ("correspondent", "40702810200000000001", "account.not_correspondent", {}),
        ("passport", "45 08 12345", "passport.length", {"count": 9}),
        ("passport", "0008 123456", "passport.zeros", {}),
        ("passport", "4508 000000", "passport.zeros", {}),
        ("passport", "IV-МЮ 123456", "passport.characters", {}),
        ("issuer_code", "77-001", "issuer_code.length", {"count": 5}),
        ("issuer_code", "000-000", "issuer_code.zeros", {}),
        ("issuer_code", "77O-001", "issuer_code.characters", {}),
        ("phone", "+7 999 123-45-6", "phone.length", {"count": 9}),
        ("phone", "8 999 123-45-6", "phone.unknown", {}),
        ("phone", "+1 202 555 0123", "phone.country", {}),
        ("phone", "+375 29 123-45-67", "phone.country", {}),
        ("phone", "+70000000000", "phone.unknown", {}),
        ("phone", "+7 701 123-45-67", "phone.unknown", {}),
        ("phone", "позвоните мне", "phone.characters", {}),
        ("phone", "+7 999 123-45-67 доб. 5", "phone.characters", {}),
        ("phone", "+٧٩٩٩١٢٣٤٥٦٧", "phone.characters", {}),
        ("phone", "", "phone.characters", {}),
        ("email", "ivan", "email.format", {}),
        ("email", "ivan@", "email.format", {}),
        ("email", "@example.ru", "email.format", {}),
        ("email", "a@b@example.ru", "email.format", {}),
        ("email", "ivan..petrov@example.ru", "email.format", {}),
        ("email", "ivan petrov@example.ru", "email.format", {}),
        ("email", "ivan\r\nBcc: x@example.ru", "email.format", {}),
        ("email", f"{'a' * 65}@example.ru", "email.format", {}),
        ("email", "иван@example.ru", "email.letters", {}),
        ("email", "ivan@localhost", "email.domain", {}),
        ("email", "ivan@example..ru", "email.domain", {}),
        ("email", "ivan@-example.ru", "email.domain", {}),
        ("email", "ivan@[127.0.0.1]", "email.domain", {}),
        ("email", f"a@{'b' * 100_000}.ru", "email.length", {"maximum": 254}),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_what_is_wrong_says_what(kind, typed, code, params):
    assert refusal(kind, typed) == (code, params)


def test_whose_inn_it_is_decides_its_length():
    assert clean_inn("500100732259", "person") == "500100732259"
    assert clean_inn("7707083893", "organisation") == "7707083893"
    with pytest.raises(IdentifierError) as person:
        clean_inn("7707083893", "person")
    with pytest.raises(IdentifierError) as organisation:
        clean_inn("500100732259", "organisation")
    assert (person.value.code, person.value.params) == ("inn.length_person", {"count": 10})
    assert (organisation.value.code, organisation.value.params) == ("inn.length_organisation", {"count": 12})


def test_a_mobile_number_can_be_asked_for():
    assert clean_phone("8 999 123 45 67", mobile=True) == "+79991234567"
    with pytest.raises(IdentifierError, match=r"phone\.mobile"):
        clean_phone("8 495 123 45 67", mobile=True)


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        (identifiers.format_snils("11223344595"), "112-233-445 95"),
        (identifiers.format_passport("4508123456"), "45 08 123456"),
        (identifiers.format_phone("+79991234567"), "+7 999 123-45-67"),
        (identifiers.format_phone("112"), "112"),
        (identifiers.format_email("ivan@xn--80a1acny.xn--p1ai"), "ivan@почта.рф"),
        (identifiers.format_email("ivan@xn--\x80"), "ivan@xn--\x80"),
    ],
)
def test_canonical_forms_are_shown_as_people_write_them(shown, written):
    assert shown == written


@given(st.integers(min_value=0, max_value=10**14 - 1))
def test_every_ogrnip_has_exactly_one_last_digit(number):
    beginning = f"3{number:014d}"[:14]
    accepted = [digit for digit in "0123456789" if _passes("ogrnip", beginning + digit)]
    assert accepted == [str(int(beginning) % 13 % 10)]


@given(st.integers(min_value=1_001_999, max_value=999_999_999))
def test_every_snils_has_exactly_one_control_number(number):
    accepted = [control for control in range(101) if _passes("snils", f"{number:09d}{control:02d}")]
    assert len(accepted) == 1
    assert accepted[0] < 100


@given(st.integers(min_value=1, max_value=10**9 - 1))
def test_every_inn_has_exactly_one_last_digit(number):
    beginning = f"{number:09d}"
    assert len([digit for digit in "0123456789" if _passes("inn", beginning + digit)]) == 1


@given(st.integers(0, 10**11 - 1), st.sampled_from(["044525225", "044525974", "044525593", "040173604"]))
def test_every_account_has_exactly_one_key_in_a_bank(number, bik):
    tail = f"{number:011d}"
    accepted = [key for key in "0123456789" if _fits(f"40817810{key}{tail}", bik)]
    assert len(accepted) == 1


@given(st.sampled_from(sorted(CLEANERS)), st.text() | st.from_regex(r"[0-9 +()@.a-z-]{0,40}", fullmatch=True))
def test_any_text_is_cleaned_once_and_for_all_or_refused_with_a_known_code(kind, typed):
    error = None
    try:
        canonical = CLEANERS[kind](typed)
    except IdentifierError as refused:
        error = refused
    if error:
        assert set(error.params) == set(ERROR_CODES[error.code])
        assert identifier_text(error)
    else:
        assert CLEANERS[kind](canonical) == canonical
        assert canonical.isascii()


def test_every_code_has_a_sentence_that_names_only_its_parameters():
    assert set(IDENTIFIER_TEXTS) == set(ERROR_CODES)
    for code, names in ERROR_CODES.items():
        assert str(IDENTIFIER_TEXTS[code] % dict.fromkeys(names, 1))


def _passes(kind, value):
    try:
        CLEANERS[kind](value)
    except IdentifierError:
        return False
    return True


@pytest.mark.parametrize(
    ("bik", "account"),
    [
        ("044525000", "40101810045250010041"),
        ("044583001", "40101810800000010041"),
        ("046577001", "40101810500000010010"),
        ("042202001", "40101810400000010002"),
        ("004525988", "40102810545370000003"),
        ("017003983", "40102810445370000059"),
        ("014030106", "40102810945370000005"),
        ("004525988", "03100643000000017300"),
        ("017003983", "03100643000000018500"),
    ],
)
def test_accounts_with_the_bank_of_russia_are_held_against_its_unit(bik, account):
    assert clean_account(account, bik) == account
    if not account.startswith("03"):
        wrong = account[:8] + str((int(account[8]) + 1) % 10) + account[9:]
        with pytest.raises(IdentifierError) as caught:
            clean_account(wrong, bik)
        assert caught.value.code == "account.checksum"


def test_only_the_treasury_has_accounts_without_a_key():
    with pytest.raises(IdentifierError):
        clean_account("03100643000000017300", "044525225")


@pytest.mark.parametrize(
    ("typed", "code", "letter"),
    [
        ("ivan@gm\u0430il.com", "email.cyrillic_letter", "\u0430"),
        ("ivan@\u0443andex.ru", "email.cyrillic_letter", "\u0443"),
        ("ivan@xn--gmil-63d.com", "email.cyrillic_letter", "\u0430"),
        ("ivan@mail.\u0441om", "email.cyrillic_letter", "\u0441"),
        ("ivan@почтa.рф", "email.latin_letter", "a"),
    ],
)
def test_a_domain_of_two_alphabets_is_refused_and_its_letter_named(typed, code, letter):
    assert refusal("email", typed) == (code, {"letter": letter})


def test_a_domain_may_have_parts_in_different_alphabets():
    assert clean_email("ivan@почта.ru") == "ivan@xn--80a1acny.ru"


MARKS = "\u00ad\u200b\u200d\u202a\u2060\u3164\ufeff\ufe0f"


@given(st.data(), st.sampled_from([("phone", "+7 900 123-45-67"), ("inn", "500100732259"), ("kpp", "773601001")]))
def test_marks_that_nobody_sees_do_not_count(data, example):
    kind, typed = example
    sprinkled = "".join(letter + data.draw(st.text(alphabet=MARKS, max_size=2)) for letter in typed)
    assert CLEANERS[kind](sprinkled) == CLEANERS[kind](typed)
