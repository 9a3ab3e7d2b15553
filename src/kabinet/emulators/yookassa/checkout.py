"""The payment page: what YooKassa shows the payer."""

from decimal import Decimal
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kabinet.emulators.pages import Html, join, origin_of, page, render, same_origin
from kabinet.emulators.stand import Stand
from kabinet.emulators.yookassa.desk import Choice, Payment, PaymentDesk
from kabinet.emulators.yookassa.errors import ApiError
from kabinet.emulators.yookassa.receipts import line_total

BUTTONS = (
    (Choice.INSUFFICIENT_FUNDS, "Недостаточно средств"),
    (Choice.THREE_D_SECURE_FAILED, "3-D Secure не пройдена"),
    (Choice.EXPIRE, "Время на оплату истекло"),
    (Choice.LEAVE, "Уйти без оплаты"),
)
OUTCOMES = {
    "succeeded": "Платёж прошёл",
    "waiting_for_capture": "Деньги удержаны и ждут подтверждения магазина",
    "canceled": "Платёж отменён",
}
THIN_SPACE = "\u2009"


def roubles(value: Decimal) -> str:
    """Format a sum for people: `1 250,00 ₽`."""
    return f"{value:,.2f}".replace(",", THIN_SPACE).replace(".", ",") + f"{THIN_SPACE}₽"


class Checkout:
    """Shows a payment and carries out the payer's choice."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._payments = PaymentDesk(stand)

    async def show(self, request: Request) -> Response:
        """Answer the page of a payment."""
        try:
            payment = self._payments.get(request.path_params["id"])
        except ApiError:
            return page("Платёж не найден", render(UNKNOWN), kind="checkout", status=HTTPStatus.NOT_FOUND)
        return self._page(payment)

    async def choose(self, request: Request) -> Response:
        """Carry out the choice and send the payer back to the shop; a second choice changes nothing."""
        if not same_origin(request):
            return page("Нельзя", render(UNKNOWN), kind="checkout", status=HTTPStatus.FORBIDDEN)
        async with request.form(max_files=0, max_fields=10) as form:
            wanted = form.get("choice")
        try:
            choice = Choice(str(wanted))
            payment = self._payments.choose(request.path_params["id"], choice)
        except ValueError:
            return page("Нет такой кнопки", render(UNKNOWN), kind="checkout", status=HTTPStatus.BAD_REQUEST)
        except ApiError:
            return page("Платёж не найден", render(UNKNOWN), kind="checkout", status=HTTPStatus.NOT_FOUND)
        url = payment.details["return_url"]
        if url is None:
            return self._page(payment)
        return RedirectResponse(url, status_code=HTTPStatus.SEE_OTHER)

    def _page(self, payment: Payment) -> Response:
        url = payment.details["return_url"]
        pending = payment.status == "pending"
        content = render(
            FORM if pending else DONE,
            shop=self._stand.settings.yookassa.shop_name,
            amount=roubles(payment.amount),
            description=payment.body.get("description", ""),
            receipt=_receipt(payment.details["receipt"]),
            others=join(render(BUTTON, value=choice.value, text=text) for choice, text in BUTTONS),
            outcome=OUTCOMES.get(payment.status, ""),
            back=render(BACK, url=url) if url else Html(""),
        )
        target = origin_of(url) if url else None
        return page(f"Оплата {roubles(payment.amount)}", content, kind="checkout", form_target=target)


def _receipt(receipt: dict[str, Any] | None) -> Html:
    if receipt is None:
        return Html("")
    lines = join(render(LINE, name=item["description"], amount=roubles(line_total(item))) for item in receipt["items"])
    customer = receipt["customer"]
    return render(RECEIPT, lines=lines, address=customer.get("email") or customer.get("phone"))


UNKNOWN = """
<h1>Такого платежа нет</h1>
<p>Ссылка неполная, устарела или ведёт на платёж другого магазина. Вернитесь на сайт и начните оплату заново.</p>
"""

FORM = """
<p class="shop">$shop</p>
<h1 class="sum">$amount</h1>
<p class="purpose">$description</p>
$receipt
<form method="post">
  <div class="card-face" aria-hidden="true"><span>5555 5555 5555 4444</span><span>12/30</span></div>
  <button class="primary" name="choice" value="pay">Оплатить</button>
  <fieldset>
    <legend>Или другой исход</legend>
    $others
  </fieldset>
</form>
<p class="hint">Это эмулятор ЮKassa: деньги не списываются, карта не нужна.</p>
"""

DONE = """
<p class="shop">$shop</p>
<h1 class="sum">$amount</h1>
<p class="outcome" role="status">$outcome</p>
<p class="purpose">$description</p>
$receipt
$back
"""

BUTTON = '<button name="choice" value="$value">$text</button>'
BACK = '<p><a class="button" href="$url">Вернуться в магазин</a></p>'
LINE = '<tr><td>$name</td><td class="money">$amount</td></tr>'
RECEIPT = """
<table class="receipt">
  <caption>Чек придёт на $address</caption>
  <thead><tr><th scope="col">Предмет</th><th scope="col" class="money">Сумма</th></tr></thead>
  <tbody>$lines</tbody>
</table>
"""
