"""Who may know of which service."""

from django.db.models import QuerySet

from kabinet.catalogue.models import Service
from kabinet.identity.rights import SEE_PRODUCTS
from kabinet.kernel import access
from kabinet.kernel.access import Actor


@access.scope(Service)
def services_of(actor: Actor) -> QuerySet[Service]:
    """Everybody sees what is open; staff who manage products see the rest too."""
    services = Service.objects.all()
    return services if actor.may(SEE_PRODUCTS) else services.filter(is_open=True)
