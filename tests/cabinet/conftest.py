import pytest
from django.test import Client

from kabinet.identity.models import User
from tests.support.identity import browser_of, make_user


@pytest.fixture
def account(db: None) -> User:
    return make_user(full_name="Анна Королёва")


@pytest.fixture
def browser(account: User) -> Client:
    return browser_of(account)
