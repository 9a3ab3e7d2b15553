"""Accounts and sign-in codes."""

from collections.abc import Iterator
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from kabinet.identity.roles import Role, rights_of
from kabinet.kernel import clock
from kabinet.kernel.rights import Right

_SESSION_SALT = "kabinet.identity.session"


class UserManager(BaseUserManager["User"]):
    """Finds accounts by what people type."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account with that id, e-mail or phone (Django's contract)."""
        return self.get(Q(email=(username or "").lower()) | Q(phone=username))


class User(AbstractBaseUser):
    """An account: somebody who signs in. Clients have no roles; staff have at least one.

    E-mail is kept in lower case, phone in E.164; each belongs to one account at most.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    email = models.EmailField(_("E-mail"), unique=True, null=True, blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    phone = models.CharField(_("Phone"), max_length=16, unique=True, null=True, blank=True)
    phone_confirmed_at = models.DateTimeField(null=True, blank=True)
    full_name = models.CharField(_("Full name"), max_length=200, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0, help_text="Grows to end every session of the account.")

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False), name="account_can_be_reached"
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"), name="phone_is_e164"
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=True) | Q(email=Lower("email")), name="email_is_lower_case"
            ),
        ]
        indexes = [models.Index(fields=["full_name", "id"], name="staff_name", condition=~Q(roles=[]))]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_staff(self) -> bool:
        """Whether the account belongs to the organisation that runs the site."""
        return bool(self.roles)

    @property
    def rights(self) -> frozenset[Right]:
        """What the account's roles let it do in the office."""
        return rights_of(self.roles)

    def get_session_auth_hash(self) -> str:
        """What a session must carry to stay valid: it ends when the password or the epoch changes."""
        return salted_hmac(_SESSION_SALT, self._session_subject(), algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the site's former keys."""
        for key in settings.SECRET_KEY_FALLBACKS:
            yield salted_hmac(_SESSION_SALT, self._session_subject(), secret=key, algorithm="sha256").hexdigest()

    def _session_subject(self) -> str:
        return f"{self.session_epoch}:{self.password}"

    @property
    def name(self) -> str:
        """How to call the person on a page of their own."""
        return self.full_name or self.email or self.phone or ""


class LoginCode(models.Model):
    """A one-time code on its way to an address. Neither the code nor the address is kept readable."""

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("Sign in")
        CHANGE_ADDRESS = "change_address", _("Change of phone or e-mail")
        PROVE = "prove", _("Confirmation of who asks")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    channel = models.CharField(max_length=5, choices=Channel)
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.SIGN_IN)
    address_hash = models.CharField(max_length=64)
    sealed_address = models.TextField(help_text="The address, sealed; wiped when the code is used or superseded.")
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)
    account = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    ip = models.GenericIPAddressField(null=True, help_text="Where it was asked for from.")
    asker = models.CharField(max_length=64, db_default="", help_text="Keyed hash of who asked.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(attempts__lte=5), name="code_attempts_bounded")]
        indexes = [
            models.Index(fields=["expires_at"], name="code_age"),
            models.Index(fields=["address_hash", "created_at"], name="code_of_address"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
