"""Which state of an object a form was filled in on."""

from django.http import HttpRequest


def revision_in(request: HttpRequest) -> int | None:
    """The revision of the page that a form came from; None when it says none."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
