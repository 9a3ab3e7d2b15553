"""Questionnaires and their published versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import clock
from kabinet.kernel.models import Entity


class Questionnaire(Entity):
    """The form of an application as data."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("Title"), max_length=200)

    def __str__(self) -> str:
        return self.code


class QuestionnaireVersion(Entity):
    """An immutable published state of a questionnaire; applications stay with the version they began on."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="one_version_per_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} {self.number}"
