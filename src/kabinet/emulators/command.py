"""The `emulators` command."""

from pathlib import Path

import click

from kabinet.emulators.serve import PortTakenError, main
from kabinet.emulators.settings import (
    DEMO_SHOP_ID,
    DEMO_SHOP_KEY,
    DEMO_SMSC_KEY,
    DEMO_SMSC_LOGIN,
    DEMO_SMSRU_KEY,
    EmulatorSettings,
    SmsSettings,
    YooKassaSettings,
)

READY = """Эмуляторы: http://{host}:{port}/
  входящие СМС и письма   http://{host}:{port}/
  управление сбоями       http://{host}:{port}/__control
  ЮKassa                  http://{host}:{port}/yookassa/v3/
  SMS.ru                  http://{host}:{port}/smsru/
  SMSC.ru                 http://{host}:{port}/smsc/
  почта (SMTP)            {smtp}
  уведомления ЮKassa      {notify}"""


@click.command("emulators")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(1, 65535), help="Port for HTTP.")
@click.option("--notify-url", help="Where YooKassa's notifications go.")
@click.option("--state-file", type=click.Path(dir_okay=False, path_type=Path), help="Keep the state in this file.")
@click.option("--public-url", help="Base of the links handed out, when it is not the request's own address.")
@click.option(
    "--smtp-port", default=8025, show_default=True, type=click.IntRange(0, 65535), help="Port for mail, 0 for none."
)
@click.option("--shop-id", default=DEMO_SHOP_ID, show_default=True, help="YooKassa's shop.")
@click.option("--shop-key", default=DEMO_SHOP_KEY, show_default=True, help="Its secret key.")
@click.option("--smsru-key", default=DEMO_SMSRU_KEY, show_default=True, help="SMS.ru's api_id.")
@click.option("--smsc-login", default=DEMO_SMSC_LOGIN, show_default=True, help="SMSC.ru's login.")
@click.option("--smsc-key", default=DEMO_SMSC_KEY, show_default=True, help="SMSC.ru's password.")
def emulators(
    *,
    host: str,
    port: int,
    notify_url: str | None,
    state_file: Path | None,
    public_url: str | None,
    smtp_port: int,
    shop_id: str,
    shop_key: str,
    smsru_key: str,
    smsc_login: str,
    smsc_key: str,
) -> None:
    """Run stand-ins for YooKassa, SMS.ru, SMSC.ru and a mail server."""
    settings = EmulatorSettings(
        state_file=state_file,
        public_url=public_url,
        smtp_host=host,
        smtp_port=smtp_port or None,
        yookassa=YooKassaSettings(shop_id=shop_id, secret_key=shop_key, notify_url=notify_url),
        sms=SmsSettings(smsru_api_id=smsru_key, smsc_login=smsc_login, smsc_password=smsc_key),
    )
    smtp = f"{host}:{smtp_port}" if smtp_port else "выключена"
    click.echo(READY.format(host=host, port=port, smtp=smtp, notify=notify_url or "не настроены"))
    try:
        main(host, port, settings)
    except PortTakenError as error:
        raise click.ClickException(f"cannot listen on {error}") from error
