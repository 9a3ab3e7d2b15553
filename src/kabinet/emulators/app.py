"""The application that holds all emulators."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from kabinet.emulators.control import ControlApi
from kabinet.emulators.control_page import ControlPage
from kabinet.emulators.inbox import InboxPages
from kabinet.emulators.mail import MailSink
from kabinet.emulators.pages import stylesheet
from kabinet.emulators.settings import EmulatorSettings
from kabinet.emulators.sms.smsc import Smsc
from kabinet.emulators.sms.smsru import SmsRu
from kabinet.emulators.stand import Stand
from kabinet.emulators.yookassa.api import YooKassaApi
from kabinet.emulators.yookassa.checkout import Checkout
from kabinet.emulators.yookassa.desk import PaymentDesk


def create_app(
    settings: EmulatorSettings | None = None, *, transport: httpx.AsyncBaseTransport | None = None
) -> Starlette:
    """Build the emulators as one ASGI application; `app.state.stand` is what they share.

    Args:
        settings: everything configurable; the defaults keep state in memory and start no mail sink.
        transport: what carries callbacks instead of the network, for tests.
    """
    stand = Stand.build(settings or EmulatorSettings())
    inbox, panel, checkout = InboxPages(stand), ControlPage(stand), Checkout(stand)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        async with running(stand, transport):
            yield

    routes = [
        Route("/", inbox.show, methods=["GET"]),
        Route("/inbox/", inbox.show, methods=["GET"]),
        Route("/inbox.json", inbox.listing, methods=["GET"]),
        Route("/static/emulators.css", stylesheet, methods=["GET"]),
        Route("/health", healthy, methods=["GET"]),
        Route("/__control", panel.show, methods=["GET"]),
        Route("/__control", panel.order, methods=["POST"]),
        Mount("/__control", routes=ControlApi(stand).routes()),
        Mount("/yookassa/v3", app=YooKassaApi(stand).asgi()),
        Route("/yookassa/checkout/{id}", checkout.show, methods=["GET"]),
        Route("/yookassa/checkout/{id}", checkout.choose, methods=["POST"]),
        Mount("/smsru", app=SmsRu(stand).asgi()),
        Mount("/smsc", app=Smsc(stand).asgi()),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.stand = stand
    return app


@asynccontextmanager
async def running(stand: Stand, transport: httpx.AsyncBaseTransport | None) -> AsyncIterator[None]:
    """Run the mail sink and the delivery of callbacks while the block lasts; then close the state.

    Raises:
        OSError: the port of the mail sink is taken.
    """
    settings = stand.settings
    sink = MailSink(stand)
    if settings.smtp_port is not None:
        stand.smtp_port = await sink.start(settings.smtp_host, settings.smtp_port)
    async with httpx.AsyncClient(transport=transport, timeout=settings.callback_timeout, trust_env=False) as client:
        delivery = asyncio.create_task(stand.outbox.run(client, PaymentDesk(stand).expire_overdue))
        try:
            yield
        finally:
            stand.stopping.set()
            delivery.cancel()
            with suppress(asyncio.CancelledError):
                await delivery
            await sink.stop()
            stand.store.close()


async def healthy(request: Request) -> JSONResponse:
    """Say that the emulators answer."""
    del request
    return JSONResponse({"status": "ok"})
