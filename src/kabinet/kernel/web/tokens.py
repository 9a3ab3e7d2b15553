"""A fresh token for a page that has been open for long."""

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kabinet.kernel.audience import open_page
from kabinet.kernel.web.late import reader_of


@open_page
@never_cache
@require_safe
def token(request: HttpRequest) -> JsonResponse:
    """The token that forms of this browser need now, and the mark of whoever is signed in.

    Other sites cannot read the answer: it allows no other origin. A page of somebody else must not use the token.
    """
    return JsonResponse({"token": get_token(request), "reader": reader_of(request)})
