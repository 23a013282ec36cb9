"""Whatever is typed into any form of any way in, nothing of it is in a table of either database.

The forms are found by the list of addresses: a new way in is looked at without a word here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import lxml.html
import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests.accounts.test_secrets import HOMES, cells
from tests.factors import SPARE, code, enrol, give_code, read_secret
from tests.people import PASSWORD, WRONG_PASSWORD, log_in
from tests.site.canary import holds

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
MARK = "canary7731xyzzy"
ADDRESS = f"{MARK}@example.org"
# Below these, and with nothing to fill in.
OURS = re.compile(r"/(account|profile)/[^<(^]*$")
# They end the state in which the next form is to be looked at.
ENDS = {"account_logout", "stop-login"}
# Posted blindly to each page: also where it wants a fresh proof first, and keeps what was posted.
BLIND = (
    *("login", "email", "password", "oldpassword", "password1", "password2", "old", "code"),
    *("credential", "prf", "secret", "proof", "uid", "token", "key"),
)
STATES = ("nobody", "half", "fresh", "stale")
HOMES_OF_NAMES = {*HOMES, ("accounts_user", "name")}


def addresses(patterns: Any = None, before: str = "/") -> Iterator[str]:
    """Yield each address of accounts that needs nothing filled in."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, path)
        elif OURS.match(path) and pattern.name not in ENDS:
            yield path


def word(field: str) -> str:
    return ADDRESS if field in {"login", "email"} else MARK


def typed_into(form: Any) -> dict[str, str]:
    """Return the fields of a form as a browser would post them, canaries where one can type."""
    posted = {}
    for field in form.inputs:
        kept = field.get("type") in {"hidden", "submit", "checkbox", "radio"} and field.get(
            "value"
        )
        if field.name:
            posted[field.name] = field.get("value") if kept else word(field.name)
    return posted


def post_all(client: Client, path: str) -> int:
    """Post every form of a page, then everything at once; return how many forms there were."""
    page = client.get(path, follow=True)
    where = page.redirect_chain[-1][0] if page.redirect_chain else path
    forms = []
    if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
        forms = [
            form
            for form in lxml.html.fromstring(page.content).forms
            if form.method == "POST"
            and not (form.action or "").startswith(("/account/logout", "/theme", "/profile/stop"))
        ]
    for form in forms:
        client.post(form.action or where, typed_into(form))
    client.post(path, {name: word(name) for name in BLIND})
    return len(forms)


def look() -> None:
    for table, column, raw in cells():
        if (table, column) not in HOMES_OF_NAMES:
            assert not holds(raw, MARK), (table, column)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.DASITE_BAN_AFTER = 10_000  # here each guess is to be looked at
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def client_in(browser: Client, alice, clock):
    """Return a function that makes a browser in one of the states."""
    enrol(browser)
    clock.shift(timedelta(minutes=2))

    def make(state: str) -> Client:
        if state == "stale":
            clock.shift(timedelta(minutes=6))
        if state in {"fresh", "stale"}:
            return browser
        client = Client()
        if state == "half":
            log_in(client, alice)
        return client

    return make


@pytest.mark.parametrize("state", STATES)
def test_nothing_that_was_typed_is_in_a_table_a_log_or_a_mail(client_in, state, caplog):
    caplog.set_level(logging.DEBUG)
    mail.outbox.clear()
    client, forms = client_in(state), 0
    for path in addresses():
        forms += post_all(client, path)
        look()
    assert forms > 5
    assert MARK not in caplog.text
    assert not any(MARK in f"{told.subject} {told.body}" for told in mail.outbox)


def test_the_addresses_of_each_way_in_are_among_them():
    found = set(addresses())
    for name in ("login/", "reauthenticate/", "factors/authenticate/", "factors/totp/activate/"):
        assert f"/account/{name}" in found


def tells(raw: bytes, digits: str) -> bool:
    """Return whether digits stand by themselves, not by chance in a longer number or a digest."""
    return bool(re.search(rb"(?<![\w+/.-])" + digits.encode() + rb"(?![\w+/=])", raw))


def test_what_was_right_is_in_no_table_either(browser, alice, clock, caplog):
    caplog.set_level(logging.DEBUG)
    said: list[str] = []

    def look_for(*words: str) -> None:
        said.extend(words)
        for table, column, raw in cells():
            for each in said:
                found = tells(raw, each) if each.isdigit() else holds(raw, each)
                assert not found, (table, column)

    look_for(PASSWORD, WRONG_PASSWORD)
    activate = "/account/factors/totp/activate/"
    secret = read_secret(browser.get(activate).content.decode())
    look_for(secret)
    first = code(secret)
    page = browser.post(activate, {"code": first}, follow=True)
    look_for(first, *SPARE.findall(page.content.decode()))
    clock.shift(timedelta(minutes=6))
    stale = browser.post("/account/factors/recovery-codes/generate/", {"password": PASSWORD})
    look_for()
    second = code(secret)
    form = {"code": second, "next": "/account/factors/recovery-codes/generate/"}
    assert browser.post(stale["Location"], {"password": PASSWORD}).status_code in {200, 302}
    browser.post("/account/factors/reauthenticate/", form)
    look_for(second)
    other = Client()
    log_in(other, alice, WRONG_PASSWORD)
    log_in(other, alice)
    look_for()
    third = code(secret, steps=1)
    assert give_code(other, third).status_code == 302
    look_for(third)
    assert not [each for each in said if len(each) > 6 and each in caplog.text]
