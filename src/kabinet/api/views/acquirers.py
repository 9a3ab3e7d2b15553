"""Notifications of acquirers: `POST /api/webhooks/acquirers/<name>/`.

Only the networks that an acquirer names are listened to, nothing in a notification is believed, and the answer is the
same whether the payment is known or not.
"""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kabinet.kernel.audience import open_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.web.addresses import client_ip
from kabinet.kernel.web.bodies import NOTIFICATION, takes
from kabinet.kernel.web.problems import problem
from kabinet.payments.actions.receive_notice import receive_notice
from kabinet.payments.providers import acquirer_of
from kabinet.payments.providers.base import Network, NotSetUpError

log = structlog.get_logger(__name__)


@open_page
@takes(NOTIFICATION)
@csrf_exempt
def webhook(request: HttpRequest, name: str) -> HttpResponse:
    """Store a notification and answer at once; a job asks the acquirer what happened.

    200 when stored, 400 when it is no notification, 403 from a foreign address, 404 for an acquirer that is not set up,
    405 for other methods; a body that is too large does not come here.
    """
    if request.method != "POST":
        response = problem(405, "method_not_allowed", _("Notifications are sent with POST"))
        response["Allow"] = "POST"
        return response
    try:
        acquirer = acquirer_of(name)
    except NotSetUpError:
        return problem(404, "no_such_acquirer", _("No acquirer of this name is set up here"))
    address = client_ip(request)
    if not is_within(address, acquirer.networks):
        log.warning("acquirer.foreign_address", acquirer=name)
        return problem(403, "foreign_address", _("Notifications are not accepted from this address"))
    try:
        receive_notice(provider=name, body=request.body, ip=address)
    except Refused as refused:
        return problem(400, refused.code, str(refused.message))
    return JsonResponse({"status": "ok"})


def is_within(address: str, networks: Sequence[Network]) -> bool:
    """Whether an address lies in one of these networks."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return any(ip in network for network in networks)
