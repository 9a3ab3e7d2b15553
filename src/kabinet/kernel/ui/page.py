"""Pages: what each needs is a dataclass, so that a view cannot forget a value.

    @dataclass(frozen=True)
    class LoanCard(Page, template="office/loans/card.html"):
        loan: Loan
        state: LoanState

    return show(request, LoanCard(loan, state))

The template knows the fields by their names, and what the site's context processors add.
"""

from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

PAGES: list[type["Page"]] = []
"""Every page of the site, as its class is made."""


class Page:
    """A page or a part of one that is answered by itself; subclasses are frozen dataclasses."""

    template: ClassVar[str]

    def __init_subclass__(cls, *, template: str) -> None:
        """Name the template: `class Card(Page, template="office/loans/card.html")`."""
        super().__init_subclass__()
        cls.template = template
        PAGES.append(cls)


class PageResponse(HttpResponse):
    """An answer that remembers the page it was drawn from."""

    def __init__(self, page: Page, content: str, status: int) -> None:
        super().__init__(content, status=status)
        self.page = page


def draw(request: HttpRequest | None, page: Page) -> str:
    """Draw a page."""
    return render_to_string(page.template, dict(vars(page)), request)


def show(request: HttpRequest, page: Page, *, status: int = 200) -> PageResponse:
    """Answer with a page."""
    return PageResponse(page, draw(request, page), status)
