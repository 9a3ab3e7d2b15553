"""SMSC.ru: `/sys/send.php`, `/sys/status.php`, `/sys/balance.php` with `fmt=3` (JSON) or plain text.

The numeric codes are known from practice and are not confirmed by the operator's text.
"""

import hashlib
import re
import secrets
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from kabinet.emulators.misbehave import Misbehaving
from kabinet.emulators.sms.delivery import SmsDesk, Stage, normal_phone, parts_of
from kabinet.emulators.sms.smsru import read_parameters
from kabinet.emulators.stand import Stand

WRONG_PARAMETERS, WRONG_LOGIN, NO_MONEY, WRONG_PHONE, DUPLICATE = 1, 2, 3, 7, 9
ERRORS = {
    WRONG_PARAMETERS: "parameters error",
    WRONG_LOGIN: "authorise error",
    NO_MONEY: "no money",
    WRONG_PHONE: "invalid number",
    DUPLICATE: "duplicate request, wait a minute",
}
STATUS_NOT_FOUND = -3
STATUSES = {
    Stage.QUEUED: (-1, "Ожидает отправки"),
    Stage.HANDED_OVER: (0, "Передано оператору"),
    Stage.DELIVERED: (1, "Доставлено"),
    Stage.READ: (2, "Прочитано"),
    Stage.EXPIRED: (3, "Просрочено"),
    Stage.UNDELIVERABLE: (20, "Невозможно доставить"),
    Stage.NO_ROUTE: (25, "Недоступный номер"),
}
SEPARATORS = re.compile(r"[,;\s]+")
OWN_ID = re.compile(r"[1-9][0-9]{0,9}")
HIGHEST_OWN_ID = 2**32 - 1
LONGEST_TEXT = 1000
MOST_NUMBERS = 100
REPEAT_SECONDS = 60
SENDER = "SMSC.RU"

Parameters = dict[str, str]
Answer = dict[str, Any]
Method = Callable[[Parameters], Answer | list[Answer]]


class SmscError(Exception):
    """A refusal with SMSC.ru's code."""

    def __init__(self, code: int, own_id: str = "") -> None:
        super().__init__(ERRORS[code])
        self.code = code
        self.own_id = own_id

    def answer(self) -> Answer:
        """Return the refusal as the operator words it."""
        body: Answer = {"error": ERRORS[self.code], "error_code": self.code}
        return body | {"id": int(self.own_id)} if self.own_id else body


class Smsc:
    """The HTTP interface of one SMSC.ru account."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._settings = stand.settings.sms
        self._desk = SmsDesk(stand, "smsc")

    def asgi(self) -> ASGIApp:
        """Return the service with its switches around it."""
        methods: dict[str, Method] = {
            "/sys/send.php": self._send,
            "/sys/status.php": self._status,
            "/sys/balance.php": self._balance,
        }
        routes = [Route(path, self._endpoint(method), methods=["GET", "POST"]) for path, method in methods.items()]
        return Misbehaving(Router(routes), service="smsc", stand=self._stand, error=_trouble)

    def _endpoint(self, method: Method) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            parameters = await read_parameters(request)
            try:
                self._authenticate(parameters)
                answer = method(parameters)
            except SmscError as error:
                answer = error.answer()
            if parameters.get("fmt") == "3":
                return JSONResponse(answer)
            return PlainTextResponse(_plain(answer))

        return endpoint

    def _authenticate(self, parameters: Parameters) -> None:
        password = self._settings.smsc_password
        digest = hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()
        if "apikey" in parameters:
            allowed = _same(parameters["apikey"], password)
        else:
            given = parameters.get("psw", "")
            known = _same(parameters.get("login", ""), self._settings.smsc_login)
            allowed = known and (_same(given, password) or _same(given, digest))
        if not allowed:
            raise SmscError(WRONG_LOGIN)

    def _send(self, parameters: Parameters) -> Answer:
        own_id, text = parameters.get("id", ""), parameters.get("mes", "")
        if own_id and not (OWN_ID.fullmatch(own_id) and int(own_id) <= HIGHEST_OWN_ID):
            raise SmscError(WRONG_PARAMETERS)
        numbers = [number for number in SEPARATORS.split(parameters.get("phones", "")) if number]
        phones = [phone for phone in map(normal_phone, numbers) if phone is not None]
        if not text or len(text) > LONGEST_TEXT or not 0 < len(numbers) <= MOST_NUMBERS:
            raise SmscError(WRONG_PARAMETERS, own_id)
        if not phones:
            raise SmscError(WRONG_PHONE, own_id)
        cost = self._desk.cost(text) * len(phones)
        parts = parts_of(text) * len(phones)
        detail = parameters.get("cost", "0")
        if detail == "1":
            return {"cost": f"{cost:.2f}", "cnt": parts}
        if self._repeated(own_id, phones, text):
            raise SmscError(DUPLICATE, own_id)
        if cost > self._desk.balance():
            raise SmscError(NO_MONEY, own_id)
        identifier = self._accept(own_id, phones, text, parameters.get("sender") or SENDER)
        answer: Answer = {"id": int(identifier), "cnt": parts}
        if detail in {"2", "3"}:
            answer["cost"] = f"{cost:.2f}"
        if detail == "3":
            answer["balance"] = f"{self._desk.balance():.2f}"
        return answer

    def _accept(self, own_id: str, phones: list[str], text: str, sender: str) -> str:
        """Take one text for some phones under one identifier and return it."""
        with self._stand.store.transaction():
            identifier = own_id or str(self._next_id())
            for phone in phones:
                number = self._desk.accept(phone=phone, text=text, sender=sender, own_id=identifier)
                self._report_later(number)
        return identifier

    def _next_id(self) -> int:
        following = int(self._stand.store.note("smsc.last_id") or 0) + 1
        self._stand.store.set_note("smsc.last_id", str(following))
        return following

    def _repeated(self, own_id: str, phones: list[str], text: str) -> bool:
        """Say whether this is a request of the last minute again, or an identifier used for one of the phones."""
        since = self._stand.clock.timestamp() - REPEAT_SECONDS
        for phone in phones:
            if own_id and self._desk.find_own(own_id, phone) is not None:
                return True
            same = self._stand.store.row(
                "SELECT 1 FROM messages WHERE service = 'smsc' AND address = ? AND text = ? AND created_at > ?",
                (f"+{phone}", text, since),
            )
            if same is not None:
                return True
        return False

    def _status(self, parameters: Parameters) -> Answer | list[Answer]:
        identifiers = [item for item in parameters.get("id", "").split(",") if item]
        numbers = [item for item in parameters.get("phone", "").split(",") if item]
        if not identifiers or len(identifiers) != len(numbers) or len(identifiers) > MOST_NUMBERS:
            raise SmscError(WRONG_PARAMETERS)
        whole = parameters.get("all") in {"1", "2"}
        answers = [
            self._status_of(identifier, number, whole=whole)
            for identifier, number in zip(identifiers, numbers, strict=True)
        ]
        return answers[0] if len(answers) == 1 else answers

    def _status_of(self, identifier: str, number: str, *, whole: bool) -> Answer:
        phone = normal_phone(number)
        message = self._desk.find_own(identifier, phone) if phone is not None else None
        if message is None or phone is None:
            return {"status": STATUS_NOT_FOUND, "id": identifier, "phone": number}
        stage, moment = self._desk.stage(message)
        status, name = STATUSES[stage]
        answer: Answer = {
            "status": status,
            "last_date": _date(moment),
            "last_timestamp": int(moment),
            "id": int(identifier),
            "phone": phone,
        }
        if not whole:
            return answer
        return answer | {
            "send_date": _date(message["created_at"]),
            "send_timestamp": int(message["created_at"]),
            "cost": message["cost"],
            "sender_id": message["sender"],
            "status_name": name,
            "message": message["text"],
        }

    def _balance(self, parameters: Parameters) -> Answer:
        answer: Answer = {"balance": f"{self._desk.balance():.2f}"}
        return answer | {"currency": "RUR"} if parameters.get("cur") == "1" else answer

    def _report_later(self, number: int) -> None:
        message = self._desk.find(number)
        end = None if message is None else self._desk.final_stage(message)
        if self._settings.smsc_callback_url is None or message is None or end is None:
            return
        self._stand.outbox.send(
            service="smsc",
            label=f"status {STATUSES[end[0]][0]}",
            subject=message["own_id"],
            url=self._settings.smsc_callback_url,
            body=urlencode(self._report(message, *end)),
            content_type="application/x-www-form-urlencoded",
            delay=self._settings.delivered_after,
        )

    def _report(self, message: sqlite3.Row, stage: Stage, moment: float) -> Answer:
        phone, status = message["address"].removeprefix("+"), STATUSES[stage][0]
        signed = f"{message['own_id']}:{phone}:{status}:{self._settings.smsc_callback_key}".encode()
        return {
            "id": message["own_id"],
            "phone": phone,
            "status": status,
            "time": _date(moment),
            "ts": int(moment),
            "err": 0,
            "cost": message["cost"],
            "md5": hashlib.md5(signed, usedforsecurity=False).hexdigest(),
            "sha1": hashlib.sha1(signed, usedforsecurity=False).hexdigest(),
        }


def _same(given: str, known: str) -> bool:
    return secrets.compare_digest(given.encode(), known.encode())


def _date(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%d.%m.%Y %H:%M:%S")


def _plain(answer: Answer | list[Answer]) -> str:
    if isinstance(answer, list):
        return "\n".join(_plain(item) for item in answer)
    if "error" in answer:
        return f"ERROR = {answer['error_code']} ({answer['error']})"
    if "cnt" in answer and "id" in answer:
        return f"OK - {answer['cnt']} SMS, ID - {answer['id']}"
    return ", ".join(f"{name} = {value}" for name, value in answer.items())


def _trouble(status: int) -> Response:
    return PlainTextResponse("Service is temporarily unavailable", status_code=status)
