"""Reading a database address."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def parse_database_url(url: str) -> dict[str, Any]:
    """Turn `postgresql://user:password@host:port/name?host=/socket` into Django's settings.

    Raises:
        ValueError: The scheme is not PostgreSQL's, or no database is named.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        msg = "KABINET_DATABASE_URL must begin with postgresql://"
        raise ValueError(msg)
    name = unquote(parts.path.lstrip("/"))
    if not name:
        msg = "KABINET_DATABASE_URL names no database"
        raise ValueError(msg)
    query = dict(parse_qsl(parts.query))
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
    }
