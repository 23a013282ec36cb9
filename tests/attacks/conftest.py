"""What an attacker finds: a site with something of everything, and people to be attacked."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.test import Client

from tests.dasite.furnished import furnish
from tests.people import let_in, make_person


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> None:
    """Forget how often other tests asked, and for what."""
    cache.clear()


@pytest.fixture
def site(db, monkeypatch) -> dict[str, Any]:
    """Browsers of nobody, Charlie, Bob and Alice, and the values of addresses."""
    # What a request deletes comes back with its savepoint; a file would not.
    monkeypatch.setattr(default_storage, "delete", lambda name: None)
    found = furnish()
    found["clients"]["nobody"] = Client()
    return found


@pytest.fixture
def office(db) -> Client:
    """The browser of an administrator who gave a second factor."""
    root = make_person("root", is_staff=True, is_superuser=True)
    return let_in(Client(), root)
