"""One's own name, phone and e-mail."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kabinet.cabinet.forms.profile import EmailForm, NameForm, PhoneForm
from kabinet.cabinet.views.codes import CodePage
from kabinet.identity import codes
from kabinet.identity import pending as waiting
from kabinet.identity.actions.change_address import change_address
from kabinet.identity.actions.request_login_code import request_login_code
from kabinet.identity.actions.set_full_name import set_full_name
from kabinet.identity.fresh import fresh_page, prove_first
from kabinet.identity.models import LoginCode, User
from kabinet.identity.pending import CHANGE
from kabinet.identity.queries import own_account
from kabinet.identity.sign_in import keep_signed_in
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import client_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.freshness import STALE
from kabinet.kernel.ui.inputs import CodeForm
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.ui.refusals import show_refusal

FORMS: dict[str, type[Form]] = {"sms": PhoneForm, "email": EmailForm}


@dataclass(frozen=True)
class ProfilePage(Page, template="cabinet/profile.html"):
    """Name and addresses of an account; the form is for the name."""

    form: Form
    account: User


@dataclass(frozen=True)
class NewAddressPage(Page, template="cabinet/profile_address.html"):
    """Asks for a new phone or e-mail."""

    form: Form


@client_page
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name and addresses; a POST changes the name."""
    actor = actor_of(request)
    account = own_account(actor)
    if request.method != "POST":
        form = NameForm(initial={"full_name": account.full_name})
        return show(request, ProfilePage(form, account))
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            set_full_name(actor=actor, full_name=form.cleaned_data["full_name"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The name is saved."))
            return redirect("cabinet_profile")
    return show(request, ProfilePage(form, account), status=422)


@client_page
@fresh_page
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Ask for a code to a new phone."""
    return _ask(request, LoginCode.Channel.SMS)


@client_page
@fresh_page
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest) -> HttpResponse:
    """Ask for a code to a new e-mail."""
    return _ask(request, LoginCode.Channel.EMAIL)


def _ask(request: HttpRequest, channel: LoginCode.Channel) -> HttpResponse:
    if actor_of(request).kind == "staff":
        messages.info(request, _("An administrator changes the addresses of staff."))
        return redirect("cabinet_profile")
    if request.method != "POST":
        return show(request, NewAddressPage(FORMS[channel]()))
    form = FORMS[channel](request.POST)
    if form.is_valid():
        try:
            _send(request, form.cleaned_data["address"], channel)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return redirect("cabinet_profile_code")
    return show(request, NewAddressPage(form), status=422)


def _send(request: HttpRequest, address: str, channel: str) -> None:
    actor, before = actor_of(request), waiting.pending(request, CHANGE)
    ticket = request_login_code(
        actor=actor,
        address=address,
        channel=channel,
        purpose=LoginCode.Purpose.CHANGE_ADDRESS,
        account=own_account(actor),
        replaces=before.ticket_id if before else None,
    )
    waiting.keep(request, CHANGE, ticket)


@client_page
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Enter the code that proves the new address."""
    known = waiting.pending(request, CHANGE)
    if known is None:
        return redirect("cabinet_profile")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            changed = change_address(actor=actor_of(request), ticket_id=known.ticket_id, code=form.cleaned_data["code"])
        except Refused as refused:
            if refused.code == STALE:
                return prove_first(request)
            show_refusal(form, refused)
        else:
            waiting.drop(request, CHANGE)
            messages.success(
                request, _("The new address is saved. Use it to sign in from now on. All other devices are signed out.")
            )
            response = redirect("cabinet_profile")
            keep_signed_in(request, response, changed)
            return response
    page = CodePage(
        form,
        pending=known,
        is_open=codes.is_open(known.ticket_id),
        back=(_("Profile"), reverse("cabinet_profile")),
        again=reverse("cabinet_profile_new_code"),
    )
    return show(request, page, status=422 if form.is_bound else 200)


@client_page
@require_POST
def new_code(request: HttpRequest) -> HttpResponse:
    """Send another code to the new address."""
    known = waiting.pending(request, CHANGE)
    if known is None:
        return redirect("cabinet_profile")
    try:
        _send(request, known.address.value, known.address.channel)
    except Refused as refused:
        messages.warning(request, str(refused.message))
    else:
        messages.success(request, _("A new code has been sent. The one before is no longer good."))
    return redirect("cabinet_profile_code")
