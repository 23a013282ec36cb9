"""People, browsers and the counting of what a login costs."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from privacy.vault import kdf
from tests.accounts.rush import taken_permits
from tests.people import log_in, make_person


@pytest.fixture
def alice(db) -> User:
    return make_person("alice")


@pytest.fixture
def bob(db) -> User:
    return make_person("bob")


@pytest.fixture
def charlie(db) -> User:
    return make_person("charlie")


@pytest.fixture
def browser(alice) -> Client:
    """A browser in which Alice has logged in."""
    client = Client()
    assert log_in(client, alice).status_code == 302
    return client


@pytest.fixture
def argon_runs(monkeypatch) -> list[str]:
    """A list that each real Argon2 run lengthens."""
    runs: list[str] = []
    real = kdf._permit

    @contextmanager
    def counted():
        runs.append("argon2")
        with real():
            yield

    monkeypatch.setattr(kdf, "_permit", counted)
    return runs


@pytest.fixture
def rush(monkeypatch):
    """All permits are taken by others."""
    monkeypatch.setattr(kdf, "PATIENCE", 0)
    with taken_permits() as others:
        yield others


@pytest.fixture(autouse=True)
def _home(settings) -> None:
    """Land on a page of ours after login, so that these tests need no other body."""
    settings.LOGIN_REDIRECT_URL = "accounts:profile"


@pytest.fixture(autouse=True)
def _no_limit_from_before() -> None:
    """Forget how many mails were asked for in other tests, by people of the same number."""
    cache.clear()


@pytest.fixture
def mail_server(settings, db) -> None:
    """A site that can send mail: addresses are confirmed before the first login."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
