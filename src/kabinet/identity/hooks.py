"""What others do when somebody has signed in."""

from collections.abc import Callable

from django.http import HttpRequest

from kabinet.identity.models import User

AfterSignIn = Callable[[HttpRequest, User], None]

after_sign_in: list[AfterSignIn] = []
"""Called in order with the request (its session already belongs to the account) and the account.

Drafts of the visitor are still in the session under `access.DRAFTS_SESSION_KEY`.
"""
