"""What a party can get."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kabinet.kernel.models import Entity
from kabinet.questionnaires.models import Questionnaire


class Service(Entity):
    """An entry of the catalogue, built from a service template."""

    code = models.SlugField(_("Code"), max_length=60, unique=True)
    template = models.CharField(max_length=30, default="loan")
    title = models.CharField(_("Title"), max_length=150)
    lead = models.CharField(_("In one sentence"), max_length=300, blank=True)
    description = models.TextField(_("Description"), blank=True)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="services")
    is_open = models.BooleanField(_("Takes applications"), default=True)
    position = models.PositiveSmallIntegerField(_("Position"), default=100)

    class Meta:
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title
