"""A made-up applicant who fills the consumer application in, field by field, as the page asks."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from kabinet.cli.demo_data.answers import ACCOUNT_OF_PERSON, BIK
from kabinet.cli.demo_data.people import DemoPerson, people
from tests.journeys.browsing import Visit, say


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person does with one question.

    Attributes:
        question: The label of a field, or what a choice asks.
        text: What is typed, the words of the option, or nothing for a tick.
        kind: field | choice | tick.
    """

    question: str
    text: str = ""
    kind: str = "field"


def someone() -> DemoPerson:
    """A person nobody of the demo is; another one each time."""
    chance = random.SystemRandom()
    person = next(people(1, seed=chance.randrange(10**9)))
    number = chance.randrange(10**6)
    return DemoPerson(
        **{name: getattr(person, name) for name in DemoPerson.__slots__ if name not in {"phone", "email", "last_name"}},
        last_name=person.last_name + chance.choice(("ский", "цев", "ин")),
        phone=f"+7901{number:07d}",
        email=f"road{number}@mail.example",
    )


def steps(person: DemoPerson) -> dict[str, list[Answer]]:
    """The steps by title, each with its answers in the order of the page."""
    return {
        "О вас": [
            Answer("Фамилия", person.last_name),
            Answer("Имя", person.first_name),
            Answer("Отчество", person.middle_name),
            Answer("Дата рождения", person.birth_date.strftime("%d.%m.%Y")),
            Answer("Место рождения", f"г. {person.city}"),
            Answer("Гражданство", "Россия", "choice"),
        ],
        "Паспорт": [
            Answer("Серия и номер паспорта", person.passport),
            Answer("Когда выдан", "14.03.2024"),
            Answer("Код подразделения", "770-001"),
            Answer("Кем выдан", f"ОВД города {person.city}"),
            Answer("СНИЛС", person.snils),
            Answer("ИНН", person.inn),
        ],
        "Контакты и адрес": [
            Answer("Мобильный телефон", person.phone),
            Answer("Электронная почта", person.email),
            Answer(say("City or settlement"), person.city),
            Answer(say("Street"), f"ул. {person.street}"),
            Answer(say("House, building"), person.house),
            Answer("Вы живёте по адресу регистрации?", say("Yes"), "choice"),
        ],
        "Работа и доход": [
            Answer("Чем вы заняты", "Работаю по найму", "choice"),
            Answer("Где вы работаете", person.employer),
            Answer("Ваш доход в месяц", "85000"),
            Answer("Вы платите по другим займам или кредитам?", say("No"), "choice"),
        ],
        "Контактные лица": [],
        "Заём": [Answer("На что нужен заём", "Ремонт", "choice")],
        "Куда перевести деньги": [Answer("БИК банка", BIK), Answer("Номер счёта", ACCOUNT_OF_PERSON)],
        "Согласия": [
            Answer("Согласен на обработку персональных данных", kind="tick"),
            Answer("Согласен на запрос моей кредитной истории", kind="tick"),
            Answer("Согласен подписывать документы кодом из СМС", kind="tick"),
        ],
    }


def remaining(person: DemoPerson, after: str) -> Iterator[tuple[str, list[Answer]]]:
    """The steps that follow one."""
    titles = steps(person)
    names = list(titles)
    for title in names[names.index(after) + 1 :]:
        yield title, titles[title]


def give(visit: Visit, answer: Answer) -> None:
    """Answer one question."""
    if answer.kind == "choice":
        visit.choose(answer.question, answer.text)
    elif answer.kind == "tick":
        visit.page.get_by_role("checkbox", name=answer.question).check()
    else:
        visit.field(answer.question).fill(answer.text)
