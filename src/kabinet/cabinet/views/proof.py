"""Proving once more who one is, before a change of access."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kabinet.cabinet.forms.profile import ProofForm
from kabinet.cabinet.views.codes import CodePage
from kabinet.identity import codes
from kabinet.identity import pending as waiting
from kabinet.identity.actions.prove_with_code import prove_with_code
from kabinet.identity.actions.prove_with_password import prove_with_password
from kabinet.identity.actions.request_login_code import request_login_code
from kabinet.identity.addresses import Address
from kabinet.identity.models import LoginCode
from kabinet.identity.owned import addresses_of
from kabinet.identity.pending import PROVE
from kabinet.identity.ports import code_sender
from kabinet.identity.queries import own_account
from kabinet.identity.sign_in import home_of, note_proof, safe_next
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import client_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.ui.inputs import CodeForm
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.ui.refusals import attempt, show_refusal


@dataclass(frozen=True)
class ProofPage(Page, template="cabinet/proof.html"):
    """Asks who it is: by a code or by the password.

    Attributes:
        form: For the password.
        has_password: Whether the account has one.
        addresses: Where a code can be sent.
        target: Where to go on afterwards; may be empty.
    """

    form: Form
    has_password: bool
    addresses: Sequence[Address]
    target: str


@client_page
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Choose how: a code to an address of the account, or its password; a POST brings the password."""
    account = own_account(actor_of(request))
    target = safe_next(request, (request.POST if request.method == "POST" else request.GET).get("next", ""))
    form = ProofForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            prove_with_password(actor=actor_of(request), password=form.cleaned_data["password"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            note_proof(request)
            return redirect(target or home_of(account))
    page = ProofPage(
        form,
        has_password=account.has_usable_password(),
        addresses=[each for each in addresses_of(account).values() if code_sender().available(each.channel)],
        target=target,
    )
    return show(request, page, status=422 if form.is_bound else 200)


@client_page
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send a code to one of the account's own addresses."""
    known = waiting.pending(request, PROVE)
    target = safe_next(request, request.POST.get("next", "")) or (known.target if known else "")
    actor = actor_of(request)
    account = own_account(actor)
    address = {str(channel): each for channel, each in addresses_of(account).items()}.get(
        request.POST.get("channel", "")
    )
    if address is None:
        return redirect("cabinet_prove")
    try:
        ticket = request_login_code(
            actor=actor,
            address=address.value,
            purpose=LoginCode.Purpose.PROVE,
            account=account,
            replaces=known.ticket_id if known else None,
        )
    except Refused as refused:
        if known is None or refused.code != "identity.code_wait":
            messages.warning(request, str(refused.message))
            return redirect("cabinet_prove" if known is None else "cabinet_prove_code")
    else:
        waiting.keep(request, PROVE, ticket, target)
    return redirect("cabinet_prove_code")


@client_page
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Enter the code."""
    known = waiting.pending(request, PROVE)
    if known is None:
        return redirect("cabinet_prove")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actor, digits = actor_of(request), form.cleaned_data["code"]
        if attempt(form, lambda: prove_with_code(actor=actor, ticket_id=known.ticket_id, code=digits)) is not None:
            waiting.drop(request, PROVE)
            note_proof(request)
            messages.success(request, _("Thank you. Go on."))
            return redirect(known.target or home_of(own_account(actor)))
    page = CodePage(
        form,
        pending=known,
        is_open=codes.is_open(known.ticket_id),
        back=(_("Security"), reverse("cabinet_security")),
        again=reverse("cabinet_prove_send"),
    )
    return show(request, page, status=422 if form.is_bound else 200)
