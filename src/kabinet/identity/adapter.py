"""How allauth reaches our accounts: it checks passwords and runs the sign-in itself."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kabinet.identity.models import User
from kabinet.kernel import clock, security


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """allauth's view of an account: the phone is a column of it, and attempts are counted in the database."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: `allowances.count_password` counted the attempt by address, network and browser before."""

    def get_user_by_phone(self, phone: str) -> User | None:
        """The account with that phone (E.164)."""
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """The account's phone and whether its owner proved it."""
        return (user.phone, user.phone_confirmed_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """Keep a phone (E.164)."""
        user.phone = phone
        user.phone_confirmed_at = clock.now() if verified else None
        user.save(update_fields=["phone", "phone_confirmed_at"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Note that the owner proved their phone."""
        self.set_phone(user, phone, verified=True)

    def get_login_stages(self) -> list[str]:
        """Second factors alone: addresses are proved by our own codes, never by allauth's stages."""
        return [stage for stage in super().get_login_stages() if stage.startswith("allauth.mfa.")]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the first sign-in with a code, never by allauth's sign-up."""
        return False

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Lead a closed account back to the sign-in; only who knew its password or code gets here."""
        security.note("account_closed", account_id=user.pk)
        messages.error(request, _("This account is closed. Call us if you think this is a mistake."))
        return redirect("sign_in")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say themselves what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuse to send inside a request: every message goes through `notifications`.

        Raises:
            RuntimeError: A flow of allauth was switched on that sends its own mail.
        """
        raise RuntimeError(f"{template_prefix} would be sent past the queue")
