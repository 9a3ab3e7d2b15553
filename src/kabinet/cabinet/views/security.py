"""Password and sessions."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kabinet.cabinet.forms.profile import PasswordForm
from kabinet.identity.actions.set_password import set_password
from kabinet.identity.actions.sign_out_everywhere import sign_out_everywhere
from kabinet.identity.queries import own_account
from kabinet.identity.sign_in import proved_by_code
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import client_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.ui.refusals import show_refusal


@client_page
@require_http_methods(["GET", "HEAD", "POST"])
def security(request: HttpRequest) -> HttpResponse:
    """Set or change the password; this browser stays signed in, all others do not."""
    actor = actor_of(request)
    account = own_account(actor)
    proven = proved_by_code(request)
    asks_current = account.has_usable_password() and not proven
    page = {"account": account, "has_password": account.has_usable_password()}
    if request.method != "POST":
        return render(request, "cabinet/security.html", {"form": PasswordForm(asks_current=asks_current), **page})
    form = PasswordForm(request.POST, asks_current=asks_current)
    if form.is_valid():
        values = form.cleaned_data
        try:
            changed = set_password(
                actor=actor, password=values["password"], current=values.get("current", ""), proven=proven
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, _("The password is saved. All other devices are signed out."))
            return redirect("cabinet_security")
    return render(request, "cabinet/security.html", {"form": form, **page}, status=422)


@client_page
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out on all other devices."""
    account = sign_out_everywhere(actor=actor_of(request))
    update_session_auth_hash(request, account)
    messages.success(request, _("All other devices are signed out."))
    return redirect("cabinet_security")
