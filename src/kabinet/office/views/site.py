"""The setup's first page and the organisation's details."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.kernel import site
from kabinet.kernel.access import Right, actor_of
from kabinet.kernel.audience import staff_page
from kabinet.office.forms.setup import SiteForm


@staff_page(Right.MANAGE_SITE)
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """What can be set up."""
    return render(request, "office/setup/index.html")


@staff_page(Right.MANAGE_SITE)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """The organisation's name, contacts, bank details and brand hue."""
    if request.method != "POST":
        return render(request, "office/setup/site.html", {"form": SiteForm(instance=site.profile())})
    form = SiteForm(request.POST, instance=site.profile())
    if form.is_valid():
        site.save_profile(actor=actor_of(request), changes=form.cleaned_data)
        messages.success(request, _("The organisation's details are saved."))
        return redirect("office_site")
    return render(request, "office/setup/site.html", {"form": form}, status=422)
