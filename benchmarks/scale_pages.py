"""The pages of `benchmarks.scale`, each with the plain SQL for what it shows. Needs Django and a filled database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.test import Client

from kabinet.applications.models import Application
from kabinet.identity.models import User
from kabinet.kernel import clock
from kabinet.kernel.models import Event
from kabinet.kernel.paging import page
from kabinet.lending.models import Loan
from kabinet.parties.models import Party, Person
from kabinet.payments.models import Payment

_APPLICATIONS = """
    select application.id, number, status, amount, payments, submitted_at, decided_at, service.title,
           party.display_name, party.phone, manager.full_name
    from applications_application application
    join catalogue_service service on service.id = application.service_id
    join parties_party party on party.id = application.party_id
    left join identity_user manager on manager.id = application.manager_id
"""
_NEWEST = "order by submitted_at desc, application.id limit 51"
_LOANS = """
    select loan.id, contract_number, loan.status, amount, party.display_name, service.title
    from lending_loan loan
    join parties_party party on party.id = loan.party_id
    join catalogue_service service on service.id = loan.product_id
"""
_CLIENTS = "select id, display_name, kind, inn, phone, email, created_at from parties_party"
_PAYMENTS = """
    select payment.id, payment.created_at, payment.status, payment.amount, contract_number, display_name
    from payments_payment payment
    join lending_loan loan on loan.id = payment.loan_id
    join parties_party party on party.id = loan.party_id
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One page as one person asks for it.

    Attributes:
        name: What it is.
        path: Its address.
        sql: The plain statement for what it shows.
        values: Of the statement.
        who: Whose session: manager, administrator, accountant or client.
        is_search: Whether it looks for what was typed.
    """

    name: str
    path: str
    sql: str
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    who: str = "manager"
    is_search: bool = False


def sizes() -> str:
    """How full the database is, in words."""
    counts = {"applications": Application, "clients": Party, "loans": Loan, "payments": Payment, "events": Event}
    return ", ".join(f"{model.objects.count():,} {name}" for name, model in counts.items())


def sessions(host: str = "127.0.0.1") -> dict[str, Any]:
    """A signed-in test client for each person."""
    people = {
        "manager": User.objects.get(email="manager@partner.example"),
        "administrator": User.objects.get(email="admin@partner.example"),
        "accountant": User.objects.get(email="accountant@partner.example"),
        "client": _borrower(),
    }
    found = {}
    for name, user in people.items():
        found[name] = Client(HTTP_HOST=host)
        found[name].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


def _borrower() -> User:
    """A client with many loans, one of which is open."""
    open_loans = Loan.objects.filter(status=Loan.Status.ISSUED).values("account")
    accounts = open_loans.annotate(loans=Count("pk")).order_by("-loans", "account")
    return User.objects.get(pk=accounts[0]["account"])


def cases() -> Iterator[Case]:
    """All pages."""
    yield from _of_applications()
    yield from _searches_of_applications()
    yield from _of_loans()
    yield from _of_clients()
    yield from _of_payments()
    yield from _of_administration()
    yield from _of_cards()
    yield from _of_the_cabinet()


def _surnames() -> tuple[str, str, str]:
    """One that many bear, one in between, one that few bear."""
    ranked = Person.objects.values("last_name").annotate(bearers=Count("pk")).order_by("-bearers", "last_name")
    names = list(ranked.values_list("last_name", flat=True))
    return names[0], names[min(40, len(names) // 10)], names[-1]


def _of_applications() -> Iterator[Case]:
    at = "/office/applications/"
    manager = User.objects.filter(email__startswith="manager1@").latest("created_at")
    middle = _middle()
    received = Application.objects.exclude(status="draft")
    deep = page(received.filter(submitted_at__lte=middle.submitted_at), by="submitted_at").older
    since = clock.local_date(middle.submitted_at)
    yield Case(
        "my queue",
        "/office/",
        """
        select (select count(*) from applications_application where status = 'submitted' and manager_id is null),
               (select count(*) from applications_application where status in ('submitted', 'approved')),
               (select count(*) from lending_loan where unpaid_due < current_date)
        """,
    )
    narrowed: tuple[tuple[str, dict[str, str], str, dict[str, Any]], ...] = (
        ("", {}, "status <> 'draft'", {}),
        (
            "deep in the middle",
            {"page": deep},
            "status <> 'draft' and submitted_at < %(at)s",
            {"at": middle.submitted_at},
        ),
        ("waiting", {"status": "submitted"}, "status = 'submitted'", {}),
        ("declined", {"status": "declined"}, "status = 'declined'", {}),
        ("withdrawn", {"status": "withdrawn"}, "status = 'withdrawn'", {}),
        ("of a manager", {"manager": str(manager.pk)}, "manager_id = %(manager)s", {"manager": manager.pk}),
        ("of nobody", {"manager": "nobody"}, "manager_id is null and status <> 'draft'", {}),
        (
            "of a manager, approved",
            {"manager": str(manager.pk), "status": "approved"},
            "manager_id = %(manager)s and status = 'approved'",
            {"manager": manager.pk},
        ),
        (
            "of a product",
            {"service": "razvitie-biznesa"},
            "service.code = 'razvitie-biznesa' and status <> 'draft'",
            {},
        ),
        (
            "of a month",
            {"since": f"{since:%d.%m.%Y}", "until": f"{since + timedelta(30):%d.%m.%Y}"},
            "status <> 'draft' and submitted_at >= %(since)s and submitted_at < %(until)s",
            {"since": clock.midnight(since), "until": clock.midnight(since + timedelta(31))},
        ),
    )
    for name, query, where, values in narrowed:
        sql = _plain(_APPLICATIONS, "where", where, _NEWEST)
        yield Case(_named("applications", name), f"{at}?{urlencode(query)}", sql, values)


def _searches_of_applications() -> Iterator[Case]:
    at, middle = "/office/applications/", _middle()
    often, less, seldom = _surnames()
    some = middle.party
    number = middle.number or ""
    of_party = _plain(_APPLICATIONS, "where party_id in (select id from parties_party where {})", _NEWEST)
    fold = "search_text like '%%' || %(name)s || '%%'"
    for name, typed, sql, values in (
        ("a number", number, _plain(_APPLICATIONS, "where number = %(number)s"), {"number": number}),
        ("a bare number", number[5:], _plain(_APPLICATIONS, "where number = %(number)s"), {"number": number}),
        ("a phone", some.phone, of_party.format("phone = %(phone)s"), {"phone": some.phone}),
        ("an INN", some.inn, of_party.format("inn = %(inn)s"), {"inn": some.inn}),
        ("a full name", some.display_name, of_party.format("display_name = %(name)s"), {"name": some.display_name}),
        ("a rare surname", seldom, of_party.format(fold), {"name": seldom.lower()}),
    ):
        yield Case(f"applications, {name}", f"{at}?{urlencode({'q': typed})}", sql, values, is_search=True)
    walked = _plain(_APPLICATIONS, "where", fold, "and application.status <> 'draft'", _NEWEST)
    for name, typed in (("a frequent surname", often), ("a surname in between", less)):
        folded = {"name": typed.lower()}
        yield Case(f"applications, {name}", f"{at}?{urlencode({'q': typed})}", walked, folded, is_search=True)
    for name, typed in (("frequent", often), ("in between", less), ("rare", seldom)):
        query = urlencode({"borrower": typed})
        sql = of_party.format(fold) if name == "rare" else walked
        yield Case(f"applications, borrower {name}", f"{at}?{query}", sql, {"name": typed.lower()}, is_search=True)
    query = urlencode({"borrower": often, "status": "withdrawn"})
    sql = walked.replace("<> 'draft'", "= 'withdrawn'")
    yield Case(
        "applications, borrower frequent, withdrawn", f"{at}?{query}", sql, {"name": often.lower()}, is_search=True
    )


def _middle() -> Application:
    """The application in the middle of them all."""
    received = Application.objects.exclude(status="draft").select_related("party")
    return received.order_by("-submitted_at")[received.count() // 2]


def _plain(*parts: str) -> str:
    """A statement of its parts."""
    return " ".join(parts)


def _named(what: str, how: str) -> str:
    return f"{what}, {how}" if how else what


def _of_loans() -> Iterator[Case]:
    at, listed = "/office/loans/", _LOANS
    newest = "order by loan.created_at desc, loan.id limit 31"
    for name, query, where in (
        ("", {}, "true"),
        ("issued", {"status": "issued"}, "loan.status = 'issued'"),
        ("repaid", {"status": "repaid"}, "loan.status = 'repaid'"),
        ("approved", {"status": "approved"}, "loan.status = 'approved'"),
        ("overdue", {"status": "overdue"}, "loan.unpaid_due < current_date"),
        ("that need a schedule", {"status": "unscheduled"}, "needs_schedule"),
        ("of a product", {"product": "razvitie-biznesa"}, "service.code = 'razvitie-biznesa'"),
    ):
        yield Case(_named("loans", name), f"{at}?{urlencode(query)}", _plain(listed, "where", where, newest))
    some = Loan.objects.select_related("party").order_by("-created_at")[Loan.objects.count() // 2]
    often, less, seldom = _surnames()
    matched = "search_text like '%%' || %(typed)s || '%%'"
    of_party = _plain("party_id in (select id from parties_party where", matched, ")")
    digits = some.contract_number.rpartition("/")[2]
    for name, typed, where, value in (
        ("a contract", some.contract_number, "contract_key = %(typed)s", some.contract_key),
        ("a part of a contract", digits, "contract_key like '%%' || %(typed)s", digits),
        ("a phone", some.party.phone, "party.phone = %(typed)s", some.party.phone),
        ("a frequent surname", often, matched, often.lower()),
        ("a surname in between", less, matched, less.lower()),
        ("a rare surname", seldom, of_party, seldom.lower()),
    ):
        sql = _plain(listed, "where", where, newest)
        yield Case(f"loans, {name}", f"{at}?{urlencode({'q': typed})}", sql, {"typed": value}, is_search=True)


def _of_clients() -> Iterator[Case]:
    at, newest = "/office/clients/", "order by created_at desc, id limit 51"
    yield Case("clients", at, _plain(_CLIENTS, newest))
    for kind in ("sole_proprietor", "legal_entity"):
        yield Case(f"clients, {kind}", f"{at}?kind={kind}", _plain(_CLIENTS, f"where kind = '{kind}'", newest))
    some = Party.objects.order_by("-created_at")[Party.objects.count() // 2]
    often, less, seldom = _surnames()
    like = "search_text like '%%' || %(typed)s || '%%'"
    for name, typed, where, value in (
        ("a phone", some.phone, "phone = %(typed)s", some.phone),
        ("an end of a phone", some.phone[-7:], like, some.phone[-7:]),
        ("an INN", some.inn, "inn = %(typed)s", some.inn),
        ("an e-mail", some.email, like, some.email),
        ("a full name", some.display_name, like, some.display_name.lower().replace("ё", "е")),
        ("a frequent surname", often, like, often.lower()),
        ("a surname in between", less, like, less.lower()),
        ("a rare surname", seldom, like, seldom.lower()),
    ):
        sql = _plain(_CLIENTS, "where", where, newest)
        yield Case(f"clients, {name}", f"{at}?{urlencode({'q': typed})}", sql, {"typed": value}, is_search=True)


def _of_payments() -> Iterator[Case]:
    at, listed = "/office/payments/", _PAYMENTS
    newest = "order by payment.created_at desc, payment.id limit 51"
    some = Payment.objects.select_related("loan").order_by("-created_at")[Payment.objects.count() // 2]
    digits = some.loan.contract_number.rpartition("/")[2]
    for name, query, where, values in (
        ("", {}, "true", {}),
        ("cancelled", {"status": "cancelled"}, "payment.status = 'cancelled'", {}),
        ("disputed", {"status": "disputed"}, "payment.status = 'disputed'", {}),
    ):
        yield Case(_named("payments", name), f"{at}?{urlencode(query)}", _plain(listed, "where", where, newest), values)
    of_contract = "where loan_id in (select id from lending_loan where contract_key like '%%' || %(typed)s || '%%')"
    sql = _plain(listed, of_contract, newest)
    yield Case("payments, of a contract", f"{at}?contract={digits}", sql, {"typed": digits}, is_search=True)


def _of_administration() -> Iterator[Case]:
    newest = "order by created_at desc, id limit 51"
    for name, path, sql in (
        ("deliveries", "/office/deliveries/", _plain("select * from kernel_delivery where status <> 'failed'", newest)),
        ("messages", "/office/deliveries/messages/", _plain("select * from notifications_message", newest)),
        (
            "messages, not sent",
            "/office/deliveries/messages/?status=failed",
            _plain("select * from notifications_message where status = 'failed'", newest),
        ),
        ("who looked", "/office/security/looks/", "select * from kernel_look order by looked_at desc, id limit 51"),
        ("attempts and alarms", "/office/security/", "select * from kernel_securityevent limit 51"),
        ("staff", "/office/setup/staff/", "select id, full_name from identity_user where not roles = '{}'"),
    ):
        yield Case(name, path, sql, who="administrator")


def _of_cards() -> Iterator[Case]:
    loan = Loan.objects.filter(status="issued", unpaid_due__lt=clock.today()).order_by("-created_at")[0]
    payment = Payment.objects.filter(status="succeeded").latest("created_at")
    by_id = "select * from {} where id = %(id)s"
    for name, path, table, key in (
        (
            "an application",
            f"/office/applications/{loan.application_id}/",
            "applications_application",
            loan.application_id,
        ),
        ("a loan", f"/office/loans/{loan.pk}/", "lending_loan", loan.pk),
        ("a client", f"/office/clients/{loan.party_id}/", "parties_party", loan.party_id),
        ("a payment", f"/office/payments/{payment.pk}/", "payments_payment", payment.pk),
    ):
        who = "accountant" if table == "payments_payment" else "manager"
        yield Case(name, path, by_id.format(table), {"id": key}, who=who)


def _of_the_cabinet() -> Iterator[Case]:
    account = _borrower()
    loan = Loan.objects.filter(account=account, status="issued").latest("created_at")
    mine = {"id": account.pk}
    own_applications = "select id, number, status from applications_application where account_id = %(id)s"
    own_loans = "select id, contract_number, status from lending_loan where account_id = %(id)s"
    notices = "select * from notifications_notice where recipient_id = %(id)s order by created_at desc limit 51"
    for name, path, sql in (
        ("home", "", own_loans),
        ("applications", "applications/", own_applications),
        ("loans", "loans/", own_loans),
        ("a loan", f"loans/{loan.pk}/", own_loans),
        ("choosing what to pay", f"loans/{loan.pk}/payments/new/", own_loans),
        ("notifications", "notifications/", notices),
        ("profile", "profile/", "select * from parties_party where account_id = %(id)s"),
    ):
        yield Case(f"cabinet: {name}", f"/cabinet/{path}", sql, mine, who="client")
