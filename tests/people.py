"""Alice owns, Bob helps, Charlie is a stranger: the people of every test."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
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
