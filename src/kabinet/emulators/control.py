"""The control panel as an API: switches, clock, requests received, notifications, state."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kabinet.emulators.faults import SERVICES, FaultError
from kabinet.emulators.outbox import RELEASE_ORDERS, ReleaseOrder
from kabinet.emulators.pages import origin_of, same_origin
from kabinet.emulators.stand import Stand
from kabinet.emulators.yookassa.desk import PaymentDesk
from kabinet.emulators.yookassa.errors import ApiError

MOST_ENTRIES = 500
Answer = dict[str, Any]


class ControlError(Exception):
    """An order the panel does not understand; the message says why."""


class ControlApi:
    """JSON in, JSON out; a wrong order is answered 400 with `error` and changes nothing."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._payments = PaymentDesk(stand)

    def routes(self) -> list[Route]:
        """Return the routes below `/__control/`."""
        posts: dict[str, Callable[[Request, Answer], Answer]] = {
            "/faults": self._set_faults,
            "/reset": self._reset,
            "/clock": self._advance,
            "/notify-url": self._set_notify_url,
            "/notifications": self._send_notification,
            "/notifications/release": self._release,
            "/payments/{id}/tamper": self._tamper,
        }
        gets: dict[str, Callable[[Request], Answer]] = {
            "/state": self._state,
            "/requests": self._requests,
            "/notifications": self._notifications,
        }
        return [
            *(Route(path, self._post(order), methods=["POST"]) for path, order in posts.items()),
            *(Route(path, self._get(question), methods=["GET"]) for path, question in gets.items()),
        ]

    def _post(self, order: Callable[[Request, Answer], Answer]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            if not same_origin(request):
                return JSONResponse({"error": "foreign origin"}, status_code=HTTPStatus.FORBIDDEN)
            try:
                return JSONResponse(order(request, _object(await request.body())))
            except (ControlError, FaultError, ValueError) as error:
                return JSONResponse({"error": str(error)}, status_code=HTTPStatus.BAD_REQUEST)
            except ApiError as error:
                return JSONResponse({"error": error.description}, status_code=error.status)

        return endpoint

    def _get(self, question: Callable[[Request], Answer]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            return JSONResponse(question(request))

        return endpoint

    def _state(self, request: Request) -> Answer:
        del request
        count = self._stand.store.row(
            "SELECT (SELECT count(*) FROM payments) AS payments, (SELECT count(*) FROM refunds) AS refunds,"
            " (SELECT count(*) FROM messages) AS messages"
        )
        return {
            "faults": self._stand.faults.as_dict(),
            "notify_url": self._stand.notify_url,
            "now": self._stand.clock.now().isoformat(),
            "smtp_port": self._stand.smtp_port,
            "callbacks": self._stand.outbox.counts(),
            **(dict(count) if count is not None else {}),
        }

    def _set_faults(self, request: Request, body: Answer) -> Answer:
        del request
        self._stand.faults.update(body)
        return self._stand.faults.as_dict()

    def _reset(self, request: Request, body: Answer) -> Answer:
        del request
        what = body.get("what", "all")
        if what == "faults":
            self._stand.faults.reset()
        elif what == "all":
            self._stand.reset()
        else:
            raise ControlError("what: faults or all")
        return {"reset": what}

    def _advance(self, request: Request, body: Answer) -> Answer:
        del request
        seconds = body.get("advance")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise ControlError("advance: a number of seconds")
        try:
            self._stand.clock.advance(seconds)
            now = self._stand.clock.now().isoformat()
        except OverflowError as error:
            raise ControlError("advance: too far") from error
        self._payments.expire_overdue()
        self._stand.outbox.wake()
        return {"now": now}

    def _set_notify_url(self, request: Request, body: Answer) -> Answer:
        del request
        url = body.get("url")
        if not isinstance(url, str) or (url and origin_of(url) is None):
            raise ControlError("url: an http or https address, or empty for the configured one")
        self._stand.notify_url = url
        return {"url": self._stand.notify_url}

    def _send_notification(self, request: Request, body: Answer) -> Answer:
        """Send any notification, also a forged one: `{"event": …, "object": {…}}`."""
        del request
        event, sent = body.get("event"), body.get("object")
        if not isinstance(event, str) or not isinstance(sent, dict):
            raise ControlError("event and object are expected")
        self._payments.notify(event, sent)
        return {"event": event}

    def _release(self, request: Request, body: Answer) -> Answer:
        del request
        order, seed = body.get("order", "sent"), body.get("seed", 0)
        if order not in RELEASE_ORDERS or not isinstance(seed, int):
            raise ControlError(f"order: one of {', '.join(RELEASE_ORDERS)}; seed: a whole number")
        return {"released": self._stand.outbox.release(cast("ReleaseOrder", order), seed=seed)}

    def _tamper(self, request: Request, body: Answer) -> Answer:
        """Overwrite fields of a payment, so that the product meets a wrong sum, currency or shop."""
        with self._stand.store.transaction():
            payment = self._payments.get(request.path_params["id"])
            fixed = {"id": payment.id, "status": payment.status}
            payment.body |= body | fixed
            self._payments.rewrite(payment)
        return payment.body

    def _requests(self, request: Request) -> Answer:
        service = request.query_params.get("service")
        known = service if service in SERVICES else None
        return {"requests": self._stand.journal.entries(known, MOST_ENTRIES)}

    def _notifications(self, request: Request) -> Answer:
        del request
        outbox = self._stand.outbox
        return {"counts": outbox.counts(), "notifications": outbox.entries(MOST_ENTRIES)}


def _object(raw: bytes) -> Answer:
    try:
        body = json.loads(raw or b"{}")
    except RecursionError as error:
        raise ControlError("a JSON object is expected") from error
    if not isinstance(body, dict):
        raise ControlError("a JSON object is expected")
    return body
