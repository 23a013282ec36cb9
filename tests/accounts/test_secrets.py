"""Words that must be nowhere: a walk over every form, then a look into tables, logs, mails."""

from __future__ import annotations

import logging

import pytest
from django.apps import apps
from django.core import mail
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import LoginSession, User
from accounts.services import first_administrator
from privacy.models import UnlockedKey
from tests.accounts.test_deletion import ticket
from tests.accounts.test_password_reset import ask, follow
from tests.site.canary import holds

OLD, NEW, RESET = "canary-password-one-xyzzy", "canary-password-two-xyzzy", "canary-three-xyzzy"
WRONG, ADMIN = "canary-wrong-guess-xyzzy", "canary-root-xyzzy-xyzzy"
ADDRESS, MOVED = "canary.bird@example.org", "canary.flown@example.org"
PASSWORDS = (OLD, NEW, RESET, WRONG, ADMIN)
# The columns that addresses are for.
HOMES = {("accounts_user", "email"), ("account_emailaddress", "email")}


def cells():
    """Yield table, column and text of every value in both databases."""
    for model in apps.get_models(include_auto_created=True):
        alias = "vault" if model._meta.db_table.startswith("vault_") else "default"
        with connections[alias].cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 -- our tables
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    raw = (
                        bytes(value)
                        if isinstance(value, bytes | memoryview)
                        else str(value).encode()
                    )
                    yield model._meta.db_table, name, raw


def look(tokens: set[str]) -> None:
    """Fail if a canary is in a table outside its home."""
    for table, column, raw in cells():
        for word in (*PASSWORDS, *tokens):
            assert not holds(raw, word), (table, column)
        if (table, column) not in HOMES:
            assert not holds(raw, ADDRESS), (table, column)
            assert not holds(raw, MOVED), (table, column)


@pytest.fixture
def tokens():
    return set()


@pytest.fixture
def walk(db, tokens, caplog):
    """Return a function that posts a form in a browser and looks into everything afterwards."""
    caplog.set_level(logging.DEBUG)

    def post(client: Client, path: str, **form: str):
        answer = client.post(path, form)
        if "unlock" in client.cookies and client.cookies["unlock"].value:
            tokens.add(client.cookies["unlock"].value)
        look(tokens)
        return answer

    return post


def test_no_form_leaves_a_password_an_address_or_a_token_anywhere(walk, tokens, caplog, client):
    walk(client, "/account/signup/", email=ADDRESS, password1=OLD, password2=NEW)
    walk(client, "/account/signup/", email=ADDRESS, password1=OLD, password2=OLD)
    walk(client, "/profile/", name="Canary")
    walk(client, "/account/logout/")
    walk(client, "/account/login/", login=ADDRESS, password=WRONG)
    walk(client, "/account/login/?password=" + WRONG, login=ADDRESS, password=WRONG)
    walk(client, "/account/login/", login=ADDRESS, password=OLD)
    walk(client, "/account/password/change/", oldpassword=WRONG, password1=NEW, password2=NEW)
    walk(client, "/account/password/change/", oldpassword=OLD, password1=NEW, password2=NEW)
    walk(client, "/account/email/", email=MOVED, password=WRONG, action_add="1")
    walk(client, "/account/email/", email=MOVED, password=NEW, action_add="1")
    walk(client, "/account/reauthenticate/", password=WRONG)
    walk(client, "/account/reauthenticate/", password=NEW)
    UnlockedKey.objects.update(idle_until=timezone.now())
    walk(client, "/profile/unlock/", password=WRONG)
    walk(client, "/profile/unlock/", password=NEW)
    other = Client()
    walk(other, follow(other, ask(other, ADDRESS)), password1=RESET, password2=RESET)
    token = first_administrator.make_token()
    path = f"/profile/first-administrator/{token}/"
    walk(Client(), path, email="root@example.org", password1=ADMIN, password2=ADMIN)
    page = other.get("/profile/delete/").content.decode()
    walk(other, "/profile/delete/", password=WRONG, ticket=ticket(page))
    assert len(tokens) >= 5
    given = {"password": RESET, "ticket": ticket(page), "when": "now"}
    assert walk(other, "/profile/delete/", **given).status_code == 302
    assert not User.objects.filter(email=ADDRESS).exists()
    for word in (*PASSWORDS, *tokens, ADDRESS, MOVED):
        assert word not in caplog.text
    for message in mail.outbox:
        for word in (*PASSWORDS, *tokens, ADDRESS):
            assert word not in f"{message.subject} {message.body}"


def test_nothing_of_a_person_is_left_in_a_table_after_the_deletion(walk, client):
    walk(client, "/account/signup/", email=ADDRESS, password1=OLD, password2=OLD)
    walk(client, "/profile/delete/", password=WRONG)
    walk(client, "/profile/delete/", password=OLD, when="now")
    assert not [cell for cell in cells() if holds(cell[2], ADDRESS)]


def test_a_session_row_cannot_be_read_without_its_cookie(db, client):
    client.post("/account/signup/", {"email": ADDRESS, "password1": OLD, "password2": OLD})
    row = LoginSession.objects.get()
    assert row.session_key != client.cookies["session"].value
    assert client.cookies["session"].value not in row.session_data
    assert not holds(row.session_data.encode(), "_auth_user_id")
