"""Questionnaires as a Django application."""

from kabinet.kernel.capability import CapabilityConfig


class QuestionnairesConfig(CapabilityConfig):
    """Forms of applications as data: versions and the engine that runs them."""

    name = "kabinet.questionnaires"
    label = "questionnaires"
