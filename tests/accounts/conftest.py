"""Browsers, a mail server, a provider, and what else pages of accounts stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.social import discovery
from interviews.models import InterviewSession, InterviewSource, Package, PackageVersion
from privacy.models import Admission
from privacy.vault import kdf
from tests.accounts.rush import taken_permits
from tests.accounts.social import configured
from tests.oidc_provider import Provider, running
from tests.people import log_in


@pytest.fixture
def browser(alice) -> Client:
    """A browser in which Alice has logged in."""
    client = Client()
    assert log_in(client, alice).status_code == 302
    return client


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


@pytest.fixture
def make_shared(db) -> Callable[[User, User], InterviewSession]:
    """Return a maker of interviews of one person that another can open."""
    now = timezone.now()
    package = Package.objects.create(name="shared", created_at=now)
    version = PackageVersion.objects.create(
        package=package, number=1, digest="0", published_at=now
    )

    def make(owner: User, helper: User) -> InterviewSession:
        session = InterviewSession.everything.create(
            owner=owner,
            subject_id=owner.subject_id,
            version=version,
            catalogue=version.pk,
            path="x",
            title="Ask your landlord",
            sealed_state=b"sealed",
            started_at=now,
            touched_at=now,
        )
        Admission.objects.create(
            scope=session.uid,
            recipient=helper.subject_id,
            kind="subject",
            given_by=owner.subject_id,
            generation=1,
            created_at=now,
            signature=b"",
        )
        return session

    return make


@pytest.fixture
def source(db) -> InterviewSource:
    """An interview on which permissions can be given."""
    now = timezone.now()
    package = Package.objects.create(name="test.package", created_at=now)
    version = PackageVersion.objects.create(
        package=package, number=1, digest="0", published_at=now
    )
    return InterviewSource.objects.create(
        package=package, version=version, path="data/questions/x.yml", title="Repairs"
    )


@pytest.fixture
def town(settings) -> Iterator[Provider]:
    """A provider, called town, that knows Dora and Emil."""
    discovery.forget()
    with running() as provider:
        provider.people = {
            "dora-7731": {
                "email": "dora@example.org",
                "email_verified": True,
                "name": "Dora Canarybird",
                "phone_number": "canary-phone-7731",
            },
            "emil-7731": {"email": "emil@example.org", "email_verified": False},
        }
        settings.SOCIALACCOUNT_PROVIDERS = configured(provider)
        yield provider
