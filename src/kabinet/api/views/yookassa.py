"""YooKassa's notifications: `POST /api/webhooks/yookassa/`.

They carry no signature. So only the networks that YooKassa names are listened to, nothing in a notification is
believed, and the answer is the same whether the payment is known or not.
"""

import json
from ipaddress import IPv6Address, ip_address

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kabinet.config.environment import environment
from kabinet.kernel.audience import open_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.web.addresses import client_ip
from kabinet.kernel.web.bodies import NOTIFICATION, takes
from kabinet.kernel.web.problems import problem
from kabinet.payments.actions.receive_notice import receive_notice

log = structlog.get_logger(__name__)


@open_page
@takes(NOTIFICATION)
@csrf_exempt
def webhook(request: HttpRequest) -> HttpResponse:
    """Store a notification and answer at once; a job asks YooKassa what happened.

    200 when stored, 400 when it is no notification, 403 from a foreign address, 405 for other methods; a body that is
    too large does not come here.
    """
    if request.method != "POST":
        response = problem(405, "method_not_allowed", _("Notifications are sent with POST"))
        response["Allow"] = "POST"
        return response
    address = client_ip(request)
    if not from_yookassa(address):
        log.warning("yookassa.foreign_address")
        return problem(403, "foreign_address", _("Notifications are not accepted from this address"))
    try:
        receive_notice(provider="yookassa", body=json.loads(request.body), ip=address)
    except (ValueError, RecursionError):
        return problem(400, "malformed", _("The notification is not JSON"))
    except Refused as refused:
        return problem(400, refused.code, str(refused.message))
    return JsonResponse({"status": "ok"})


def from_yookassa(address: str) -> bool:
    """Whether an address lies in a network whose notifications are accepted."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return any(ip in network for network in environment().yookassa_networks)
