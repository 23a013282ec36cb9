"""People's programs: they come to the API with a key, and with nothing else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import api_keys
from accounts.services.api_keys import Wanted
from privacy.permissions import rows_of
from privacy.scopes import all_scopes

WRONG = "Zebrafinch7739" + "A" * 29


def let(user: User, *names: str) -> User:
    """Return this person with these permissions besides."""
    user.user_permissions.add(*rows_of(names).values())
    return User.objects.get(pk=user.pk)  # what they may is read anew


def key_of(user: User, *scopes: str, has_factor: bool = False) -> str:
    """Return a new key of somebody who may use the API from now on: with these scopes, or with
    all that they may give it."""
    user = let(user, "accounts.use_api")
    mine = [one.name for one in api_keys.scopes_for(user, has_factor=has_factor)]
    wanted = Wanted("a program", scopes or tuple(mine), days=30)
    return api_keys.make(user, wanted, has_factor=has_factor, now=timezone.now())[1]


def wrong_key(uid: UUID) -> str:
    """Return a key with this number and a secret that nobody was given."""
    return f"dasite_{uid.hex}_{WRONG}"


class Program:
    """A program with one key."""

    def __init__(self, key: str, **headers: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {key}", **headers})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query)

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1/{path}")


def all_names() -> tuple[str, ...]:
    """Return all scopes."""
    return tuple(one.name for one in all_scopes())
