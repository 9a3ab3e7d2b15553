"""Made-up people: the same ones on every machine, with identifiers whose check digits are right."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MALE = (
    ("Иванов", "Смирнов", "Кузнецов", "Попов", "Васильев", "Петров", "Соколов", "Михайлов", "Новиков", "Фёдоров"),
    ("Александр", "Дмитрий", "Максим", "Сергей", "Андрей", "Алексей", "Артём", "Илья", "Кирилл", "Роман"),
    ("Александрович", "Дмитриевич", "Сергеевич", "Андреевич", "Алексеевич", "Ильич", "Романович", "Петрович"),
)
_FEMALE = (
    tuple(f"{name}а" for name in _MALE[0]),
    ("Анна", "Мария", "Елена", "Дарья", "Алина", "Ирина", "Екатерина", "Арина", "Полина", "Ольга"),
    ("Александровна", "Дмитриевна", "Сергеевна", "Андреевна", "Алексеевна", "Ильинична", "Романовна", "Петровна"),
)
_CITIES = ("Москва", "Тверь", "Казань", "Самара", "Воронеж", "Пермь", "Омск", "Тула", "Рязань", "Ижевск")
_STREETS = ("Садовая", "Лесная", "Школьная", "Молодёжная", "Речная", "Мира", "Заводская", "Зелёная")
_EMPLOYERS = ("ООО «Ромашка»", "АО «Станок»", "Школа № 12", "ООО «Быстрая доставка»", "Городская больница № 3")
_ACTIVITIES = ("Пекарня", "Ремонт обуви", "Производство мебели", "Детский центр", "Автосервис", "Пошив одежды")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One made-up person; phones begin with +7 900 000, which the emulators alone know."""

    number: int
    last_name: str
    first_name: str
    middle_name: str
    birth_date: date
    phone: str
    email: str
    passport: str
    snils: str
    inn: str
    city: str
    street: str
    house: str
    employer: str
    activity: str

    @property
    def full_name(self) -> str:
        """Surname, name, patronymic."""
        return f"{self.last_name} {self.first_name} {self.middle_name}"


def people(count: int, *, seed: int = 2026) -> Iterator[DemoPerson]:
    """The first `count` made-up people."""
    chance = random.Random(seed)
    for number in range(1, count + 1):
        last_names, first_names, middle_names = chance.choice((_MALE, _FEMALE))
        yield DemoPerson(
            number=number,
            last_name=chance.choice(last_names),
            first_name=chance.choice(first_names),
            middle_name=chance.choice(middle_names),
            birth_date=date(1965, 1, 1) + timedelta(days=chance.randrange(38 * 365)),
            phone=f"+7900000{number:04d}",
            email=f"client{number}@mail.example",
            passport=f"45{chance.randrange(5, 25):02d}{chance.randrange(100000, 999999)}",
            snils=_snils(chance.randrange(100_000_000, 999_999_999)),
            inn=inn_of_person(chance.randrange(5_000_000_000, 7_900_000_000)),
            city=chance.choice(_CITIES),
            street=chance.choice(_STREETS),
            house=str(chance.randrange(1, 120)),
            employer=chance.choice(_EMPLOYERS),
            activity=chance.choice(_ACTIVITIES),
        )


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _snils(number: int) -> str:
    digits = f"{number:09d}"
    check = _weighted(digits, tuple(range(9, 0, -1))) % 101 % 100
    return f"{digits}{check:02d}"


def inn_of_person(number: int) -> str:
    """A twelve-digit INN beginning with the ten digits of `number`."""
    digits = f"{number:010d}"
    digits += str(_weighted(digits, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)
    return digits + str(_weighted(digits, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)


def ogrnip(number: int) -> str:
    """A fifteen-digit OGRNIP beginning with 3 and the thirteen digits of `number`."""
    digits = f"3{number:013d}"
    return f"{digits}{int(digits) % 13 % 10}"
