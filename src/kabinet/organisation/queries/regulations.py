"""Figures of the law: all of them, and those of a day."""

from datetime import date

from django.db.models import QuerySet

from kabinet.organisation.models import RegulatoryValue


def regulatory_values() -> QuerySet[RegulatoryValue]:
    """Every figure of the law, newest first within its code."""
    return RegulatoryValue.objects.order_by("code", "-valid_from")


def values_on(on: date) -> QuerySet[RegulatoryValue]:
    """The figures in force on a day, one of each code. One query.

    Args:
        on: Day of the contract.
    """
    return regulatory_values().filter(valid_from__lte=on).distinct("code")
