"""A small application behind the gateway, for tests of the server alone.

`GATEWAY_FILE` names a file to hand out; `/count/` says how often a body was handed to the application.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django
from django.conf import settings

import kabinet
from kabinet.config.bodies import Patience
from kabinet.config.gateway import Gateway

if not settings.configured:  # here, and not where a test reads how many threads there are
    settings.configure(LANGUAGE_CODE="ru", LOCALE_PATHS=[Path(kabinet.__file__).parent / "locale"])
    django.setup()

THREADS = 3
seen = {"bodies": 0}


def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/file/":
        source = Path(os.environ["GATEWAY_FILE"]).open("rb")  # noqa: SIM115 - closed by the server
        start_response("200 OK", [("Content-Type", "application/pdf")])
        return environ["wsgi.file_wrapper"](source, 4096)
    if path == "/digest/":
        seen["bodies"] += 1
        answer = hashlib.sha256(environ["wsgi.input"].read()).hexdigest() + environ["CONTENT_LENGTH"]
    elif path == "/count/":
        answer = str(seen["bodies"])
    else:
        answer = "\n".join(f"{name}={value}" for name, value in sorted(environ.items()) if isinstance(value, str))
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [answer.encode()]


application = Gateway(wsgi, threads=THREADS, longest=8 * 2**20, patience=Patience(idle=1, grace=30))
