"""Who may know of which service."""

from django.db.models import QuerySet

from kabinet.catalogue.models import Service
from kabinet.kernel import access
from kabinet.kernel.access import Actor, Right


@access.scope(Service)
def services_of(actor: Actor) -> QuerySet[Service]:
    """Everybody sees what is open; staff who manage products see the rest too."""
    services = Service.objects.all()
    return services if actor.may(Right.MANAGE_PRODUCTS) else services.filter(is_open=True)
