"""Reading the catalogue."""

from django.db.models import QuerySet

from kabinet.catalogue.models import Service


def open_services() -> QuerySet[Service]:
    """The services that take applications, in the order the organisation gave them. One query."""
    return Service.objects.filter(is_open=True).select_related("questionnaire").order_by("position", "title")


def service_by_code(code: str, *, open_only: bool = True) -> Service | None:
    """The service of that code, or None. One query."""
    services = open_services() if open_only else Service.objects.select_related("questionnaire")
    return services.filter(code=code).first()
