"""The made-up organisation of the demo, its staff and its texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kabinet.kernel.access import Role

PROFILE = {
    "name": "Деловой партнёр",
    "legal_name": "ООО МКК «Деловой партнёр»",
    "inn": "7736207543",
    "ogrn": "1027700229193",
    "registry_number": "000000000000001",
    "phone": "+78000000001",
    "email": "help@partner.example",
    "address": "125009, Москва, ул. Примерная, д. 1, офис 10",
    "working_hours": "по будням с 9 до 18",
    "bank_name": "АО «Примерный банк»",
    "bank_bik": "044525225",
    "bank_account": "40702810200000000001",
    "hue": 250,
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of the demo's staff. All have the same password, printed by `make demo`."""

    email: str
    name: str
    role: Role


PASSWORD = "kabinet-demo-2026"  # noqa: S105 - printed on the first screen of the demo
STAFF = (
    Colleague("manager@partner.example", "Мария Соколова", Role.MANAGER),
    Colleague("manager2@partner.example", "Игорь Лебедев", Role.MANAGER),
    Colleague("senior@partner.example", "Ольга Воронцова", Role.SENIOR_MANAGER),
    Colleague("accountant@partner.example", "Нина Ежова", Role.ACCOUNTANT),
    Colleague("admin@partner.example", "Павел Крылов", Role.ADMINISTRATOR),
)

TEXTS = Path(__file__).resolve().parent / "texts"
"""Legal texts, one file a code. Made up for the demo; a real organisation publishes its own."""


def legal_texts() -> Iterator[tuple[str, str, str]]:
    """Code, title and body of each legal text."""
    for path in sorted(TEXTS.glob("*.md")):
        title, _blank, body = path.read_text(encoding="utf-8").partition("\n\n")
        paragraphs = (" ".join(paragraph.split()) for paragraph in body.split("\n\n"))
        yield path.stem, title.removeprefix("# "), "\n\n".join(paragraphs)
