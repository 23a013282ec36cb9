"""People, browsers and the counting of what a login costs."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from privacy.vault import kdf
from tests.people import PASSWORD

NEW_PASSWORD = "another staple horse battery"


def make_person(name: str, **fields) -> User:
    """Return somebody who signed up and confirmed the address; keys come with the first login."""
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def alice(db) -> User:
    return make_person("alice")


@pytest.fixture
def bob(db) -> User:
    return make_person("bob")


@pytest.fixture
def charlie(db) -> User:
    return make_person("charlie")


def log_in(client: Client, user: User, password: str = PASSWORD):
    return client.post("/account/login/", {"login": user.email, "password": password})


@pytest.fixture
def browser(alice) -> Client:
    """A browser in which Alice has logged in."""
    client = Client()
    assert log_in(client, alice).status_code == 302
    return client


@pytest.fixture
def argon_runs(monkeypatch) -> list[str]:
    """Each real Argon2 run leaves an entry."""
    runs: list[str] = []
    real = kdf._permit

    @contextmanager
    def counted():
        runs.append("argon2")
        with real():
            yield

    monkeypatch.setattr(kdf, "_permit", counted)
    return runs


@pytest.fixture(autouse=True)
def _home(settings) -> None:
    """Land on a page of ours after login, so that these tests need no other body."""
    settings.LOGIN_REDIRECT_URL = "accounts:profile"
