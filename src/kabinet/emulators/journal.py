"""The list of requests received: bounded, with secrets masked."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from kabinet.emulators.clock import Clock, iso_milliseconds
from kabinet.emulators.store import Store

MASK = "***"
KEPT_REQUESTS = 500
KEPT_BODY = 20_000
SECRET_NAMES = frozenset({"api_id", "psw", "password", "apikey", "secret", "secret_key", "token", "authorization"})
SHOWN_HEADERS = ("authorization", "content-type", "idempotence-key", "user-agent", "content-length")
JSON_SECRET = re.compile(r'("(?:' + "|".join(sorted(SECRET_NAMES)) + r')"\s*:\s*)"(?:[^"\\]|\\.)*"', re.IGNORECASE)


def masked_form(text: str) -> str:
    """Hide the secret values of a query string or an urlencoded form."""
    pairs = parse_qsl(text, keep_blank_values=True)
    return urlencode([(key, MASK if key.lower() in SECRET_NAMES else value) for key, value in pairs], safe="*")


def masked_authorization(value: str) -> str:
    """Keep the scheme and the user name of an `Authorization` header, hide the rest."""
    scheme, _, credentials = value.partition(" ")
    if scheme.lower() != "basic":
        return f"{scheme} {MASK}"
    try:
        user = base64.b64decode(credentials, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return f"{scheme} {MASK}"
    return f"{scheme} {user}:{MASK}"


def masked_body(body: bytes, content_type: str) -> str:
    """Return a body as text, shortened, with its secrets hidden."""
    text = body[:KEPT_BODY].decode("utf-8", "replace")
    if content_type.startswith("application/x-www-form-urlencoded"):
        return masked_form(text)
    return JSON_SECRET.sub(rf'\1"{MASK}"', text)


class Journal:
    """What the services were asked, newest first, at most `KEPT_REQUESTS` entries."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def record(
        self, *, service: str, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, fault: str
    ) -> int:
        """Write down a request and return the number of its entry."""
        shown = {name: headers[name] for name in SHOWN_HEADERS if name in headers}
        if "authorization" in shown:
            shown["authorization"] = masked_authorization(shown["authorization"])
        with self._store.transaction():
            entry = self._store.execute(
                "INSERT INTO requests (at, service, method, path, query, headers, body, fault)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    iso_milliseconds(self._clock.now()),
                    service,
                    method,
                    path,
                    masked_form(query),
                    json.dumps(shown),
                    masked_body(body, headers.get("content-type", "")),
                    fault,
                ),
            )
            self._store.execute("DELETE FROM requests WHERE seq <= ?", (entry - KEPT_REQUESTS,))
        return entry

    def answered(self, entry: int, status: int) -> None:
        """Add the status of the answer to an entry."""
        self._store.execute("UPDATE requests SET status = ? WHERE seq = ?", (status, entry))

    def entries(self, service: str | None = None, limit: int = KEPT_REQUESTS) -> list[dict[str, Any]]:
        """Return entries, newest first, of one service or of all."""
        rows = self._store.rows(
            "SELECT * FROM requests WHERE (? IS NULL OR service = ?) ORDER BY seq DESC LIMIT ?",
            (service, service, limit),
        )
        return [{**dict(row), "headers": json.loads(row["headers"])} for row in rows]
