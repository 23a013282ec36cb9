"""Nobody gets in by a provider who should not: each lie, detour and silence is refused."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import jwt
import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import LoginSession, User
from accounts.social import discovery, fetching
from tests.accounts.social import (
    BEGIN,
    CALLBACK,
    SIGNUP,
    come_by,
    configured,
    set_out,
    sign_up,
    way_back,
)
from tests.oidc_provider import KEYS, SECRET, STRANGERS_KEY, running, sign

pytestmark = pytest.mark.django_db

NOT_BELIEVED = "We could not be sure of what it answered"
USED = "was used already, is too old, or began in another browser"
SILENT = "Town hall does not answer"


def unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "", algorithm="none", headers={"kid": "ES256"})


def signed_with_what_everybody_knows(claims: dict[str, Any]) -> str:
    """Use the client secret, and then the public key's bytes would be as good: HS256."""
    return jwt.encode(claims, SECRET.ljust(32, "x"), algorithm="HS256", headers={"kid": "ES256"})


def signed_by_a_stranger(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, STRANGERS_KEY, algorithm="ES256", headers={"kid": "ES256"})


def signed_by_a_key_nobody_lists(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, STRANGERS_KEY, algorithm="ES256", headers={"kid": "mine"})


def signed_by_the_key_of_another_method(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, KEYS["RS256"], algorithm="PS256", headers={"kid": "RS256"})


def bringing_its_own_key(claims: dict[str, Any]) -> str:
    header = {"kid": "mine", "jku": "http://127.0.0.1:9/keys", "x5u": "http://127.0.0.1:9/"}
    return jwt.encode(claims, STRANGERS_KEY, algorithm="ES256", headers=header)


def with_another_body(claims: dict[str, Any]) -> str:
    honest, other = sign(claims, "ES256"), sign({**claims, "sub": "alice"}, "ES256")
    return ".".join([honest.split(".")[0], other.split(".")[1], honest.split(".")[2]])


NOW = int(time.time())
LIES: dict[str, dict[str, Any]] = {
    "wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "a nonce that is no text": {"nonce": 7},
    "wrong audience": {"aud": "somebody-else"},
    "no audience": {"aud": None},
    "many audiences, no party": {"aud": ["dasite", "somebody-else"]},
    "another party": {"aud": ["dasite", "somebody-else"], "azp": "somebody-else"},
    "wrong issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "expired": {"exp": NOW - 3600},
    "no end": {"exp": None},
    "from the future": {"iat": NOW + 7200, "exp": NOW + 9000},
    "no beginning": {"iat": None},
    "nobody": {"sub": None},
    "an empty name": {"sub": ""},
    "a number for a name": {"sub": 7},
    "an endless name": {"sub": "x" * 256},
}


@pytest.mark.parametrize("lies", LIES.values(), ids=LIES)
def test_a_token_that_lies_lets_nobody_in(client, town, lies, caplog):
    town.lies = lies
    answer = come_by(client, town, "dora-7731")
    assert answer.status_code == 400
    assert NOT_BELIEVED in answer.content.decode()
    assert "socialaccount_sociallogin" not in client.session
    assert "login by town: its token" in caplog.text
    assert "dora" not in caplog.text


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        signed_with_what_everybody_knows,
        signed_by_a_stranger,
        signed_by_a_key_nobody_lists,
        signed_by_the_key_of_another_method,
        bringing_its_own_key,
        with_another_body,
        lambda claims: "no token at all",
        lambda claims: "",
    ],
)
def test_a_token_that_is_forged_lets_nobody_in(client, town, forge):
    town.forge = forge
    answer = come_by(client, town, "dora-7731")
    assert answer.status_code == 400
    assert NOT_BELIEVED in answer.content.decode()
    assert "socialaccount_sociallogin" not in client.session


def test_several_audiences_are_taken_where_the_party_is_this_site(client, town):
    town.lies = {"aud": ["dasite", "somebody-else"], "azp": "dasite"}
    assert come_by(client, town, "dora-7731")["Location"] == SIGNUP


def test_a_token_without_the_name_of_its_key_is_taken_if_only_one_fits(client, town):
    town.forge = lambda claims: jwt.encode(claims, KEYS["ES256"], algorithm="ES256")
    assert come_by(client, town, "dora-7731")["Location"] == SIGNUP


def test_a_new_key_is_looked_for_once_more(client, town):
    honest = town.keys()
    town.broken["/keys"] = (200, {"keys": [7, {"kty": "oct", "k": "c2VjcmV0", "kid": "ES256"}]})
    assert come_by(client, town, "dora-7731").status_code == 400
    town.broken["/keys"] = (200, honest)
    assert come_by(client, town, "dora-7731")["Location"] == SIGNUP


def test_a_key_that_cannot_be_read_lets_nobody_in(client, town):
    key = {"kty": "EC", "kid": "ES256", "crv": "P-256", "x": "AA", "y": "AA"}
    town.broken["/keys"] = (200, {"keys": [key]})
    assert come_by(client, town, "dora-7731").status_code == 400
    discovery.forget()
    town.broken["/keys"] = (200, {"keys": "none"})
    assert come_by(client, town, "dora-7731").status_code == 400


def test_a_way_back_counts_once(client, town):
    path = way_back(town, set_out(client), "dora-7731")
    assert client.get(path)["Location"] == SIGNUP
    again = client.get(path)
    assert again.status_code == 400
    assert USED in again.content.decode()


def test_a_code_counts_once_also_with_a_state_of_its_own(client, town):
    first, second = set_out(client), set_out(client)
    path = way_back(town, first, "dora-7731")
    client.get(path)
    assert client.get(path.replace(first["state"], second["state"])).status_code == 400


@pytest.mark.parametrize("state", ["", "state=", "state=another"])
def test_a_way_back_that_nobody_set_out_on_leads_nowhere(client, town, state):
    set_out(client)
    answer = client.get(f"{CALLBACK}?code=7731&{state}")
    assert answer.status_code == 400
    assert USED in answer.content.decode()
    assert "/token" not in town.seen


def test_the_way_back_of_one_browser_is_worth_nothing_in_another(client, town):
    path = way_back(town, set_out(Client()), "evil")
    assert USED in client.get(path).content.decode()
    assert "_auth_user_id" not in client.session


def test_the_code_of_another_browser_does_not_fit_this_ones_proof(client, town):
    own, foreign = set_out(client), set_out(Client())
    path = way_back(town, foreign, "evil").replace(foreign["state"], own["state"])
    assert client.get(path).status_code == 400


def test_a_way_back_that_took_too_long_leads_nowhere(client, town):
    path = way_back(town, set_out(client), "dora-7731")
    with time_machine.travel(time.time() + 601):
        page = client.get(path).content.decode()
    assert USED in page


@pytest.mark.parametrize("issuer", ["", f"&iss={quote('https://evil.example')}"])
def test_the_answer_of_another_provider_is_not_taken(client, town, issuer):
    path = way_back(town, set_out(client), "dora-7731").split("&iss=")[0]
    assert client.get(path + issuer).status_code == 400
    assert "/token" not in town.seen


def test_a_provider_that_does_not_name_itself_on_the_way_back_is_taken(client, town):
    town.metadata = {"authorization_response_iss_parameter_supported": None}
    path = way_back(town, set_out(client), "dora-7731").split("&iss=")[0]
    assert client.get(path)["Location"] == SIGNUP


def test_a_way_back_of_one_provider_does_not_fit_another(client, town, settings):
    with running() as other:
        (app,) = configured(other)["openid_connect"]["APPS"]
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
            {**app, "provider_id": "other", "name": "Other"}
        )
        path = way_back(town, set_out(client), "dora-7731").replace("/town/", "/other/")
        assert client.get(path).status_code == 400
        assert client.get(SIGNUP)["Location"] == "/account/login/"
        assert other.seen == []


def test_two_providers_that_call_this_site_the_same_are_told_apart(client, town, settings):
    with running() as other:
        (app,) = configured(other)["openid_connect"]["APPS"]
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
            {**app, "provider_id": "other", "name": "Other"}
        )
        sign_up(client, town, "dora-7731", email="dora@example.org")
        other.people["dora-7731"] = {"email": "evil@example.org"}
        stranger = Client()
        page = stranger.post("/account/social/other/login/").content.decode()
        assert "Go to Other" in page
        assert User.objects.count() == 1
        assert SocialAccount.objects.get().provider == "town"


def test_the_same_name_at_another_issuer_is_another_person(client, town, settings):
    sign_up(client, town, "dora-7731", email="dora@example.org")
    with running() as other:
        settings.SOCIALACCOUNT_PROVIDERS = configured(other)
        assert come_by(Client(), other, "dora-7731")["Location"] == SIGNUP


def test_somebody_elses_userinfo_is_not_believed(client, town):
    town.broken["/userinfo"] = (200, {"sub": "alice", "email": "alice@example.org"})
    assert come_by(client, town, "dora-7731").status_code == 400


def test_who_stops_at_the_provider_is_told_that_nothing_changed(client, town):
    asked = set_out(client)
    page = client.get(f"{CALLBACK}?error=access_denied&state={asked['state']}").content.decode()
    assert "You stopped there, and nothing was changed here." in page


def test_what_a_provider_says_of_an_error_is_not_shown(client, town):
    asked = set_out(client)
    said = "<script>alert(7731)</script>"
    query = f"error=server_error&error_description={quote(said)}&state={asked['state']}"
    page = client.get(f"{CALLBACK}?{query}").content.decode()
    assert "Town hall did not let you in" in page
    assert "7731" not in page.split("</main>")[0]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_provider_that_is_out_of_order_is_called_so(client, town, status):
    town.broken["/.well-known/openid-configuration"] = (status, {})
    answer = client.post(BEGIN)
    assert answer.status_code == 503
    assert SILENT in answer.content.decode()


def test_a_provider_that_is_down_on_the_way_back_costs_nothing(client, town):
    path = way_back(town, set_out(client), "dora-7731")
    town.broken["/token"] = (502, {})
    answer = client.get(path)
    assert answer.status_code == 503
    assert "Nothing was changed, and nothing is lost." in answer.content.decode()
    del town.broken["/token"]
    assert come_by(client, town, "dora-7731")["Location"] == SIGNUP


def test_a_provider_that_is_gone_is_called_so(client, settings, caplog):
    with running() as provider:
        settings.SOCIALACCOUNT_PROVIDERS = configured(provider)
    answer = client.post(BEGIN)
    assert answer.status_code == 503
    assert SILENT in answer.content.decode()
    assert "login by town: it cannot be reached (ConnectionError)" in caplog.text


def test_a_slow_provider_is_not_waited_for_long(client, town, monkeypatch):
    monkeypatch.setattr(fetching, "READ", 0.05)
    town.delays["/.well-known/openid-configuration"] = 0.5
    assert client.post(BEGIN).status_code == 503


def test_many_slow_answers_are_not_waited_for_either(client, town, monkeypatch):
    path = way_back(town, set_out(client), "dora-7731")
    monkeypatch.setattr(fetching, "PATIENCE", 0.1)
    town.delays["/token"] = 0.08
    town.delays["/keys"] = 0.08
    assert client.get(path).status_code == 503


def test_time_limits_are_set_for_every_question():
    assert fetching.CONNECT <= fetching.READ <= fetching.PATIENCE <= 10


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, "<html>"),
        (200, []),
        (200, {"issuer": "https://evil.example"}),
        (302, "http://127.0.0.1:9/elsewhere"),
        (404, {}),
        (200, "x" * 300_000),
    ],
)
def test_a_discovery_document_that_is_none_is_refused(client, town, status, said):
    town.broken["/.well-known/openid-configuration"] = (status, said)
    answer = client.post(BEGIN)
    assert answer.status_code == 400
    assert NOT_BELIEVED in answer.content.decode()


@pytest.mark.parametrize("endpoint", [None, 7, "ftp://127.0.0.1/", "//127.0.0.1/"])
def test_an_endpoint_that_is_no_safe_address_is_refused(client, town, endpoint):
    town.metadata = {"token_endpoint": endpoint}
    assert client.post(BEGIN).status_code == 400


def test_an_address_of_the_provider_may_have_a_query_of_its_own(client, town):
    town.metadata = {"authorization_endpoint": f"{town.issuer}/authorize?tenant=7"}
    assert set_out(client)["tenant"] == "7"


def test_what_was_found_out_is_forgotten_after_a_while(client, town, monkeypatch):
    set_out(client)
    set_out(client)
    assert len(town.seen) == 1
    monkeypatch.setattr(discovery, "KEPT", -1)
    set_out(client)
    assert len(town.seen) == 2


def test_a_provider_of_that_name_is_none(client, town):
    for path in ("/account/social/evil/login/", "/account/social/evil/login/callback/"):
        assert client.get(path).status_code == 404
    assert client.post("/account/social/openid_connect/login/").status_code in {200, 404}


def test_the_secret_has_to_be_right(client, town, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "wrong"
    assert come_by(client, town, "dora-7731").status_code == 400


def test_one_address_begins_thirty_times_a_minute_and_others_go_on(client, town):
    begun = [Client().post(BEGIN).status_code for _ in range(31)]
    assert begun == [200] * 30 + [429]
    sessions = LoginSession.objects.count()
    page = Client().post(BEGIN)
    assert (page.status_code, page.headers["Retry-After"]) == (429, "60")
    assert "Try again in a minute" in page.content.decode()
    assert LoginSession.objects.count() == sessions
    assert Client(REMOTE_ADDR="203.0.113.9").post(BEGIN).status_code == 200
