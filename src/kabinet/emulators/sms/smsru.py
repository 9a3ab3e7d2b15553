"""SMS.ru: `/sms/send`, `/sms/status`, `/sms/cost`, `/my/balance`, `/callback/…` with `json=1` or plain text.

The numeric codes are known from practice and are not confirmed by the operator's text.
"""

import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from kabinet.emulators.misbehave import Misbehaving
from kabinet.emulators.pages import origin_of
from kabinet.emulators.sms.delivery import SmsDesk, Stage, normal_phone, parts_of
from kabinet.emulators.stand import Stand

OK = 100
NOT_FOUND = -1
TEXTS = {
    NOT_FOUND: "Сообщение не найдено",
    100: "Запрос выполнен или сообщение находится в нашей очереди",
    101: "Сообщение передается оператору",
    103: "Сообщение доставлено",
    104: "Не может быть доставлено: время жизни истекло",
    107: "Не может быть доставлено: неизвестная причина",
    110: "Сообщение прочитано",
    150: "Сообщение не может быть доставлено: не найден маршрут на данный номер",
    200: "Неправильный api_id",
    201: "Не хватает средств на лицевом счету",
    202: "Неправильно указан номер телефона получателя, либо на него нет маршрута",
    203: "Нет текста сообщения",
    205: "Сообщение слишком длинное (превышает 8 СМС)",
    207: "На этот номер нельзя отправлять сообщения, либо указано более 100 номеров",
}
CODES = {
    Stage.QUEUED: 100,
    Stage.HANDED_OVER: 101,
    Stage.DELIVERED: 103,
    Stage.EXPIRED: 104,
    Stage.UNDELIVERABLE: 107,
    Stage.READ: 110,
    Stage.NO_ROUTE: 150,
}
MOST_NUMBERS = 100
MOST_PARTS = 8
MOST_CALLBACKS = 10
SENDER = "SMS.RU"

Parameters = dict[str, str]
Answer = dict[str, Any]
Method = Callable[[Parameters], Answer]


class SmsRu:
    """The HTTP interface of one SMS.ru account."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._settings = stand.settings.sms
        self._desk = SmsDesk(stand, "smsru")

    def asgi(self) -> ASGIApp:
        """Return the service with its switches around it."""
        methods: dict[str, Method] = {
            "/sms/send": self._send,
            "/sms/cost": self._cost,
            "/sms/status": self._status,
            "/my/balance": self._balance,
            "/callback/add": self._add_callback,
            "/callback/del": self._delete_callback,
            "/callback/get": self._callback_list,
        }
        routes = [Route(path, self._endpoint(method), methods=["GET", "POST"]) for path, method in methods.items()]
        return Misbehaving(Router(routes), service="smsru", stand=self._stand, error=_trouble)

    def _endpoint(self, method: Method) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            parameters = await read_parameters(request)
            allowed = secrets.compare_digest(
                parameters.get("api_id", "").encode(), self._settings.smsru_api_id.encode()
            )
            answer = method(parameters) if allowed else _error(200)
            if parameters.get("json") == "1":
                return JSONResponse(answer)
            return PlainTextResponse(_plain(answer))

        return endpoint

    def _send(self, parameters: Parameters) -> Answer:
        texts = _texts(parameters)
        if not 0 < len(texts) <= MOST_NUMBERS:
            return _error(207 if texts else 202)
        sent: Answer = {}
        test = parameters.get("test") == "1"
        for number, text in texts.items():
            phone, problem = self._check(number, text)
            if problem is None and not test and self._desk.cost(text) > self._desk.balance():
                problem = 201
            if phone is None or problem is not None:
                sent[number] = _error(problem or 202)
                continue
            sender = parameters.get("from") or SENDER
            identifier = self._desk.accept(phone=phone, text=text, sender=sender, visible=not test)
            self._report_later(identifier)
            sent[number] = {"status": "OK", "status_code": OK, "sms_id": _public_id(identifier)}
        return self._success(sms=sent, balance=_number(self._desk.balance()))

    def _cost(self, parameters: Parameters) -> Answer:
        texts = _texts(parameters)
        if not 0 < len(texts) <= MOST_NUMBERS:
            return _error(207 if texts else 202)
        priced: Answer = {}
        total_cost, total_parts = Decimal(0), 0
        for number, text in texts.items():
            phone, problem = self._check(number, text)
            if phone is None or problem is not None:
                priced[number] = _error(problem or 202)
                continue
            cost, parts = self._desk.cost(text), parts_of(text)
            total_cost, total_parts = total_cost + cost, total_parts + parts
            priced[number] = {"status": "OK", "status_code": OK, "cost": _number(cost), "sms": parts}
        return self._success(sms=priced, total_cost=_number(total_cost), total_sms=total_parts)

    def _status(self, parameters: Parameters) -> Answer:
        found: Answer = {}
        for public in parameters.get("sms_id", "").split(",")[:MOST_NUMBERS]:
            message = self._desk.find(_internal_id(public))
            if message is None:
                found[public] = _error(NOT_FOUND)
                continue
            code = CODES[self._desk.stage(message)[0]]
            cost = _number(Decimal(message["cost"]))
            found[public] = {"status": "OK", "status_code": code, "cost": cost, "status_text": TEXTS[code]}
        return self._success(sms=found, balance=_number(self._desk.balance()))

    def _balance(self, parameters: Parameters) -> Answer:
        del parameters
        return self._success(balance=_number(self._desk.balance()))

    def _add_callback(self, parameters: Parameters) -> Answer:
        url, known = parameters.get("url", ""), self._callbacks()
        if origin_of(url) is None or len(known) >= MOST_CALLBACKS:
            return {"status": "ERROR", "status_code": OK + 1, "status_text": "Неправильный адрес"}
        return self._keep_callbacks([*known, url] if url not in known else known)

    def _delete_callback(self, parameters: Parameters) -> Answer:
        return self._keep_callbacks([url for url in self._callbacks() if url != parameters.get("url")])

    def _callback_list(self, parameters: Parameters) -> Answer:
        del parameters
        return self._success(callback=self._callbacks())

    def _callbacks(self) -> list[str]:
        kept: list[str] = json.loads(self._stand.store.note("smsru.callbacks") or "[]")
        return kept

    def _keep_callbacks(self, urls: list[str]) -> Answer:
        self._stand.store.set_note("smsru.callbacks", json.dumps(urls))
        return self._success(callback=urls)

    def _check(self, number: str, text: str) -> tuple[str | None, int | None]:
        phone = normal_phone(number)
        if phone is None:
            return None, 202
        if not text:
            return phone, 203
        return phone, 205 if parts_of(text) > MOST_PARTS else None

    def _report_later(self, identifier: int) -> None:
        message = self._desk.find(identifier)
        end = None if message is None else self._desk.final_stage(message)
        if end is None:
            return
        stage, moment = end
        data = f"sms_status\n{_public_id(identifier)}\n{CODES[stage]}\n{int(moment)}"
        checksum = hashlib.sha256(f"{self._settings.smsru_api_id}{data}".encode()).hexdigest()
        for url in self._callbacks():
            self._stand.outbox.send(
                service="smsru",
                label=f"sms_status {CODES[stage]}",
                subject=_public_id(identifier),
                url=url,
                body=urlencode({"data[0]": data, "hash": checksum}),
                content_type="application/x-www-form-urlencoded",
                delay=self._settings.delivered_after,
            )

    def _success(self, **fields: Any) -> Answer:
        return {"status": "OK", "status_code": OK, **fields}


async def read_parameters(request: Request) -> Parameters:
    """Return the parameters of the query and of a form together, as both operators take them."""
    parameters = dict(request.query_params)
    if request.method == "POST":
        async with request.form(max_files=0) as form:
            parameters |= {name: value for name, value in form.items() if isinstance(value, str)}
    return parameters


def _texts(parameters: Parameters) -> dict[str, str]:
    """Return texts by number, from `to` and `msg` or from `to[number]=text`."""
    single = {
        name.removeprefix("to[").removesuffix("]"): value
        for name, value in parameters.items()
        if name.startswith("to[")
    }
    numbers = [number.strip() for number in parameters.get("to", "").split(",")]
    return single or {number: parameters.get("msg", "") for number in numbers if number}


def _public_id(number: int) -> str:
    return f"{number // 1_000_000:06d}-{10_000_000 + number}"


def _internal_id(public: str) -> int:
    tail = public.strip().rpartition("-")[2]
    return int(tail) - 10_000_000 if tail.isascii() and tail.isdigit() and len(tail) <= len("9999999999") else 0


def _number(value: Decimal) -> float:
    return float(round(value, 2))


def _error(code: int) -> Answer:
    return {"status": "ERROR", "status_code": code, "status_text": TEXTS[code]}


def _plain(answer: Answer) -> str:
    entries = answer.get("sms", {}).values()
    lines = [str(answer["status_code"]), *(str(entry.get("sms_id", entry["status_code"])) for entry in entries)]
    if "balance" in answer:
        lines.append(f"balance={answer['balance']}" if "sms" in answer else str(answer["balance"]))
    return "\n".join(lines)


def _trouble(status: int) -> Response:
    return PlainTextResponse("Service is temporarily unavailable", status_code=status)
