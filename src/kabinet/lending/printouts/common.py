"""What the printouts share: sums in words, the organisation's lines, where the templates lie."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from num2words import num2words

from kabinet.kernel import clock
from kabinet.kernel.money import format_amount
from kabinet.kernel.ui.formats import date_long, phone
from kabinet.lending import presentation
from kabinet.lending.models import Loan
from kabinet.organisation.models import SiteProfile

TEMPLATES = Path(__file__).resolve().parent


def psk_frames(percent: Decimal, roubles: Decimal) -> dict[str, dict[str, str]]:
    """The two frames of 353-FZ article 6 part 1: digits and capital letters, per cent a year and roubles.

    Args:
        percent: Full cost of credit, per cent a year; three decimals are shown.
        roubles: Full cost of credit in money.
    """
    exactly = percent.quantize(Decimal("0.001"))
    return {
        "percent": {"digits": presentation.percent_exactly(exactly), "letters": percent_in_words(exactly).upper()},
        "roubles": {"digits": f"{format_amount(roubles)} РУБ.", "letters": roubles_in_words(roubles).upper()},
    }


def percent_in_words(percent: Decimal) -> str:
    """`двести девяносто две целых ноль тысячных процента годовых`."""
    return f"{num2words(percent, lang='ru')} процента годовых"


def roubles_in_words(sum_: Decimal) -> str:
    """`семь тысяч двести рублей 00 копеек`."""
    return str(num2words(sum_, lang="ru", to="currency", currency="RUB", cents=False, separator=""))


def heading(site: SiteProfile) -> dict[str, Any]:
    """The organisation's name and the line under it."""
    facts = [
        f"{_('INN')} {site.inn}" if site.inn else "",
        f"{_('OGRN')} {site.ogrn}" if site.ogrn else "",
        site.address,
        phone(site.phone),
    ]
    return {
        "organisation": site.legal_name or site.name,
        "facts": ", ".join(fact for fact in facts if fact),
        "printed": _("Printed on %(day)s from the cabinet") % {"day": date_long(clock.today())},
        "page": _("page"),
    }


def contract_line(loan: Loan) -> str:
    """`No. З-15 of 21 ноября 2026`."""
    return _("No. %(number)s of %(day)s") % {
        "number": loan.contract_number,
        "day": date_long(loan.contract_date),
    }
