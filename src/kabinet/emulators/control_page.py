"""The control panel for people: the same switches as a form."""

from collections.abc import Iterable
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kabinet.emulators.faults import SERVICES, FaultError
from kabinet.emulators.pages import Html, join, page, render, same_origin
from kabinet.emulators.stand import Stand

TITLES = {"yookassa": "ЮKassa", "smsru": "SMS.ru", "smsc": "SMSC.ru", "smtp": "Почта"}
SWITCHES = {
    "delay": "Задержка каждого ответа, секунд",
    "fail_before": "Ответить ошибкой, ничего не сделав: следующих запросов",
    "fail_after": "Сделать, но ответить ошибкой: следующих запросов",
    "silent_before": "Промолчать, ничего не сделав: следующих запросов",
    "silent_after": "Сделать, но промолчать: следующих запросов",
    "processing": "Ответить 202 «в обработке»: следующих запросов",
    "status": "Код ошибки",
}
ONLY_FOR = {"processing": ("yookassa",), "status": ("yookassa", "smsru", "smsc")}
NOTIFICATION_SWITCHES = {
    "duplicate": "Лишних копий каждого уведомления",
    "late": "Опоздание каждого уведомления, секунд",
    "lost": "Потерять: следующих уведомлений",
    "reorder": "Копить столько и отправить в обратном порядке",
}
STATES = {
    "scheduled": "ждёт отправки",
    "held": "удержано",
    "delivered": "доставлено",
    "failed": "не принято",
    "lost": "потеряно",
    "unaddressed": "некуда отправить",
}
SHOWN = 30


class ControlPage:
    """Shows the switches and takes them from a form."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand

    async def show(self, request: Request) -> Response:
        """Answer the page."""
        del request
        return self._page()

    async def order(self, request: Request) -> Response:
        """Carry out what a form asks: save switches, release notifications or reset."""
        if not same_origin(request):
            return self._page("Форма пришла с другого сайта.", HTTPStatus.FORBIDDEN)
        async with request.form(max_files=0, max_fields=50) as form:
            problem = self._obey(form)
        if problem:
            return self._page(problem, HTTPStatus.BAD_REQUEST)
        return RedirectResponse("/__control", status_code=HTTPStatus.SEE_OTHER)

    def _obey(self, form: FormData) -> str:
        match form.get("order"):
            case "save":
                return self._save(form)
            case "release":
                self._stand.outbox.release()
            case "shuffle":
                self._stand.outbox.release("shuffled")
            case "calm":
                self._stand.faults.reset()
            case "reset":
                self._stand.reset()
            case _:
                return "Такой кнопки нет."
        return ""

    def _save(self, form: FormData) -> str:
        changes: dict[str, dict[str, Any]] = {name: {} for name in (*SERVICES, "notifications")}
        for name, value in form.items():
            service, _, switch = name.partition(".")
            if service not in changes or switch == "hold":
                continue
            try:
                number = float(str(value).replace(",", ".") or 0)
            except ValueError:
                return f"Не число: {value}"
            changes[service][switch] = int(number) if number.is_integer() else number
        changes["notifications"]["hold"] = form.get("notifications.hold") == "1"
        try:
            self._stand.faults.update(changes)
        except FaultError as error:
            return f"Не подходит: {error}"
        return ""

    def _page(self, problem: str = "", status: int = HTTPStatus.OK) -> Response:
        faults = self._stand.faults
        services = join(
            render(GROUP, title=TITLES[name], fields=_fields(name, asdict(switches), SWITCHES))
            for name, switches in faults.services.items()
        )
        notifications = _fields("notifications", asdict(faults.notifications), NOTIFICATION_SWITCHES)
        hold = render(HOLD, checked=Html("checked" if faults.notifications.hold else ""))
        content = render(
            PAGE,
            problem=render('<p class="problem" role="alert">$text</p>', text=problem) if problem else Html(""),
            services=services,
            notifications=render(GROUP, title="Уведомления ЮKassa", fields=Html(notifications + hold)),
            url=self._stand.notify_url or "не задан",
            callbacks=_rows(CALLBACK, (self._callback(entry) for entry in self._stand.outbox.entries(SHOWN))),
            requests=_rows(REQUEST, self._stand.journal.entries(limit=SHOWN)),
        )
        return page("Управление эмуляторами", content, status=status)

    def _callback(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {**entry, "state": STATES.get(entry["state"], entry["state"])}


def _fields(service: str, values: dict[str, Any], titles: dict[str, str]) -> Html:
    shown = {name: title for name, title in titles.items() if service in ONLY_FOR.get(name, (service,))}
    return join(
        render(FIELD, name=f"{service}.{name}", title=title, value=f"{values[name]:g}") for name, title in shown.items()
    )


def _rows(template: str, entries: Iterable[dict[str, Any]]) -> Html:
    return join(render(template, **entry) for entry in entries)


PAGE = """
<h1>Управление эмуляторами</h1>
$problem
<form method="post" action="/__control" class="control">
  <div class="groups">$services $notifications</div>
  <p class="buttons">
    <button class="primary" name="order" value="save">Сохранить</button>
    <button name="order" value="calm">Выключить всё</button>
    <button name="order" value="release">Отпустить удержанные</button>
    <button name="order" value="shuffle">Отпустить вперемешку</button>
    <button name="order" value="reset">Стереть данные</button>
  </p>
</form>
<h2>Уведомления</h2>
<p>Адрес: <code>$url</code></p>
<div class="wide" tabindex="0" role="region" aria-label="Уведомления">
<table>
  <thead><tr><th scope="col">№</th><th scope="col">Кто</th><th scope="col">Что</th><th scope="col">О чём</th>
  <th scope="col">Состояние</th><th scope="col">Попыток</th><th scope="col">Ответ</th></tr></thead>
  <tbody>$callbacks</tbody>
</table>
</div>
<h2>Полученные запросы</h2>
<div class="wide" tabindex="0" role="region" aria-label="Полученные запросы">
<table>
  <thead><tr><th scope="col">Когда</th><th scope="col">Служба</th><th scope="col">Запрос</th>
  <th scope="col">Ответ</th><th scope="col">Сбой</th></tr></thead>
  <tbody>$requests</tbody>
</table>
</div>
"""
GROUP = "<fieldset><legend>$title</legend>$fields</fieldset>"
FIELD = '<label>$title<input name="$name" value="$value" inputmode="decimal" autocomplete="off"></label>'
HOLD = (
    '<label class="tick"><input type="checkbox" name="notifications.hold" value="1" $checked>'
    " Удерживать до кнопки «Отпустить»</label>"
)
CALLBACK = (
    "<tr><td>$seq</td><td>$service</td><td>$label</td><td>$subject</td><td>$state</td>"
    "<td>$attempts</td><td>$answer</td></tr>"
)
REQUEST = "<tr><td>$at</td><td>$service</td><td>$method $path</td><td>$status</td><td>$fault</td></tr>"
