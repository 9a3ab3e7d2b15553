"""Password and sessions."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kabinet.cabinet.forms.profile import PasswordForm
from kabinet.identity.actions.set_password import set_password
from kabinet.identity.actions.sign_out_everywhere import sign_out_everywhere
from kabinet.identity.fresh import prove_first
from kabinet.identity.queries import own_account
from kabinet.identity.sign_in import keep_signed_in
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import client_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.freshness import STALE, is_fresh
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.ui.refusals import show_refusal


@dataclass(frozen=True)
class SecurityPage(Page, template="cabinet/security.html"):
    """Password and devices of an account.

    Attributes:
        form: For a new password.
        has_password: Whether the account has one.
        may_change: Whether its owner has just proved to be it.
    """

    form: Form
    has_password: bool
    may_change: bool


@client_page
@require_http_methods(["GET", "HEAD", "POST"])
def security(request: HttpRequest) -> HttpResponse:
    """Set or change the password after a fresh proof; this browser stays signed in, all others do not."""
    actor = actor_of(request)
    has_password = own_account(actor).has_usable_password()
    if request.method != "POST":
        return show(request, SecurityPage(PasswordForm(), has_password, may_change=is_fresh(actor)))
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            changed = set_password(actor=actor, password=form.cleaned_data["password"])
        except Refused as refused:
            if refused.code == STALE:
                return prove_first(request)
            show_refusal(form, refused)
        else:
            messages.success(request, _("The password is saved. All other devices are signed out."))
            response = redirect("cabinet_security")
            keep_signed_in(request, response, changed)
            return response
    return show(request, SecurityPage(form, has_password, may_change=True), status=422)


@client_page
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out on all other devices."""
    account = sign_out_everywhere(actor=actor_of(request))
    messages.success(request, _("All other devices are signed out."))
    response = redirect("cabinet_security")
    keep_signed_in(request, response, account)
    return response
