"""Of a login by another service nothing is left that should not be: tables, logs, mails, cache."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.views.debug import SafeExceptionReporterFilter

from accounts.models import User
from accounts.social.exchange import Answer, Login, Site
from tests.accounts.social import BEGIN, LIST, SIGNUP, come_by, set_out, way_back
from tests.accounts.test_secrets import HOMES, cells
from tests.oidc_provider import SECRET, Provider
from tests.people import PASSWORD
from tests.site.canary import holds

pytestmark = pytest.mark.django_db

ADDRESS, NAME, SUBJECT = "canary7731@example.org", "Canarybird Septima", "subject-canary-7731"
CLAIMS = {
    "email": ADDRESS,
    "name": NAME,
    "phone_number": "+99 canary 7731",
    "address": {"street_address": "Canary street 7731"},
    "picture": "https://pictures.example/canary7731",
}
NEVER = (SUBJECT, SECRET, "canary-access", "+99 canary 7731", "Canary street 7731", "canary7731.")


def words_of(town: Provider) -> set[str]:
    """Return all that passed between this site and the provider and is nobody else's."""
    secrets = {token for body in town.bodies for token in body.split('"') if token.count(".") == 2}
    return {*NEVER, *town.tokens, *secrets, "pictures.example"}


def found(words: set[str]) -> set[tuple[str, str, str]]:
    """Return where in both databases such words are."""
    places = {
        (table, column, word)
        for table, column, raw in cells()
        for word in words
        if holds(raw, word)
    }
    homes = {*HOMES, ("accounts_user", "name")}
    for table, column, raw in cells():
        if (table, column) not in homes:
            places |= {(table, column, word) for word in (ADDRESS, NAME) if holds(raw, word)}
    return places


def everything(town: Provider, asked: dict[str, str]) -> set[str]:
    return {*words_of(town), asked["nonce"], asked["state"]}


def test_nothing_of_claims_tokens_and_secrets_is_left_in_any_state(
    client, browser, town, caplog, mailoutbox
):
    caplog.set_level(logging.DEBUG)
    town.people[SUBJECT] = CLAIMS
    asked = set_out(client)
    assert found(everything(town, asked)) == set()
    path = way_back(town, asked, SUBJECT)
    codes = set(town.codes)
    assert client.get(path)["Location"] == SIGNUP  # what was told waits in the session
    assert found(everything(town, asked) | codes) == set()
    client.post(SIGNUP, {"email": ADDRESS})
    assert found(everything(town, asked) | codes) == set()
    come_by(Client(), town, SUBJECT)
    come_by(browser, town, "emil-7731", process="connect")
    come_by(browser, town, SUBJECT, process="connect")  # somebody else's
    town.lies = {"aud": "wrong"}
    come_by(Client(), town, SUBJECT)
    words = everything(town, asked) | codes | {"emil-7731"}
    assert len(words) > 12
    assert found(words) == set()
    for word in (*words, ADDRESS, NAME):
        assert word not in caplog.text
        assert not any(word in f"{mail.subject} {mail.body}" for mail in mailoutbox)
    memory: Any = cache
    assert not [key for key in memory._cache if "rl:" not in key and "rate:" not in key]
    assert not SocialToken.objects.exists()
    assert not SocialApp.objects.exists()
    assert {row["extra_data"] == {} for row in SocialAccount.objects.values("extra_data")} == {
        True
    }


def test_a_suspended_connection_holds_nothing_in_clear(alice, browser, town):
    town.people[SUBJECT] = CLAIMS
    asked = set_out(browser, process="connect")
    session = browser.session
    session["account_authentication_methods"] = []
    session.save()
    assert browser.get(way_back(town, asked, SUBJECT))["Location"] == "/account/reauthenticate/"
    assert found(everything(town, asked)) == set()
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    assert SocialAccount.objects.get().user == alice
    assert found(everything(town, asked)) == set()


def test_pages_show_neither_secret_nor_token(client, town):
    town.people[SUBJECT] = CLAIMS
    pages = [client.post(BEGIN).content.decode()]
    come_by(client, town, SUBJECT)
    pages.append(client.get(SIGNUP).content.decode())
    pages.append(client.post(SIGNUP, {"email": ADDRESS}, follow=True).content.decode())
    pages.append(client.get(LIST).content.decode())
    for page in pages:
        assert not any(word in page for word in words_of(town))


def test_what_is_held_on_the_way_shows_itself_to_nobody():
    site = Site(issuer="https://a.example", client_id="b", secret=SECRET, callback="c")
    login = Login(state="s", nonce=SECRET, verifier=SECRET)
    answer: Any = Answer({"sub": SECRET}, SECRET, SECRET, None)  # type: ignore[arg-type]
    assert SECRET not in f"{site!r} {login!r} {answer!r}"


def test_an_error_report_masks_the_secret(settings, town):
    shown = SafeExceptionReporterFilter().get_safe_settings()
    assert SECRET not in str(shown["SOCIALACCOUNT_PROVIDERS"])


def test_what_a_login_costs_in_queries(client, town):
    counts: dict[str, int] = {}

    def count(name: str, act: Any) -> Any:
        with (
            CaptureQueriesContext(connections["default"]) as default,
            CaptureQueriesContext(connections["vault"]) as vault,
        ):
            answer = act()
        counts[name] = len(default) + len(vault)
        return answer

    asked = count("begin", lambda: set_out(client))
    count("back, unknown", lambda: client.get(way_back(town, asked, "dora-7731")))
    count("sign up", lambda: client.post(SIGNUP, {"email": "dora@example.org"}))
    again = Client()
    asked = set_out(again)
    count("back, known", lambda: again.get(way_back(town, asked, "dora-7731")))
    assert User.objects.count() == 1
    most = {"begin": 8, "back, unknown": 15, "sign up": 50, "back, known": 35}
    assert {name: count for name, count in counts.items() if count > most[name]} == {}
