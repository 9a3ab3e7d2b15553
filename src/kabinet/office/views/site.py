"""The setup's first page and the organisation's details."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.applications.timeline import timeline
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.ui.refusals import attempt
from kabinet.kernel.web.revisions import revision_in
from kabinet.office.forms.setup import SiteForm
from kabinet.office.story import Line, overtaken, tell
from kabinet.organisation.actions.save_profile import save_profile
from kabinet.organisation.queries.profile import profile
from kabinet.organisation.rights import MANAGE_ORGANISATION, SEE_ORGANISATION


@dataclass(frozen=True)
class SetupPage(Page, template="office/setup/index.html"):
    """What can be set up."""


@staff_page(SEE_ORGANISATION)
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """What can be set up."""
    return show(request, SetupPage())


@dataclass(frozen=True)
class SitePage(Page, template="office/setup/site.html"):
    """The organisation's details.

    Attributes:
        change: What overtook the page.
        story: What was changed, newest first.
    """

    form: SiteForm
    revision: int
    change: Line | None
    story: list[Line]


@staff_page(SEE_ORGANISATION, change=MANAGE_ORGANISATION)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """The organisation's name, contacts, bank details and brand hue."""
    if request.method != "POST":
        return _organisation_page(request, SiteForm(instance=profile()))
    form, seen = SiteForm(request.POST, instance=profile()), revision_in(request)
    if form.is_valid():
        changes = form.cleaned_data
        saved = attempt(form, lambda: save_profile(actor=actor_of(request), changes=changes, revision=seen))
        if saved is not None:
            messages.success(request, _("The organisation's details are saved."))
            return redirect("office_site")
    return _organisation_page(request, form, seen, status=422)


def _organisation_page(
    request: HttpRequest, form: SiteForm, seen: int | None = None, *, status: int = 200
) -> HttpResponse:
    current = profile()
    page = SitePage(
        form=form,
        revision=current.revision,
        change=overtaken(seen, current.revision, [current]),
        story=tell(timeline([current], for_client=False, limit=20)),
    )
    return show(request, page, status=status)
