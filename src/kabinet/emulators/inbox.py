"""The inbox: every SMS and e-mail the product sent, as its receiver would see it."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kabinet.emulators.clock import iso_milliseconds
from kabinet.emulators.pages import Html, join, linkified, page, render
from kabinet.emulators.stand import Stand

SIX_DIGITS = re.compile(r"(?<![\d\-.,/+№#])(?:\d{6}|\d{3}[ \u00a0-]\d{3})(?![\d\-/]|[.,]\d)")
MOSCOW = timezone(timedelta(hours=3))
SHOWN = 100
HIGHEST_LIMIT = 1000
REFRESH_SECONDS = 3


def code_in(text: str) -> str | None:
    """Return the first six-digit code of a text, without the gap in its middle."""
    found = SIX_DIGITS.search(text)
    return None if found is None else "".join(sign for sign in found.group() if sign.isdigit())


def same_address(text: str) -> str:
    """Bring an address to the form it is kept in: a number as `+7…`, an e-mail in small letters."""
    stripped = text.strip()
    if "@" in stripped:
        return stripped.lower()
    digits = "".join(sign for sign in stripped if sign.isdigit())
    return f"+7{digits[1:]}" if digits.startswith("8") and not stripped.startswith("+") else f"+{digits}"


class Inbox:
    """Messages in the store."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    def add(
        self,
        *,
        channel: str,
        service: str,
        address: str,
        sender: str,
        text: str,
        subject: str = "",
        html: str = "",
        own_id: str = "",
        cost: Decimal = Decimal(0),
        outcome: str = "delivered",
        visible: bool = True,
    ) -> int:
        """Put a message in and return its number; an invisible one is kept for its status alone."""
        return self._stand.store.execute(
            "INSERT INTO messages (channel, service, own_id, address, sender, subject, text, html, cost, outcome,"
            " visible, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                channel,
                service,
                own_id,
                same_address(address),
                sender,
                subject,
                text,
                html,
                f"{cost:.2f}",
                outcome,
                int(visible),
                self._stand.clock.timestamp(),
            ),
        )

    def messages(
        self, *, to: str | None = None, channel: str | None = None, limit: int = SHOWN
    ) -> list[dict[str, Any]]:
        """Return visible messages, newest first, to one address or to all."""
        address = same_address(to) if to else None
        rows = self._stand.store.rows(
            "SELECT * FROM messages WHERE visible AND (:address IS NULL OR address = :address)"
            " AND (:channel IS NULL OR channel = :channel) ORDER BY seq DESC LIMIT :limit",
            {"address": address, "channel": channel, "limit": limit},
        )
        return [
            {
                "id": row["seq"],
                "channel": row["channel"],
                "service": row["service"],
                "to": row["address"],
                "sender": row["sender"],
                "subject": row["subject"],
                "text": row["text"],
                "html": row["html"],
                "code": code_in(row["text"]),
                "at": iso_milliseconds(datetime.fromtimestamp(row["created_at"], UTC)),
            }
            for row in rows
        ]


class InboxPages:
    """The inbox for people and for tests."""

    def __init__(self, stand: Stand) -> None:
        self._inbox = Inbox(stand)

    async def show(self, request: Request) -> Response:
        """Answer the page, filtered by `to`; with `live` it renews itself."""
        to = request.query_params.get("to", "").strip()
        live = request.query_params.get("live") == "1"
        messages = self._inbox.messages(to=to or None)
        bubbles = join(_bubble(message) for message in messages)
        content = render(
            PAGE,
            to=to,
            checked=Html("checked" if live else ""),
            messages=bubbles if messages else Html(EMPTY),
        )
        return page("Входящие", content, refresh=REFRESH_SECONDS if live else 0)

    async def listing(self, request: Request) -> Response:
        """Answer the messages as JSON: `?to=…&channel=sms|email&limit=…`."""
        query = request.query_params
        text = query.get("limit", str(SHOWN))
        if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) <= HIGHEST_LIMIT:
            return JSONResponse({"error": f"limit: from 1 to {HIGHEST_LIMIT}"}, status_code=400)
        found = self._inbox.messages(to=query.get("to"), channel=query.get("channel"), limit=int(text))
        return JSONResponse({"messages": found})


def _bubble(message: dict[str, Any]) -> Html:
    moment = datetime.fromisoformat(message["at"]).astimezone(MOSCOW)
    code = message["code"]
    return render(
        BUBBLE,
        channel=message["channel"],
        kind="СМС" if message["channel"] == "sms" else "Письмо",
        to=message["to"],
        sender=message["sender"],
        at=message["at"],
        shown_at=f"{moment:%d.%m.%Y %H:%M:%S}",
        subject=render("<h3>$subject</h3>", subject=message["subject"]) if message["subject"] else Html(""),
        text=linkified(message["text"]),
        code=render('<p class="code"><span>Код</span> <b>$code</b></p>', code=code) if code else Html(""),
    )


PAGE = """
<h1>Входящие</h1>
<p class="hint">Здесь появляются СМС и письма, которые отправил сайт. Наружу не уходит ничего.</p>
<form class="filter" method="get" action="/">
  <label for="to">Телефон или почта</label>
  <input id="to" name="to" value="$to" autocomplete="off">
  <label class="tick"><input type="checkbox" name="live" value="1" $checked> Обновлять</label>
  <button>Показать</button>
</form>
<section class="messages" aria-label="Сообщения">$messages</section>
"""
EMPTY = '<p class="empty">Пока ничего не приходило.</p>'
BUBBLE = """
<article class="bubble $channel">
  <header>
    <h2>$kind для $to</h2>
    <p>от $sender, <time datetime="$at">$shown_at</time></p>
  </header>
  $subject
  $code
  <p class="text">$text</p>
</article>
"""
