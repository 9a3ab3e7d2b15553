import logging
import os
import subprocess
import sys
from logging.config import dictConfig
from typing import Literal

import pytest
from django.conf import settings
from django.db import IntegrityError

from kabinet.config.logs import logging_config, redact


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("sent to +7 (999) 123-45-67 now", "sent to … now"),
        ("sent to 89991234567", "sent to …"),
        ("mail ivan.petrov+x@mail.example.ru bounced", "mail … bounced"),
        ("СНИЛС 112-233-445 95", "СНИЛС …"),
        ("паспорт 4508 123456", "паспорт …"),
        ("ИНН 500100732259, счёт 40817810700000000001", "ИНН …, счёт …"),
        ("payment 0198c0de-1234-7000-8000-123456789012 of 1500.00 in 35 ms", None),
        ("application 2026-000123", None),
    ],
)
def test_personal_data_are_cut_from_lines(line: str, clean: str | None) -> None:
    assert redact(line) == (line if clean is None else clean)


@pytest.mark.parametrize("form", ["text", "json"])
def test_tracebacks_carry_no_personal_data_either(
    form: Literal["text", "json"], capfd: pytest.CaptureFixture[str]
) -> None:
    said = (
        'duplicate key value violates unique constraint "account_phone" of +79991234567\n'
        "DETAIL:  Failing row contains (Иванов\nИван, ivan@mail.example)."
    )
    dictConfig(logging_config(form))
    error = LookupError("not saved")
    error.__cause__ = IntegrityError(said)
    try:
        logging.getLogger("django.request").error("Internal Server Error: %s", "/somewhere/", exc_info=error)
    finally:
        dictConfig(settings.LOGGING)
    line = capfd.readouterr().err
    for kept in ("/somewhere/", "IntegrityError", "account_phone", "LookupError: not saved", "The above exception"):
        assert kept in line
    for gone in ("9991234567", "Иванов", "Иван", "mail.example", "DETAIL"):
        assert gone not in line


@pytest.mark.parametrize("form", ["text", "json"])
def test_every_process_logs_this_way_from_its_start(form: str) -> None:
    code = (
        "import django, logging, structlog; django.setup();"
        "logging.getLogger('django.request').error('mail to %s', 'ivan@mail.example');"
        "structlog.get_logger('kabinet.web').error('request.failed', route='home', phone='+79991234567')"
    )
    environment = {
        **os.environ,
        "KABINET_LOG_FORMAT": form,
        "DJANGO_SETTINGS_MODULE": "kabinet.config.settings",
    }
    process = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    lines = process.stderr.splitlines()
    assert len(lines) == 2
    assert "mail to …" in lines[0]
    assert "request.failed" in lines[1]
    assert "home" in lines[1]
    assert "9991234567" not in lines[1]
    assert [line.startswith("{") for line in lines] == [form == "json"] * 2
