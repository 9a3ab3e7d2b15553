"""Loans in the office: list, card, schedule, versions, correction."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.applications.timeline import timeline
from kabinet.identity.rights import CORRECT_NUMBERS, MANAGE_LOANS, SEE_APPLICATIONS, SEE_LOANS, SEE_PAYMENTS
from kabinet.kernel import access, looks
from kabinet.kernel.access import Actor, actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.ui.refusals import attempt
from kabinet.kernel.web.revisions import revision_in
from kabinet.lending.actions.correct_number import correct_number
from kabinet.lending.actions.publish_schedule import publish_schedule
from kabinet.lending.models import Loan, Schedule
from kabinet.lending.publishing import check_schedule
from kabinet.lending.queries.loans import LoanCard, LoanLine, ScheduleVersion, loan_card, schedule_version
from kabinet.lending.queries.office import office_loans
from kabinet.lending.queries.products import Quote, all_products
from kabinet.lending.queries.versions import VersionLine, compared, versions_of
from kabinet.office.forms.loans import CorrectionForm, LoanFilterForm, ScheduleForm
from kabinet.office.neighbours import Neighbours, neighbours
from kabinet.office.story import Line, overtaken, tell
from kabinet.payments.models import Payment
from kabinet.payments.queries import PaymentFilters, list_payments


@dataclass(frozen=True)
class LoansPage(Page, template="office/loans/index.html"):
    """Loans with their states.

    Attributes:
        filtered: Whether the list is narrowed.
    """

    form: LoanFilterForm
    lines: list[LoanLine]
    filtered: bool
    neighbours: Neighbours


@staff_page(SEE_LOANS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Loans, newest first, by status, product, contract and client."""
    form = LoanFilterForm(request.GET, products=list(all_products()))
    found = office_loans(actor_of(request), form.filters(), cursor=request.GET.get("page", ""))
    page = LoansPage(
        form=form,
        lines=found.rows,
        filtered=any(request.GET.get(name) for name in form.fields),
        neighbours=neighbours(request, found),
    )
    return show(request, page)


@dataclass(frozen=True)
class LoanPage(Page, template="office/loans/card.html"):
    """One loan.

    Attributes:
        versions: Published schedules, newest first.
        payment_rows: Payments of the loan; none for those who see none.
        story: What happened, newest first.
        may_publish: Whether the reader may publish a schedule now.
    """

    found: LoanCard
    versions: list[VersionLine]
    payment_rows: list[Payment]
    story: list[Line]
    may_publish: bool


@staff_page(SEE_LOANS)
@require_safe
def card(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Where one loan stands and how it came there."""
    actor = actor_of(request)
    found = loan_card(actor, loan_id)
    looks.record(actor, found.loan, party_id=found.loan.party_id)
    payments = list_payments(actor, PaymentFilters(loan_id=found.loan.pk)) if actor.may(SEE_PAYMENTS) else None
    page = LoanPage(
        found=found,
        versions=compared(list(found.versions)),
        payment_rows=payments.rows if payments else [],
        story=tell(timeline([found.loan], for_client=False)),
        may_publish=actor.may(MANAGE_LOANS) and not found.loan.is_repaid,
    )
    return show(request, page)


@dataclass(frozen=True)
class VersionPage(Page, template="office/loans/version.html"):
    """One published version of a schedule."""

    version: ScheduleVersion


@staff_page(SEE_LOANS)
@require_safe
def version(request: HttpRequest, loan_id: UUID, number: int) -> HttpResponse:
    """One published version, as it was."""
    found = schedule_version(actor_of(request), loan_id, number)
    looks.record(actor_of(request), found.loan, party_id=found.loan.party_id)
    return show(request, VersionPage(found))


@dataclass(frozen=True)
class SchedulePage(Page, template="office/loans/schedule.html"):
    """The bench where a schedule is worked out.

    Attributes:
        quote: What the form comes to; None when it comes to nothing.
        problems: Why, where the table would be.
        change: What overtook the page.
        versions: Published schedules, newest first.
        revision: Of the loan, as the reader knows it.
        back: Where publishing leads: `application`, or nothing for the loan.
    """

    loan: Loan
    form: ScheduleForm
    quote: Quote | None
    problems: list[str]
    change: Line | None
    versions: list[VersionLine]
    revision: int
    back: str


@dataclass(slots=True)
class _Bench:
    """The schedule page at work: the loan, what is published, the form."""

    loan: Loan
    versions: list[VersionLine]
    form: ScheduleForm
    quote: Quote | None = None

    @property
    def newest(self) -> Schedule | None:
        return self.versions[0].schedule if self.versions else None


@staff_page(MANAGE_LOANS)
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Work a schedule out as often as one likes; publish it when it fits."""
    bench = _bench(request, loan_id)
    if request.method != "POST":
        first = replace(bench, form=_form(_initial(bench.form), bench.loan, bench.newest))
        _calculate(first)
        bench.quote = first.quote
        return _bench_page(request, bench, problems=[] if first.quote else _problems(request, first.form))
    if request.POST.get("do") == "publish":
        published = _publish(request, bench)
        if published is not None:
            return published
        seen = revision_in(request)
        bench = _bench(request, loan_id, form=bench.form)
        change = overtaken(seen, bench.loan.revision, [bench.loan, bench.loan.application])
        return _bench_page(request, bench, problems=_problems(request, bench.form), change=change, status=422)
    _calculate(bench)
    status = 200 if bench.quote else 422
    return _bench_page(
        request, bench, problems=_problems(request, bench.form), status=status, revision=revision_in(request)
    )


def _bench(request: HttpRequest, loan_id: UUID, form: ScheduleForm | None = None) -> _Bench:
    loan = access.get(Loan, actor_of(request), loan_id, related=("application", "party", "product__service"))
    versions = versions_of(loan)
    newest = versions[0].schedule if versions else None
    data = request.POST if request.method == "POST" else None
    return _Bench(loan, versions, form or _form(data, loan, newest))


def _form(data: Any, loan: Loan, newest: Schedule | None) -> ScheduleForm:
    return ScheduleForm(data, loan=loan, products=list(all_products()), newest=newest)


def _initial(form: ScheduleForm) -> dict[str, Any]:
    return {name: form[name].value() for name in form.fields}


def _calculate(bench: _Bench) -> None:
    form = bench.form
    if not form.is_valid():
        return
    values = form.cleaned_data
    found = attempt(
        form,
        lambda: check_schedule(
            bench.loan, values["amount"], values["issued"], UUID(values["product"]), values["payments"]
        ),
    )
    bench.quote = found[0] if found else None


def _publish(request: HttpRequest, bench: _Bench) -> HttpResponse | None:
    form = bench.form
    if not form.is_valid():
        return None
    values, before = form.cleaned_data, bench.newest
    made = attempt(
        form,
        lambda: publish_schedule(
            actor=actor_of(request),
            loan_id=bench.loan.pk,
            amount=values["amount"],
            issued=values["issued"],
            product_id=UUID(values["product"]),
            payments=values["payments"],
            revision=revision_in(request),
        ),
    )
    if made is None:
        return None
    if before is not None and made.number == before.number:
        messages.info(request, _("This is the schedule that is in force already: version %(n)s.") % {"n": made.number})
    else:
        messages.success(request, _("Version %(n)s is published; the client sees it.") % {"n": made.number})
    return _back(request, bench.loan)


def _problems(request: HttpRequest, form: ScheduleForm) -> list[str]:
    """What is said where the table would be: all of it when only that part of the page is drawn anew."""
    if request.headers.get("HX-Target") == "quote":
        return [str(error) for errors in form.errors.values() for error in errors]
    return [str(error) for error in form.non_field_errors()] if form.is_bound else []


def _bench_page(
    request: HttpRequest,
    bench: _Bench,
    *,
    problems: list[str],
    change: Line | None = None,
    status: int = 200,
    revision: int | None = None,
) -> HttpResponse:
    page = SchedulePage(
        loan=bench.loan,
        form=bench.form,
        quote=bench.quote,
        problems=problems,
        change=change,
        versions=bench.versions,
        revision=bench.loan.revision if revision is None else revision,
        back=_back_name(request),
    )
    return show(request, page, status=status)


@dataclass(frozen=True)
class CorrectionPage(Page, template="office/loans/correction.html"):
    """A right number in the place of a mistaken one.

    Attributes:
        change: What overtook the page.
        back: Where correcting leads: `application`, or nothing for the loan.
    """

    loan: Loan
    form: CorrectionForm
    change: Line | None
    back: str


@staff_page(CORRECT_NUMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, loan_id: UUID) -> HttpResponse:
    """Put a right number in the place of a mistaken one, with a reason."""
    actor = actor_of(request)
    loan = access.get(Loan, actor, loan_id, related=("application", "party"))
    if request.method != "POST":
        return _correction_page(request, loan, CorrectionForm(choices=_correctable(loan)))
    form, seen = CorrectionForm(request.POST, choices=_correctable(loan)), revision_in(request)
    if form.is_valid() and attempt(form, lambda: _correct(actor, loan_id, seen, form)) is not None:
        messages.success(request, _("Corrected; both values are in the history."))
        return _back(request, loan)
    loan = access.get(Loan, actor, loan_id, related=("application", "party"))
    change = overtaken(seen, loan.revision, [loan, loan.application])
    return _correction_page(request, loan, form, change=change, status=422)


def _correct(actor: Actor, loan_id: UUID, seen: int | None, form: CorrectionForm) -> Loan:
    return correct_number(actor=actor, loan_id=loan_id, revision=seen, **form.cleaned_data)


def _correctable(loan: Loan) -> list[tuple[str, str]]:
    shown = {
        "contract_number": _("Contract number: %(value)s") % {"value": loan.contract_number},
        "disbursement_document": _("Disbursement document number: %(value)s") % {"value": loan.disbursement_document},
        "disbursed_on": _("Document date: %(value)s")
        % {"value": loan.disbursed_on.strftime("%d.%m.%Y") if loan.disbursed_on else ""},
    }
    return [(name, shown[name]) for name in loan.correctable]


def _correction_page(
    request: HttpRequest, loan: Loan, form: CorrectionForm, *, change: Line | None = None, status: int = 200
) -> HttpResponse:
    return show(request, CorrectionPage(loan, form, change, _back_name(request)), status=status)


def _back_name(request: HttpRequest) -> str:
    wanted = request.POST.get("back") or request.GET.get("back")
    return "application" if wanted == "application" else ""


def _back(request: HttpRequest, loan: Loan) -> HttpResponse:
    """To the page the form was on."""
    if _back_name(request) and actor_of(request).may(SEE_APPLICATIONS):
        return redirect("office_application", loan.application_id)
    return redirect("office_loan", loan.pk)
