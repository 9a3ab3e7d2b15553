"""What staff type into the search of any list: a name, a phone, or the number of whichever paper is at hand."""

from typing import Any

import pytest
from django.test import Client

from kabinet.identity.roles import Role
from kabinet.kernel.access import SYSTEM
from kabinet.lending.models import Loan
from kabinet.lending.queries.office import contracts_like
from kabinet.parties import searching
from tests.support.identity import actor_for
from tests.support.lending import make_issued_loan
from tests.support.office import browser

pytestmark = pytest.mark.django_db
LISTS = ["/office/applications/", "/office/loans/", "/office/clients/"]


@pytest.fixture
def loan() -> Loan:
    make_issued_loan(contract_number="Д-7/00777")
    return make_issued_loan(contract_number="П-26/00159")


def found(reader: Client, path: str, typed: str) -> set[str]:
    """Clients in the list, by their names' addresses."""
    page = reader.get(path, {"q": typed}).page
    rows = page.rows if hasattr(page, "rows") else page.lines
    return {str(_party_of(row)) for row in rows}


def _party_of(row: object) -> object:
    for path in ("row.application.party_id", "loan.party_id", "pk"):
        value = row
        for name in path.split("."):
            value = getattr(value, name, None)
        if value is not None:
            return value
    raise AssertionError(row)


@pytest.mark.parametrize("few", [0, searching.FEW])
@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("what", ["contract", "part of it", "application", "phone", "name"])
def test_every_list_finds_by_every_number(
    loan: Loan, path: str, what: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "FEW", few)
    typed = {
        "contract": "п-26/00159",
        "part of it": "00159",
        "application": loan.application.number,
        "phone": loan.party.phone,
        "name": loan.party.display_name,
    }[what]
    shown = found(browser(Role.MANAGER), path, typed)
    assert str(loan.party_id) in shown
    if what in {"contract", "part of it", "application"}:
        assert shown == {str(loan.party_id)}


def test_whoever_may_not_see_loans_learns_nothing_by_a_contract(loan: Loan) -> None:
    assert contracts_like(actor_for(loan.account), "Д-7/00777") == []


@pytest.mark.parametrize("typed", ["", "П", "Иванов", "00", "\x00", "%_\\"])
def test_what_looks_like_no_number_costs_no_query(typed: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert contracts_like(SYSTEM, typed) == []
