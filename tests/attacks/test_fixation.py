"""A cookie that the attacker knows, put into somebody's browser: it is worth nothing to either."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import LoginSession
from interviews import shelf
from interviews.services.publishing import publish_packages
from privacy.models import UnlockedKey
from tests.factors import code, enrol, give_code
from tests.interviews.conftest import FILES, NOW, PACKAGE, Walk
from tests.people import log_in

SESSION, UNLOCK = settings.SESSION_COOKIE_NAME, settings.DASITE_UNLOCK_COOKIE_NAME
GUEST = settings.DASITE_GUEST_COOKIE_NAME
PLANTED = "x" * 32


def cookie(client: Client, name: str = SESSION) -> str:
    found = client.cookies.get(name)
    return found.value if found else ""


def browser_with(**cookies: str) -> Client:
    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    return client


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def test_a_session_id_that_was_made_up_is_never_taken(alice):
    client = browser_with(**{SESSION: PLANTED})
    client.get("/account/login/?next=/profile/")
    log_in(client, alice)
    assert cookie(client) != PLANTED
    assert is_in(client)
    assert not is_in(browser_with(**{SESSION: PLANTED}))


def test_a_session_of_the_attackers_own_never_becomes_the_persons(alice, bob):
    """Who is logged in has to log out first, and the page says as whom."""
    attacker = Client()
    log_in(attacker, bob)
    victim = browser_with(**{SESSION: cookie(attacker), UNLOCK: cookie(attacker, UNLOCK)})
    log_in(victim, alice)
    assert bob.email in victim.get("/profile/").text
    victim.post("/account/logout/")
    assert not is_in(attacker)
    log_in(victim, alice)
    assert cookie(victim) != cookie(attacker)
    assert not is_in(attacker)
    assert alice.email in victim.get("/profile/").text


def test_each_step_of_a_login_gives_another_id(alice):
    own = Client()
    log_in(own, alice)
    secret, _ = enrol(own)
    client = Client()
    client.get("/account/login/")
    log_in(client, alice)
    waiting = cookie(client)
    assert not is_in(client)
    give_code(client, code(secret, steps=1))
    assert is_in(client)
    assert cookie(client) != waiting
    assert not is_in(browser_with(**{SESSION: waiting}))


def test_after_a_logout_neither_cookie_opens_anything(alice):
    client = Client()
    log_in(client, alice)
    kept = {SESSION: cookie(client), UNLOCK: cookie(client, UNLOCK)}
    client.post("/account/logout/")
    assert not is_in(browser_with(**kept))
    assert not UnlockedKey.objects.exists()
    assert not LoginSession.objects.filter(user=alice).exists()


def test_an_unlock_cookie_of_somebody_else_opens_nothing(alice, bob):
    owner, thief = Client(), Client()
    log_in(owner, alice)
    log_in(thief, bob)
    assert "open in this browser" in owner.get("/profile/").text
    thief.cookies[UNLOCK] = cookie(owner, UNLOCK)
    assert "open in this browser" not in thief.get("/profile/").text
    answer = thief.post("/my-data/")
    assert not answer.streaming
    assert not browser_with(**{UNLOCK: cookie(owner, UNLOCK)}).get("/my-data/").streaming


def test_a_session_cookie_alone_opens_no_answers(alice):
    owner = Client()
    log_in(owner, alice)
    thief = browser_with(**{SESSION: cookie(owner)})
    assert "open in this browser" not in thief.get("/profile/").text
    assert not thief.post("/my-data/").streaming


@pytest.mark.django_db
def test_a_guests_interview_opens_by_its_own_key_and_by_no_made_up_one():
    shelf.clear()
    publish_packages({PACKAGE: FILES}, is_listed=True, now=NOW)
    guest, other = Walk(Client()).begin(), Walk(Client()).begin()
    own, foreign = cookie(guest.client, GUEST), cookie(other.client, GUEST)
    assert Client().get(guest.url).status_code == 302
    mixed = f"{own.partition('.')[0]}.{foreign.partition('.')[2]}"
    for made_up in (foreign, mixed, own[:-4] + "AAAA", f"{own}x", ""):
        answer = browser_with(**{GUEST: made_up}).get(guest.url)
        assert answer.status_code != 200, made_up
    assert browser_with(**{GUEST: own}).get(guest.url).status_code == 200


def test_the_next_person_at_a_browser_gets_nothing_of_the_one_before(alice, bob):
    client = Client()
    log_in(client, alice)
    before = {cookie(client), cookie(client, UNLOCK)}
    client.post("/account/logout/")
    log_in(client, bob)
    assert alice.email not in client.get("/profile/").text
    assert not before & {cookie(client), cookie(client, UNLOCK)}
