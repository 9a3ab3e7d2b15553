"""Cells of tables: what an attribute of a row is written as."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from kabinet.kernel.ui import formats
from kabinet.kernel.ui.columns import column


@dataclass
class Client:
    phone: str

    def get_kind_display(self) -> str:
        return "Person"


@dataclass
class Loan:
    client: Client
    amount: Decimal | None
    count: int = 0


ROW = Loan(Client("+79123456789"), Decimal("100000.00"))


@pytest.mark.parametrize(
    ("cell", "options", "written"),
    [
        ("client.get_kind_display", {}, "Person"),
        ("client.phone", {"kind": "phone"}, formats.phone("+79123456789")),
        ("amount", {"kind": "sum"}, "100\u00a0000\u00a0₽"),
        ("amount", {"kind": "money"}, "100\u00a0000,00"),
        ("count", {"kind": "number", "empty": "—"}, 0),
    ],
)
def test_a_cell_is_named_by_where_it_is_found(cell: str, options: dict[str, str], written: object) -> None:
    assert column("Title", cell, **options).draw(ROW) == written


@pytest.mark.parametrize("kind", ["text", "money", "sum", "number"])
def test_nothing_is_said_in_the_words_of_the_column(kind: str) -> None:
    assert column("Sum", "amount", kind=kind, empty="—").draw(Loan(ROW.client, None)) == "—"


def test_classes_follow_the_kind() -> None:
    assert column("Sum", "amount", kind="sum", look="list-only", phones=False).classes == "money list-only no-card"
    assert column("Phone", "client.phone", kind="phone").classes == "nowrap"
