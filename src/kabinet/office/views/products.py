"""Loan products in the setup."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.identity.rights import MANAGE_PRODUCTS, SEE_PRODUCTS
from kabinet.kernel import clock
from kabinet.kernel.access import Actor, actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.ui.refusals import attempt, show_refusal
from kabinet.kernel.web.revisions import revision_in
from kabinet.lending.actions.save_product import ProductLimits, save_product
from kabinet.lending.engine import TermsError
from kabinet.lending.models import LoanProduct
from kabinet.lending.presentation import breach_sentence, terms_sentence
from kabinet.lending.queries.products import Quote, all_products, product_by_id, psk_range, quote_schedule
from kabinet.lending.queries.regulations import caps_on
from kabinet.office.forms.products import RATES, ProductForm
from kabinet.office.story import Line, overtaken
from kabinet.questionnaires.queries import published_questionnaires


@dataclass(frozen=True, slots=True)
class Corner:
    """A loan at the limits of a product.

    Attributes:
        amount: Roubles.
        payments: Number of instalments.
        quote: What it would cost; None when no schedule can be made.
        problems: What the law or the terms forbid.
    """

    amount: Decimal
    payments: int
    quote: Quote | None
    problems: list[str]


@dataclass(frozen=True, slots=True)
class ListedProduct:
    """A product and its full cost of credit, the least and the most, per cent a year."""

    product: LoanProduct
    psk: tuple[Decimal, Decimal]


@dataclass(frozen=True)
class ProductsPage(Page, template="office/products/index.html"):
    """Every product."""

    rows: list[ListedProduct]


@staff_page(SEE_PRODUCTS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every product, closed ones too."""
    today = clock.today()
    rows = [ListedProduct(product, psk_range(product, today)) for product in all_products()]
    return show(request, ProductsPage(rows))


@staff_page(MANAGE_PRODUCTS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new product."""
    return _edit(request, None)


@staff_page(SEE_PRODUCTS, change=MANAGE_PRODUCTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Change a product; loans made before keep their terms."""
    return _edit(request, _found(product_id))


@dataclass(frozen=True)
class PreviewPage(Page, template="office/products/preview.html"):
    """What loans at the limits would cost, or why nothing can be said."""

    corners: list[Corner]
    problems: list[str]


@staff_page(MANAGE_PRODUCTS)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What loans at the corners of the typed limits would cost; nothing is saved."""
    product_id = _uuid(request.POST.get("product", ""))
    form = _form(product_by_id(product_id) if product_id else None, request.POST)
    if form.is_valid():
        return show(request, PreviewPage(_corners(form), []))
    return show(request, PreviewPage([], _errors(form)))


def _edit(request: HttpRequest, product: LoanProduct | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, product, _form(product), corners=_corners_of(product))
    form, seen = _form(product, request.POST), revision_in(request)
    if request.POST.get("do") == "preview":
        corners = _corners(form) if form.is_valid() else []
        return _page(request, product, form, corners=corners, revision=seen, status=200 if corners else 422)
    if form.is_valid():
        saved = attempt(form, lambda: _save(actor_of(request), product, form, seen))
        if saved is not None:
            messages.success(request, _("The product is saved."))
            return redirect("office_product", saved.pk)
    current = _found(product.pk) if product else None
    change = overtaken(seen, current.revision, [current.service]) if current else None
    corners = _corners(form) if not form.errors else []
    return _page(request, current, form, corners=corners, change=change, status=422)


def _save(actor: Actor, product: LoanProduct | None, form: ProductForm, revision: int | None) -> LoanProduct | None:
    values = form.cleaned_data
    own = ("title", "lead", "description", "questionnaire", "regime", "is_open", "position", "days_off_extend")
    try:
        return save_product(
            actor=actor,
            code=product.service.code if product else values["code"],
            limits=form.limits(),
            terms=form.terms(),
            product_id=product.pk if product else None,
            revision=revision,
            **{name: values[name] for name in own},
        )
    except Refused as refused:
        if refused.field not in RATES:
            raise
        show_refusal(form, refused, field="rate")
        return None


def _form(product: LoanProduct | None, data: Any = None) -> ProductForm:
    return ProductForm(data, product=product, questionnaires=published_questionnaires())


def _found(product_id: UUID) -> LoanProduct:
    product = product_by_id(product_id)
    if product is None:
        raise Http404
    return product


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _errors(form: ProductForm) -> list[str]:
    return [
        f"{form[name].label}: {error}" for name in form.errors if name in form.fields for error in form.errors[name]
    ]


def _corners_of(product: LoanProduct | None) -> list[Corner]:
    return _worked_out(product, product) if product else []


def _corners(form: ProductForm) -> list[Corner]:
    """Loans at the limits of a valid form."""
    limits = form.limits()
    product = LoanProduct(regime=form.cleaned_data["regime"], terms=form.terms())
    return _worked_out(product, limits)


def _worked_out(product: LoanProduct, limits: ProductLimits | LoanProduct) -> list[Corner]:
    amounts = dict.fromkeys((limits.min_amount, limits.default_amount, limits.max_amount))
    counts = dict.fromkeys((limits.min_payments, limits.default_payments, limits.max_payments))
    today = clock.today()
    caps = caps_on(today, product.regime)
    found = []
    for amount in amounts:
        for payments in counts:
            try:
                quote = quote_schedule(product, amount, payments, today, caps)
            except TermsError as error:
                found.append(Corner(amount, payments, None, [terms_sentence(error)]))
            else:
                found.append(Corner(amount, payments, quote, [breach_sentence(breach) for breach in quote.breaches]))
    return found


@dataclass(frozen=True)
class ProductPage(Page, template="office/products/edit.html"):
    """A product, or a new one.

    Attributes:
        product: None of a new one.
        corners: Loans at its limits.
        change: What overtook the page.
        revision: Of the product, as the reader knows it.
    """

    product: LoanProduct | None
    form: ProductForm
    corners: list[Corner]
    change: Line | None
    revision: int


def _page(
    request: HttpRequest,
    product: LoanProduct | None,
    form: ProductForm,
    *,
    corners: list[Corner],
    change: Line | None = None,
    revision: int | None = None,
    status: int = 200,
) -> HttpResponse:
    current = product.revision if product else 0
    page = ProductPage(product, form, corners, change, revision=current if revision is None else revision)
    return show(request, page, status=status)
