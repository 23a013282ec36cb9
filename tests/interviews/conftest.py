"""A published interview of five questions, people, and a browser that walks through it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from interviews import shelf
from interviews.models import InterviewSession, InterviewSource
from interviews.services.publishing import publish_packages
from tests.people import PASSWORD

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
PACKAGE = "test.letters"
FIVE = (Path(__file__).parent / "five.yml").read_bytes()
BROKEN = (Path(__file__).parent / "broken.yml").read_bytes()
FILES = {"data/questions/five.yml": FIVE}


@pytest.fixture(autouse=True)
def empty_shelf():
    """Version ids come again in the next test."""
    shelf.clear()


def make_person(name: str, **fields) -> User:
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def log_in(user: User) -> Client:
    client = Client()
    answer = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.fixture
def alice(db) -> User:
    return make_person("alice")


@pytest.fixture
def charlie(db) -> User:
    return make_person("charlie")


@pytest.fixture
def source(db) -> InterviewSource:
    publish_packages({PACKAGE: FILES}, is_listed=True, now=NOW)
    return InterviewSource.objects.get()


@dataclass
class Walk:
    """One browser at one interview session; `page` is what it shows."""

    client: Client
    url: str = ""
    page: str = ""
    status: int = 0
    sent: dict[str, Any] = field(default_factory=dict)

    def begin(
        self, address: str = f"/interview?i={PACKAGE}:data/questions/five.yml&reset=1"
    ) -> Walk:
        answer = self.client.get(address)
        assert answer.status_code == 302, answer.content.decode()
        self.url = answer.headers["Location"]
        return self.open(self.url)

    def open(self, url: str) -> Walk:
        return self._read(self.client.get(url))

    def form(self) -> dict[str, str]:
        """Return what the form on the page would send besides answers."""
        asked = re.findall(r'name="(number|screen)" value="([^"]*)"', self.page)
        return {name: html.unescape(value) for name, value in asked}

    def button(self) -> str:
        return html.unescape(str(re.findall(r'name="button" value="([^"]*)"', self.page)[0]))

    def answer(self, **values: Any) -> Walk:
        self.sent = {**self.form(), "button": self.button(), **values}
        return self.send(self.sent)

    def send(self, form: dict[str, Any]) -> Walk:
        return self._read(self.client.post(self.url, form))

    def _read(self, answer: Any) -> Walk:
        while answer.status_code in {302, 303}:
            answer = self.client.get(answer.headers["Location"])
        self.status, self.page = answer.status_code, html.unescape(answer.content.decode())
        return self

    def value(self, key: str = "f0") -> str:
        found = re.search(rf'value="([^"]*)" id="{key}"', self.page)
        assert found, f"no control {key} on the page"
        return str(found[1])

    @property
    def session(self) -> InterviewSession:
        return InterviewSession.everything.get(uid=self.url.strip("/").split("/")[1])

    def to_end(self, name: str = "Ada", town: str = "Leeds") -> Walk:
        self.answer(f0=name)
        self.answer(f0=town)
        self.answer(f0="teapot")
        self.answer(f0="blue")
        return self.answer(f0="2")


@pytest.fixture
def walk(source, alice) -> Walk:
    """Alice at the first screen."""
    return Walk(log_in(alice)).begin()


@pytest.fixture
def guest(source) -> Walk:
    """Somebody without an account at the first screen."""
    return Walk(Client()).begin()
