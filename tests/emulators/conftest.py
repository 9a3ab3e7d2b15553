import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.applications import Starlette

from kabinet.emulators.app import create_app
from kabinet.emulators.settings import EmulatorSettings, SmsSettings, YooKassaSettings
from kabinet.emulators.stand import Stand
from kabinet.emulators.testing import RunningEmulator, running_emulator

START = datetime(2026, 11, 21, 9, 30, 0, 125_000, tzinfo=UTC)
NOTIFY_URL = "http://shop.test/notify"
RETURN_URL = "http://shop.test/back?payment=1"
SETTINGS = EmulatorSettings(
    clock=lambda: START,
    retry_delays=(10.0, 60.0),
    callback_workers=1,
    hang_seconds=0.05,
    yookassa=YooKassaSettings(notify_url=NOTIFY_URL),
    sms=SmsSettings(smsc_callback_url="http://shop.test/smsc"),
)
RECEIPT: dict[str, Any] = {
    "customer": {
        "email": "ivan@example.ru",
        "phone": "+79251234567",
        "full_name": "Иванов Иван",
        "inn": "500100732259",
    },
    "tax_system_code": 1,
    "items": [
        {
            "description": "Проценты по договору 17",
            "quantity": "1.00",
            "amount": {"value": "250.50", "currency": "RUB"},
            "vat_code": 1,
            "payment_subject": "service",
            "payment_mode": "full_payment",
        }
    ],
}


@dataclass
class Shop:
    """The receiving end: writes down callbacks and answers with the statuses it was told, then with 200."""

    received: list[httpx.Request] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    text: str = "100"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.received.append(request)
        return httpx.Response(self.statuses.pop(0) if self.statuses else 200, text=self.text)

    def notifications(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.received if request.url.path == "/notify"]

    def events(self) -> list[str]:
        return [notification["event"] for notification in self.notifications()]


class Emulator:
    """A client of the emulators that knows their credentials; their clock stands still unless moved."""

    def __init__(self, app: Starlette, shop: Shop, settings: EmulatorSettings, portal: BlockingPortal) -> None:
        self.shop = shop
        self.shop_auth = (settings.yookassa.shop_id, settings.yookassa.secret_key)
        self.stand: Stand = app.state.stand
        self._portal = portal
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver")

    def request(self, method: str, url: str, **arguments: Any) -> httpx.Response:
        return self._portal.call(partial(self._client.request, method, url, **arguments))

    def get(self, url: str, **arguments: Any) -> httpx.Response:
        return self.request("GET", url, **arguments)

    def post(self, url: str, **arguments: Any) -> httpx.Response:
        return self.request("POST", url, **arguments)

    def pay(self, body: dict[str, Any] | None = None, *, key: str = "key-1", **changes: Any) -> httpx.Response:
        order = {
            "amount": {"value": "1250.50", "currency": "RUB"},
            "capture": True,
            "confirmation": {"type": "redirect", "return_url": RETURN_URL},
            "description": "Платёж по договору 17",
            "metadata": {"payment": "0198"},
        }
        return self.order("/payments", order | changes if body is None else body, key=key)

    def order(self, path: str, body: dict[str, Any] | None = None, *, key: str = "key-1") -> httpx.Response:
        return self.post(f"/yookassa/v3{path}", json=body or {}, headers={"Idempotence-Key": key}, auth=self.shop_auth)

    def ask(self, path: str, **query: str) -> httpx.Response:
        return self.get(f"/yookassa/v3{path}", params=query, auth=self.shop_auth)

    def choose(self, payment_id: str, choice: str = "pay") -> httpx.Response:
        return self.post(f"/yookassa/checkout/{payment_id}", data={"choice": choice})

    def control(self, order: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.post(f"/__control/{order}", json=body or {})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def faults(self, **changes: dict[str, Any]) -> None:
        self.control("faults", changes)

    def settle(self) -> dict[str, int]:
        """Wait until nothing is due at the present time and return how many callbacks are in each state."""
        for _ in range(500):
            due = self.stand.store.rows(
                "SELECT 1 FROM callbacks WHERE state = 'scheduled' AND due_at <= ?", (self.stand.clock.timestamp(),)
            )
            if not due:
                return dict(self.stand.outbox.counts())
            self.get("/health")
        raise AssertionError("callbacks are still on their way")


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def start(shop: Shop) -> Iterator[Callable[..., Emulator]]:
    """Start emulators with changed settings: `start(yookassa={…}, sms={…}, hang_seconds=…)`."""
    with ExitStack() as stack:

        def build(
            *, yookassa: dict[str, Any] | None = None, sms: dict[str, Any] | None = None, **changes: Any
        ) -> Emulator:
            settings = replace(
                SETTINGS,
                yookassa=replace(SETTINGS.yookassa, **(yookassa or {})),
                sms=replace(SETTINGS.sms, **(sms or {})),
                **changes,
            )
            app = create_app(settings, transport=httpx.MockTransport(shop))
            portal = stack.enter_context(start_blocking_portal())
            stack.enter_context(portal.wrap_async_context_manager(app.router.lifespan_context(app)))
            return Emulator(app, shop, settings, portal)

        yield build


@pytest.fixture
def emulator(start: Callable[..., Emulator]) -> Emulator:
    return start()


@pytest.fixture(scope="module")
def running() -> Iterator[RunningEmulator]:
    with running_emulator() as emulator:
        yield emulator
