import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from kabinet.emulators.mail import LARGEST_MESSAGE, text_of
from kabinet.emulators.testing import RunningEmulator

ADDRESS = "ivan@example.ru"


@pytest.fixture(autouse=True)
def clean(running: RunningEmulator) -> Iterator[None]:
    running.reset()
    yield
    running.reset()


def letter(text: str = "Код входа 123456", html: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Кабинет <cabinet@example.ru>"
    message["To"] = ADDRESS
    message["Subject"] = "Вход в личный кабинет, код внутри письма — никому его не показывайте"
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


def client(running: RunningEmulator, timeout: float = 10.0) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", running.smtp_port, timeout=timeout)


def test_letter_arrives(running: RunningEmulator) -> None:
    with client(running) as smtp:
        smtp.send_message(letter(html="<p>Код входа <b>123456</b></p>"))
        smtp.send_message(letter("второе"))
    second, first = running.messages(ADDRESS)
    assert (first["channel"], first["service"], first["code"]) == ("email", "smtp", "123456")
    assert first["sender"] == "Кабинет <cabinet@example.ru>"
    assert first["subject"] == "Вход в личный кабинет, код внутри письма — никому его не показывайте"
    assert (first["text"], first["html"]) == ("Код входа 123456", "<p>Код входа <b>123456</b></p>")
    assert second["text"] == "второе"
    assert running.wait_for_message(ADDRESS, after=first["id"]) == second


def test_dots_and_long_lines_survive(running: RunningEmulator) -> None:
    body = "Subject: dots\r\n\r\n.\r\n..two\r\n.three\r\n" + "x" * 5000
    with client(running) as smtp:
        smtp.sendmail("a@example.ru", [ADDRESS], body)
    (message,) = running.messages(ADDRESS)
    assert message["text"] == ".\n..two\n.three\n" + "x" * 5000


def test_every_recipient_gets_it(running: RunningEmulator) -> None:
    with client(running) as smtp:
        smtp.sendmail("a@example.ru", ["one@example.ru", "TWO@example.ru"], "Subject: x\r\n\r\ny")
    assert sorted(message["to"] for message in running.messages()) == ["one@example.ru", "two@example.ru"]


def test_html_alone_is_shown_as_text(running: RunningEmulator) -> None:
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content("<style>p{}</style><p>Ссылка: <a href='http://shop.test/r'>вход</a></p>", subtype="html")
    with client(running) as smtp:
        smtp.send_message(message, "a@example.ru", [ADDRESS])
    assert running.messages(ADDRESS)[0]["text"] == "Ссылка: http://shop.test/r вход"


def test_order_of_commands(running: RunningEmulator) -> None:
    with client(running) as smtp:
        assert smtp.docmd("MAIL", "FROM:<a@example.ru>")[0] == 503
        smtp.ehlo()
        assert smtp.has_extn("size")
        assert smtp.docmd("RCPT", "TO:<b@example.ru>")[0] == 503
        assert smtp.docmd("DATA")[0] == 503
        assert smtp.docmd("MAIL", "a@example.ru")[0] == 501
        assert smtp.docmd("MAIL", f"FROM:<a@example.ru> SIZE={LARGEST_MESSAGE + 1}")[0] == 552
        assert smtp.docmd("MAIL", "FROM:<>")[0] == 250
        assert smtp.docmd("MAIL", "FROM:<>")[0] == 503
        assert smtp.docmd("RCPT", "TO:<nobody>")[0] == 501
        assert smtp.docmd("RCPT", "TO:<b@example.ru>")[0] == 250
        assert smtp.rset()[0] == 250
        assert smtp.docmd("DATA")[0] == 503
        assert smtp.noop()[0] == 250
        assert smtp.verify("x")[0] == 252
        assert smtp.docmd("TURN")[0] == 502
    with client(running) as smtp:
        assert smtp.helo()[0] == 250
    assert running.messages() == []


def test_too_many_recipients(running: RunningEmulator) -> None:
    with client(running) as smtp:
        smtp.ehlo()
        smtp.mail("a@example.ru")
        codes = [smtp.rcpt(f"b{number}@example.ru")[0] for number in range(101)]
    assert codes == [250] * 100 + [452]


def test_letter_beyond_the_limit_is_refused_and_the_session_goes_on(running: RunningEmulator) -> None:
    with client(running) as smtp:
        smtp.ehlo()
        smtp.mail("a@example.ru")
        smtp.rcpt(ADDRESS)
        assert smtp.data(b"x" * 997 + b"\r\n" + (b"y" * 998 + b"\r\n") * (LARGEST_MESSAGE // 1000 + 1))[0] == 552
        smtp.send_message(letter())
    assert len(running.messages()) == 1


def test_client_that_goes_away_in_the_middle(running: RunningEmulator) -> None:
    with socket.create_connection(("127.0.0.1", running.smtp_port)) as connection:
        connection.recv(100)
        connection.sendall(b"EHLO x\r\nMAIL FROM:<a@b.ru>\r\nRCPT TO:<c@d.ru>\r\nDATA\r\nSubject: half")
    with client(running) as smtp:
        smtp.send_message(letter())
    assert [message["to"] for message in running.messages()] == [ADDRESS]


def test_strange_bytes_do_no_harm(running: RunningEmulator) -> None:
    body = b"Subject: =?utf-8?b?!!!?=\r\nContent-Type: text/plain; charset=unheard-of\r\n\r\n\xff\xfe\x00"
    with client(running) as smtp:
        smtp.sendmail("a@example.ru", [ADDRESS], body)
    assert len(running.messages(ADDRESS)) == 1


@pytest.mark.parametrize(("switch", "kept"), [("fail_before", 0), ("fail_after", 1)])
def test_errors(running: RunningEmulator, switch: str, kept: int) -> None:
    running.faults(smtp={switch: 1})
    with client(running) as smtp, pytest.raises(smtplib.SMTPDataError) as refusal:
        smtp.send_message(letter())
    assert refusal.value.smtp_code == 451
    assert len(running.messages()) == kept


@pytest.mark.parametrize(("switch", "kept"), [("silent_before", 0), ("silent_after", 1)])
def test_silence(running: RunningEmulator, switch: str, kept: int) -> None:
    running.faults(smtp={switch: 1})
    smtp = client(running)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        smtp.send_message(letter())
    smtp.close()
    assert len(running.messages()) == kept


def test_text_of_html() -> None:
    assert text_of("<h1>Заголовок</h1><p>Один&nbsp;два<br>три</p><script>нет</script>") == "Заголовок\nОдин два\nтри"
