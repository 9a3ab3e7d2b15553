"""From a proved identity to a session; shared by every way of signing in."""

from typing import Literal

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from kabinet.identity import hooks
from kabinet.identity.actions.record_sign_in import record_sign_in
from kabinet.identity.actions.set_password import LONGEST
from kabinet.identity.addresses import parse_address
from kabinet.identity.allowances import count_password
from kabinet.identity.known import known_browser, remember
from kabinet.identity.models import User
from kabinet.identity.proofs import Proof
from kabinet.kernel import access, clock, security
from kabinet.kernel.errors import Refused


def safe_next(request: HttpRequest, target: str) -> str:
    """`target` when it leads to a page of this site, else an empty text."""
    if len(target) > 2000 or not target.startswith("/"):
        return ""
    good = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if good else ""


def home_of(user: User) -> str:
    """Where somebody begins: the office for staff, the cabinet for clients."""
    return "/office/" if user.is_staff else "/cabinet/"


def password_owner(request: HttpRequest, address: str, password: str, proof: Proof | None = None) -> User:
    """The account that address and password belong to; allauth checks, at the same pace whether it exists or not.

    Raises:
        ProofNeeded: Strangers try many passwords of this address.
        Refused: `identity.password_wrong`, the same whichever of the two is wrong, or `limits.exceeded`.
    """
    wrong = Refused("identity.password_wrong", _("Address and password do not match."), field="password")
    if len(password) > LONGEST:
        raise wrong
    try:
        parsed = parse_address(address)
    except Refused as refused:
        raise wrong from refused
    count_password(access.actor_of(request), parsed, known_browser(request, parsed), proof)
    user = get_adapter().authenticate(request, password=password, **{parsed.column: parsed.value})
    if not isinstance(user, User):
        owner = parsed.owner()
        security.note("password_wrong", account_id=owner.pk if owner else None)
        raise wrong
    return user


def complete_sign_in(
    request: HttpRequest, user: User, *, method: Literal["code", "password"], target: str = ""
) -> HttpResponse:
    """Give the browser a session of the account and lead it on.

    The session's key changes; what a visitor put into it, drafts among that, stays.

    Args:
        request: The request that proved who asks.
        user: Their account.
        method: How they proved it.
        target: Where they were going; kept only when it is on this site.
    """
    record_authentication(request, user, method)
    response: HttpResponse = perform_login(
        request, user, email_verification="none", redirect_url=safe_next(request, target) or home_of(user)
    )
    if request.user.pk != user.pk:
        return response
    note_proof(request)
    record_sign_in(actor=access.actor_of(request), user=user, method=method)
    remember(request, response, user)
    for hook in hooks.after_sign_in:
        hook(request, user)
    return response


def note_proof(request: HttpRequest) -> None:
    """Remember in the session that its owner has just proved who they are."""
    request.session[access.PROVED_SESSION_KEY] = clock.now().timestamp()
    access.forget_actor(request)


def keep_signed_in(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Keep this browser signed in and known after a change that ended all sessions of its account."""
    update_session_auth_hash(request, user)
    remember(request, response, user)
