"""Tell the administrators of an alarm."""

from kabinet.identity.models import User
from kabinet.identity.roles import Role
from kabinet.kernel.models import Event
from kabinet.notifications.telling import tell


def notify_administrators(event: Event) -> None:
    """Tell every administrator of an alarm."""
    for administrator in User.objects.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR]).order_by("pk"):
        tell(administrator, event, code=f"security.{event.data['kind']}", path="/office/security/")
