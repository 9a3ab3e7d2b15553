"""Routes of YooKassa API v3: authentication, idempotency, answers."""

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from kabinet.emulators.misbehave import Misbehaving
from kabinet.emulators.stand import Stand
from kabinet.emulators.yookassa.desk import PaymentDesk
from kabinet.emulators.yookassa.errors import ApiError, fault_response
from kabinet.emulators.yookassa.listing import list_payments, list_refunds
from kabinet.emulators.yookassa.parsing import JsonObject, parse_amount, parse_payment
from kabinet.emulators.yookassa.receipts import check_receipt
from kabinet.emulators.yookassa.refunds import RefundDesk

LONGEST_KEY = 64
KEY_LIFETIME = 24 * 60 * 60
KEY_HEADER = "Idempotence-Key"
CHECKOUT = "/yookassa/checkout"

Operation = Callable[[Request, JsonObject], JsonObject]
Endpoint = Callable[[Request], Awaitable[Response]]


class YooKassaApi:
    """The endpoints; the shop must name itself with Basic authentication."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._settings = stand.settings.yookassa
        self._payments = PaymentDesk(stand)
        self._refunds = RefundDesk(stand, self._payments)

    def asgi(self) -> ASGIApp:
        """Return the service with its switches around it."""
        routes = [
            Route("/payments", self._post(self._create_payment), methods=["POST"]),
            Route("/payments", self._get(self._list_payments), methods=["GET"]),
            Route("/payments/{id}", self._get(self._get_payment), methods=["GET"]),
            Route("/payments/{id}/capture", self._post(self._capture), methods=["POST"]),
            Route("/payments/{id}/cancel", self._post(self._cancel), methods=["POST"]),
            Route("/refunds", self._post(self._create_refund), methods=["POST"]),
            Route("/refunds", self._get(self._list_refunds), methods=["GET"]),
            Route("/refunds/{id}", self._get(self._get_refund), methods=["GET"]),
            Route("/me", self._get(self._me), methods=["GET"]),
        ]
        router = Router(routes, default=_no_such_resource, redirect_slashes=False)
        return Misbehaving(router, service="yookassa", stand=self._stand, error=fault_response)

    def _get(self, operation: Callable[[Request], JsonObject]) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            try:
                self._authenticate(request)
                return JSONResponse(operation(request))
            except ApiError as error:
                return error.response()

        return endpoint

    def _post(self, operation: Operation) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            try:
                self._authenticate(request)
                return self._once(request, await request.body(), operation)
            except ApiError as error:
                return error.response()

        return endpoint

    def _authenticate(self, request: Request) -> None:
        scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(credentials, validate=True) if scheme.lower() == "basic" else b""
        except binascii.Error:
            given = b""
        expected = f"{self._settings.shop_id}:{self._settings.secret_key}".encode()
        if not secrets.compare_digest(given, expected):
            raise ApiError(
                "Error in shopId or secret key. Check their validity. You can reissue the key in the Merchant Profile",
                parameter="Authorization",
                status=HTTPStatus.UNAUTHORIZED,
            )

    def _once(self, request: Request, raw: bytes, operation: Operation) -> Response:
        """Run an operation at most once for an idempotence key; the same request gets the same answer for 24 hours."""
        key = request.headers.get(KEY_HEADER, "")
        if not 0 < len(key) <= LONGEST_KEY:
            raise ApiError(f"A header of 1 to {LONGEST_KEY} characters is required", parameter=KEY_HEADER)
        body = _parse_body(request, raw)
        meaning = json.dumps([request.method, request.url.path, body], sort_keys=True)
        fingerprint = hashlib.sha256(meaning.encode()).hexdigest()
        store, now = self._stand.store, self._stand.clock.timestamp()
        with store.transaction():
            store.execute("DELETE FROM idempotency WHERE created_at <= ?", (now - KEY_LIFETIME,))
            known = store.row("SELECT fingerprint, response FROM idempotency WHERE key = ?", (key,))
            if known is not None and known["fingerprint"] != fingerprint:
                raise ApiError("Idempotence key duplicated", parameter=KEY_HEADER)
            if known is not None:
                return Response(known["response"], media_type="application/json")
            answer = json.dumps(operation(request, body), ensure_ascii=False)
            store.execute(
                "INSERT INTO idempotency (key, fingerprint, response, created_at) VALUES (?, ?, ?, ?)",
                (key, fingerprint, answer, now),
            )
        return Response(answer, media_type="application/json")

    def _create_payment(self, request: Request, body: JsonObject) -> JsonObject:
        base = (self._stand.settings.public_url or f"{request.url.scheme}://{request.url.netloc}").rstrip("/")
        return self._payments.create(parse_payment(body, self._settings), base + CHECKOUT)

    def _capture(self, request: Request, body: JsonObject) -> JsonObject:
        amount = parse_amount(body) if body.get("amount") is not None else None
        payment = self._payments.get(request.path_params["id"])
        if body.get("receipt") is not None:
            check_receipt(body["receipt"], amount or payment.amount, self._settings.receipt_total)
        return self._payments.capture(payment.id, amount)

    def _cancel(self, request: Request, body: JsonObject) -> JsonObject:
        del body
        return self._payments.cancel(request.path_params["id"])

    def _create_refund(self, request: Request, body: JsonObject) -> JsonObject:
        del request
        return self._refunds.create(body)

    def _get_payment(self, request: Request) -> JsonObject:
        return self._payments.get(request.path_params["id"]).body

    def _list_payments(self, request: Request) -> JsonObject:
        self._payments.expire_overdue()
        return list_payments(self._stand.store, request.query_params)

    def _list_refunds(self, request: Request) -> JsonObject:
        return list_refunds(self._stand.store, request.query_params)

    def _get_refund(self, request: Request) -> JsonObject:
        return self._refunds.get(request.path_params["id"])

    def _me(self, request: Request) -> JsonObject:
        del request
        return {
            "account_id": self._settings.shop_id,
            "status": "enabled",
            "test": True,
            "fiscalization_enabled": self._settings.receipt_required,
            "fiscalization": {"enabled": self._settings.receipt_required, "provider": "yoo_receipt"},
            "payment_methods": ["bank_card", "sbp", "yoo_money"],
        }


def _parse_body(request: Request, raw: bytes) -> JsonObject:
    if not raw and not request.url.path.endswith(("/payments", "/refunds")):
        return {}
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ApiError("Content-Type must be application/json", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ApiError("Request body is not valid JSON") from error
    if not isinstance(body, dict):
        raise ApiError("Request body must be a JSON object")
    return body


async def _no_such_resource(scope: Scope, receive: Receive, send: Send) -> None:
    error = ApiError("Resource is not found", status=HTTPStatus.NOT_FOUND)
    await error.response()(scope, receive, send)
