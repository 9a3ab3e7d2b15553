"""Demo data: one made-up organisation with clients, applications and loans in every state."""

from django.db import connection

from kabinet.cli.demo_data import connections, organisation, story
from kabinet.cli.progress import Tick
from kabinet.identity.models import User
from kabinet.kernel import events
from kabinet.organisation.models import SiteProfile

__all__ = ["ensure_demo_data", "guide", "is_nobodys", "is_of_the_demo"]


def is_of_the_demo() -> bool:
    """Whether this database is a demo's: its staff, whose password is printed, work here."""
    return User.objects.filter(email=organisation.STAFF[0].email).exists()


def is_nobodys() -> bool:
    """Whether nobody has an account and no organisation has said its name yet."""
    return not User.objects.exists() and not SiteProfile.objects.exists()


def ensure_demo_data(tick: Tick) -> bool:
    """Make the demo data once; a second start keeps what people did with them. A real site's database is left alone.

    Args:
        tick: Told how many clients have been made, of how many.

    Returns:
        Whether they were made now.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('kabinet.demo'))")
        try:
            if not (is_nobodys() or is_of_the_demo()):
                return False
            connections.connect()
            if SiteProfile.objects.exists():
                return False
            with events.history():
                organisation.found()
                story.tell(tick)
            SiteProfile.objects.create(**organisation.PROFILE)
        finally:
            cursor.execute("select pg_advisory_unlock(hashtext('kabinet.demo'))")
    return True


def guide(*, site: str, emulators: str) -> str:
    """What the demo prints when it is ready: addresses, sign-ins and what to try."""
    staff = "\n".join(
        f"  {person.email:<28} {person.name}, {str(person.role.label).lower()}" for person in organisation.STAFF
    )
    return f"""
Готово: {site}/

Сайт для заёмщика      {site}/
Личный кабинет         {site}/cabinet/
Рабочее место          {site}/office/
СМС и письма           {emulators}/            сюда приходят коды входа
Сбои на выбор          {emulators}/__control   задержки, ошибки, потерянные уведомления

Вход заёмщика          телефон {story.SHOWN_CLIENT_PHONE}, код придёт в «СМС и письма»
Вход сотрудников       {site}/sign-in/password/   пароль у всех: {organisation.PASSWORD}
{staff}

Что попробовать
  1. Рассчитайте заём на главной странице и оформите заявку: ответы сохраняются сами.
  2. Войдите менеджером, найдите заявку, введите номер договора, потом документ о выдаче: график опубликуется с ним.
  3. Войдите заёмщиком, нажмите «Оплатить»: платёжная страница предложит и удачу, и отказ.
  4. Включите сбои на странице эмуляторов и посмотрите, что платёж всё равно зачтётся один раз.

Остановить: Ctrl+C. Данные лежат в папке var и сохраняются.
"""
