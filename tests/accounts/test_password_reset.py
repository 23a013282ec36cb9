"""A forgotten password: told before what stays locked, told alike whoever asks."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from accounts.models import LoginSession
from privacy.models import UnlockedKey
from privacy.vault import subjects
from privacy.vault.box import create_box, open_box
from privacy.vault.errors import Locked
from tests.accounts.pages import plain
from tests.people import NEW_PASSWORD, log_in

RESET = "/account/password/reset/"
FORM = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}


def ask(client: Client, address: str) -> str:
    """Ask for a link and return its path."""
    client.post(RESET, {"email": address})
    line = next(line for line in mail.outbox[-1].body.splitlines() if "/reset/key/" in line)
    return line.removeprefix("http://127.0.0.1:8000")


def follow(client: Client, link: str) -> str:
    """Follow a link and return the path of the form."""
    return str(client.get(link)["Location"])


def test_a_known_and_an_unknown_address_answer_alike(alice):
    one, two = Client(), Client()
    known = one.post(RESET, {"email": alice.email})
    unknown = two.post(RESET, {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert plain(one.get(known["Location"])) == plain(two.get(unknown["Location"]))
    assert [message.to for message in mail.outbox] == [[alice.email], ["nobody@example.org"]]


def test_the_page_says_before_how_many_interviews_stay_locked(alice, browser, client):
    for _ in range(3):
        create_box(uuid4(), owner=alice.subject_id)
    page = client.get(follow(client, ask(client, alice.email))).content.decode()
    assert "3 interviews of yours are locked with your old password" in page
    assert "leave 3 interviews locked" in page


def test_the_page_says_when_nothing_is_lost(alice, browser, client):
    page = client.get(follow(client, ask(client, alice.email))).content.decode()
    assert "nothing is lost" in page


def test_a_reset_logs_in_with_new_keys_and_keeps_the_old_ones_locked(alice, browser, client):
    scope = uuid4()
    create_box(scope, owner=alice.subject_id)
    answer = client.post(follow(client, ask(client, alice.email)), FORM)
    assert answer["Location"] == "/profile/"
    assert b"open in this browser" in client.get("/profile/").content
    unlocked = subjects.unlock(alice.subject_id, password=NEW_PASSWORD, key=None)
    with pytest.raises(Locked):
        open_box(scope, by=unlocked)
    assert subjects.locked_scopes(alice.subject_id) == 1


def test_a_reset_costs_one_argon2(alice, browser, client, argon_runs):
    client.post(follow(client, ask(client, alice.email)), FORM)
    assert len(argon_runs) == 1


def test_a_reset_signs_every_other_browser_out(alice, browser, client):
    client.post(follow(client, ask(client, alice.email)), FORM)
    assert LoginSession.objects.filter(user=alice).count() == 1
    assert UnlockedKey.objects.count() == 1
    assert browser.get("/profile/").status_code == 302


def test_a_link_works_once(alice, client):
    link = ask(client, alice.email)
    client.post(follow(client, link), FORM)
    assert "does not work any more" in Client().get(link).content.decode()


def test_a_made_up_link_does_not_work(alice, client):
    page = client.get("/account/password/reset/key/1-cabcde-0123456789abcdef/")
    assert "does not work any more" in page.content.decode()


def test_a_reset_by_mail_ends_a_ban(alice, client):
    for _ in range(6):
        log_in(client, alice, "wrong" * 4)
    assert log_in(client, alice).status_code == 429
    client.post(follow(client, ask(client, alice.email)), FORM)
    client.post("/account/logout/")
    assert log_in(client, alice, NEW_PASSWORD).status_code == 302


def test_a_reset_confirms_the_address(alice, client, mail_server):
    alice.emailaddress_set.update(verified=False)
    client.post(follow(client, ask(client, alice.email)), FORM)
    assert alice.emailaddress_set.get().verified


def test_the_link_leads_to_the_configured_address(alice, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(RESET, {"email": alice.email}, headers={"host": "evil.example"})
    assert "evil.example" not in mail.outbox[-1].body
    assert f"{settings.DASITE_URL}/account/password/reset/key/" in mail.outbox[-1].body


def test_a_person_without_keys_can_reset(alice, client):
    client.post(follow(client, ask(client, alice.email)), FORM)
    assert subjects.unlock(alice.subject_id, password=NEW_PASSWORD, key=None).generation == 1
