"""The organisation's profile, its legal texts, the figures of the law."""

from typing import Final
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import clock
from kabinet.kernel.models import Entity

THE_SITE: Final = UUID(int=1)
"""The one organisation of a site."""


class SiteProfile(models.Model):
    """The organisation that runs the site: its name, contacts and brand hue. One row."""

    id = models.UUIDField(primary_key=True, default=THE_SITE, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    name = models.CharField(_("Name"), max_length=100)
    legal_name = models.CharField(_("Full legal name"), max_length=250)
    inn = models.CharField(_("INN"), max_length=12)
    ogrn = models.CharField(_("OGRN"), max_length=15)
    registry_number = models.CharField(_("Number in the Bank of Russia's register"), max_length=40, blank=True)
    phone = models.CharField(_("Phone"), max_length=20)
    email = models.EmailField(_("E-mail"))
    address = models.CharField(_("Address"), max_length=300)
    working_hours = models.CharField(_("Working hours"), max_length=100, blank=True)
    bank_name = models.CharField(_("Bank"), max_length=150, blank=True)
    bank_bik = models.CharField(_("BIK"), max_length=9, blank=True)
    bank_account = models.CharField(_("Settlement account"), max_length=20, blank=True)
    hue = models.PositiveSmallIntegerField(
        _("Brand hue"), default=250, validators=[MinValueValidator(0), MaxValueValidator(360)]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=THE_SITE), name="one_site_profile"),
            models.CheckConstraint(condition=models.Q(hue__lte=360), name="hue_is_an_angle"),
        ]

    def __str__(self) -> str:
        return self.name


class LegalText(Entity):
    """A published text that people consent to or read: immutable, the newest of its code is in force."""

    code = models.SlugField(max_length=50)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=250)
    body = models.TextField()
    published_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="one_legal_text_per_number")]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class RegulatoryValue(Entity):
    """A figure that a statute sets, from a day on. The newest row before a contract's date is in force."""

    class Code(models.TextChoices):
        DAILY_RATE_CAP = "consumer.daily_rate_cap", _("Highest daily rate, per cent a day")
        PSK_CAP = "consumer.psk_cap", _("Highest full cost of credit, per cent a year")
        OVERPAYMENT_CAP = "consumer.overpayment_cap", _("Highest overpayment, per cent of the sum")

    code = models.CharField(max_length=40, choices=Code)
    value = models.DecimalField(_("Value"), max_digits=12, decimal_places=3)
    valid_from = models.DateField(_("Valid from"))
    source = models.CharField(_("Source"), max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="one_value_per_day")]
        ordering = ["code", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"
