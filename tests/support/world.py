"""A world with one object of every kind, for walks over all addresses."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from kabinet.applications.models import Application
from kabinet.documents.actions.store_document import store_document
from kabinet.documents.models import Document
from kabinet.identity.roles import Role
from kabinet.kernel.access import DRAFTS_SESSION_KEY, Actor
from kabinet.kernel.files import examine
from kabinet.kernel.models import Connection, Delivery, Event
from kabinet.notifications.models import Notice
from kabinet.organisation.models import LegalText
from kabinet.payments.models import Payment
from tests.support import office
from tests.support.applications import make_draft, make_full_draft
from tests.support.files import upload
from tests.support.identity import actor_for, browser_of, make_staff, make_user, visitor
from tests.support.lending import make_approved_loan, make_issued_loan


@contextmanager
def undone() -> Iterator[None]:
    """Take back what a request changed, so that the next finds the same world."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


class World:
    """One object of every kind, and a browser of everybody."""

    def __init__(self) -> None:
        self.manager = make_staff(*Role.values)
        self.client_user = make_user(email="anna@mail.example")
        product = office.standard_product()
        own = actor_for(self.client_user)
        stranger = visitor()
        visitor_draft = make_draft(stranger, service=product.service)
        self.draft = make_draft(own, service=product.service)
        self.full = make_full_draft(own, service=product.service)
        self.received = office.received(self.client_user, product=product)
        self.approved = make_approved_loan(office.received(self.client_user, product=product))
        self.loan = make_issued_loan(office.received(self.client_user, product=product))
        self.document, self.attached = self._document(own, self.draft), self._attached(own)
        self.payment = Payment.objects.create(
            loan=self.loan,
            payer=self.client_user,
            amount="1000.00",
            purpose="other",
            provider="yookassa",
            shop_id="100500",
            form_token=uuid4().hex,
        )
        self.delivery = Delivery.objects.create(
            event=Event.objects.all()[0], subscriber="test.nobody", status=Delivery.Status.FAILED
        )
        self.notice = Notice.objects.create(
            recipient=self.client_user, event=Event.objects.all()[0], code="application.approved", path="/cabinet/"
        )
        Connection.objects.create(kind="sms", provider="smsc")
        LegalText.objects.create(code="privacy", number=1, title="Обработка данных", body="Текст.")
        self.visitor = Client()
        session = self.visitor.session
        session[DRAFTS_SESSION_KEY] = [str(visitor_draft.pk)]
        session.save()
        self.client = browser_of(self.client_user)
        self.staff = browser_of(self.manager)
        for each in (self.visitor, self.client, self.staff):
            each.raise_request_exception = False
        assert self.visitor.post("/sign-in/", {"address": "+79991112233"}).status_code == 302
        assert self.client.post("/cabinet/profile/phone/", {"address": "+79991112244"}).status_code == 302

    def _attached(self, actor: Actor) -> Document:
        """A document of the application that was received."""
        document = self._document(actor, self.draft)
        document.application_id, document.party = self.received.pk, self.received.party
        document.save()
        return document

    def _document(self, actor: Actor, draft: Application) -> Document:
        return store_document(
            actor=actor,
            file=examine(upload("скан.pdf")),
            application_id=draft.pk,
            title="Скан",
            kind_code="passport",
        )

    def browser(self, entry: URLPattern) -> Client:
        """Somebody the page is for."""
        audience: str = entry.callback.audience
        return {"everybody": self.visitor, "applicant": self.client, "client": self.client}.get(audience, self.staff)

    def address(self, route: str, entry: URLPattern) -> str:
        """A page of an object that exists."""
        application = self.received if "office" in route or "withdrawal" in route else self.draft
        known = {
            "application_id": application.pk,
            "loan_id": self.loan.pk,
            "document_id": (self.attached if "office" in route else self.document).pk,
            "payment_id": self.payment.pk,
            "party_id": self.loan.party_id,
            "notice_id": self.notice.pk,
            "delivery_id": self.delivery.pk,
            "user_id": self.manager.pk,
            "product_id": self.loan.product_id,
            "service_code": "na-lyubye-celi",
            "step_code": self.draft.place.get("step") or "about",
            "code": "na-lyubye-celi" if route.startswith("loans") else "personal_data",
            "number": 1,
            "kind": "sms",
            "name": "yookassa",
            "provider": "smsc",
        }
        assert entry.name is not None
        return reverse(entry.name, kwargs={name: known[name] for name in entry.pattern.converters})
