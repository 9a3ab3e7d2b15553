"""The organisation's colours as a stylesheet: the content policy forbids inline styles."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kabinet.kernel.audience import open_page
from kabinet.organisation.queries.profile import profile


@open_page
@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    """The brand hue as a custom property."""
    response = HttpResponse(f":root{{--hue:{profile().hue}}}", content_type="text/css")
    response["Cache-Control"] = "public, max-age=300"
    return response
