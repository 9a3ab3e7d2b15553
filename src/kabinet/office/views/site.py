"""The setup's first page and the organisation's details."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.applications.timeline import timeline
from kabinet.kernel import site
from kabinet.kernel.access import Right, actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.ui.refusals import attempt
from kabinet.kernel.web.revisions import revision_in
from kabinet.office.forms.setup import SiteForm
from kabinet.office.pages import overtaken
from kabinet.office.story import tell


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
        return _organisation_page(request, SiteForm(instance=site.profile()))
    form, seen = SiteForm(request.POST, instance=site.profile()), revision_in(request)
    if form.is_valid():
        changes = form.cleaned_data
        saved = attempt(form, lambda: site.save_profile(actor=actor_of(request), changes=changes, revision=seen))
        if saved is not None:
            messages.success(request, _("The organisation's details are saved."))
            return redirect("office_site")
    return _organisation_page(request, form, seen, status=422)


def _organisation_page(
    request: HttpRequest, form: SiteForm, seen: int | None = None, *, status: int = 200
) -> HttpResponse:
    current = site.profile()
    context = {
        "form": form,
        "revision": current.revision,
        "change": overtaken(seen, current.revision, [current]),
        "story": tell(timeline([current], for_client=False, limit=20)),
    }
    return render(request, "office/setup/site.html", context, status=status)
