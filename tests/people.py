"""Alice owns, Bob helps, Charlie is a stranger: the people of every test."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.test import Client

from accounts.models import User

PASSWORD = "correct horse battery staple"
NEW_PASSWORD = "another staple, better horse"
WRONG_PASSWORD = "incorrect horse battery staple"


def make_person(name: str, **fields: Any) -> User:
    """Return somebody whose address is confirmed; their keys come with the first login."""
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, name=name.title(), **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def log_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    """Log in as a person does, by the form: afterwards the keys are unlocked."""
    return client.post("/account/login/", {"login": user.email, "password": password})


def let_in(client: Client, user: User) -> Client:
    """Log somebody in who gave a second factor, as the administration wants it; no form is asked.

    Their keys stay locked; `log_in` and then `give_factor` unlocks them, too.
    """
    client.force_login(user)
    return give_factor(client, user)


def give_factor(client: Client, user: User) -> Client:
    """Let the login of this browser count as one that gave a second factor."""
    session = client.session
    assert isinstance(session, SessionBase)
    mark_verified(session, user)
    return client


def mark_verified(session: SessionBase, user: User) -> None:
    """Write into a login session what allauth writes there after a second factor."""
    request = HttpRequest()
    request.session = session
    record_authentication(request, user, "mfa", type="totp")
    session.save()
