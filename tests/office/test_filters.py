"""What the address of a list means, whatever stands in it."""

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from kabinet.applications.queries.office import STATUSES, OfficeFilters
from kabinet.office.forms.applications import ApplicationFilterForm


def filters(**query: str) -> OfficeFilters:
    address = QueryDict(mutable=True)
    address.update(query)
    return ApplicationFilterForm(address, products=[], managers=[]).filters()


def test_what_makes_no_sense_narrows_nothing() -> None:
    assert filters(since="когда-то", status="nonsense", manager="x", service="none") == OfficeFilters()


@given(st.dictionaries(st.sampled_from(["q", "borrower", "status", "since", "until", "manager"]), st.text()))
def test_any_address_of_the_list_means_something(query: dict[str, str]) -> None:
    read = filters(**query)
    assert len(read.search) <= 100
    assert len(read.borrower) <= 100
    assert set(read.statuses) <= set(STATUSES)
