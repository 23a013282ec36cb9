"""The recovery code: shown once, kept by its owner, good for one forgotten password."""

from __future__ import annotations

import logging
import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import LoginSession, User
from privacy.models import KeyWrap, UnlockedKey
from privacy.vault import subjects, ways
from privacy.vault.box import create_box, open_box
from privacy.vault.recovery import make_code
from tests.accounts.test_password_reset import ask, follow
from tests.interviews.test_canary import stored
from tests.people import NEW_PASSWORD, PASSWORD, log_in
from tests.site.canary import files_with, holds

PAGE = "/profile/recovery-code/"
FORM = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
DORA = {"email": "dora@example.org", "password1": PASSWORD, "password2": PASSWORD}


def shown(answer) -> str:
    """Return the code on a page."""
    found = re.search(r"<code>([0-9A-Z-]{39}-.)</code>", answer.content.decode())
    assert found, "no code on the page"
    return found[1]


def keep(client: Client, code: str, **more: str):
    return client.post(PAGE, {"code": code, "proof": code.split("-")[-2], **more})


@pytest.fixture
def code(alice, browser) -> str:
    """The code that Alice wrote down."""
    code = shown(browser.post(PAGE))
    keep(browser, code)
    return code


def test_a_sign_up_ends_with_a_recovery_code(db, client):
    answer = client.post("/account/signup/", DORA)
    assert answer["Location"] == f"{PAGE}?next=%2Fprofile%2F&new=1"
    code = shown(client.get(answer["Location"]))
    assert keep(client, code, next="/profile/", new="1")["Location"] == "/profile/"
    dora = User.objects.get()
    assert ways.unlock_with_code(dora.subject_id, code=code).subject_id == dora.subject_id


def test_a_login_shows_no_code(alice, client):
    assert log_in(client, alice)["Location"] == "/profile/"


def test_the_code_goes_on_to_where_the_person_wanted_to_go(db, client):
    answer = client.post("/account/signup/", {**DORA, "next": "/profile/unlock/"})
    page = client.get(answer["Location"]).content.decode()
    assert '<a href="/profile/unlock/">Not now</a>' in page


def test_the_code_does_not_go_on_to_another_site(alice, browser):
    page = browser.get(f"{PAGE}?new=1&next=https://evil.example/").content.decode()
    assert 'href="https://evil' not in page
    assert 'value="https://evil' not in page


def test_a_visit_makes_no_code(browser):
    page = browser.get(PAGE).content.decode()
    assert "You have none at present." in page
    assert "<code>" not in page


def test_nothing_is_kept_until_its_end_was_typed(alice, browser):
    code = shown(browser.post(PAGE))
    assert not KeyWrap.objects.filter(kind="recovery").exists()
    answer = browser.post(PAGE, {"code": code, "proof": "0000"})
    assert "not what the code ends with" in answer.content.decode()
    assert shown(answer) == code
    assert not KeyWrap.objects.filter(kind="recovery").exists()
    keep(browser, code)
    assert ways.code_made_at(alice.subject_id) is not None


def test_a_code_that_was_tampered_with_is_not_kept(browser):
    answer = keep(browser, "AAAA-BBBB-C")
    assert "cannot be a recovery code" in answer.content.decode()
    assert not KeyWrap.objects.filter(kind="recovery").exists()


@pytest.mark.parametrize("form", [{"code": ""}, {"code": "", "proof": ""}, {"code": "x" * 200}])
def test_a_form_without_a_code_is_refused(browser, form):
    assert browser.post(PAGE, form).status_code == 200
    assert not KeyWrap.objects.filter(kind="recovery").exists()


def test_a_new_code_replaces_the_old_one_once_it_is_confirmed(alice, browser, code):
    fresh = shown(browser.post(PAGE))
    ways.unlock_with_code(alice.subject_id, code=code)
    keep(browser, fresh)
    ways.unlock_with_code(alice.subject_id, code=fresh)
    assert KeyWrap.objects.filter(kind="recovery").count() == 1


def test_the_profile_says_whether_there_is_a_code(browser):
    assert "You have no recovery code." in browser.get("/profile/").content.decode()
    keep(browser, shown(browser.post(PAGE)))
    assert "Your recovery code of" in browser.get("/profile/").content.decode()


def test_the_keys_have_to_be_at_hand(browser):
    UnlockedKey.objects.update(idle_until=timezone.now())
    assert browser.get(PAGE)["Location"].startswith("/profile/unlock/?next=")


def test_a_stranger_is_sent_to_the_login(db, client):
    assert client.get(PAGE)["Location"].startswith("/account/login/")


def test_a_code_is_in_no_cache_and_in_no_session(browser, code):
    answer = browser.post(PAGE)
    assert "no-store" in answer["Cache-Control"]
    assert shown(answer) not in str(dict(browser.session))


@pytest.fixture
def scope(alice, browser):
    found = uuid4()
    create_box(found, owner=alice.subject_id)
    return found


def test_a_code_stays_valid_when_the_password_is_changed(alice, browser, code):
    form = {"oldpassword": PASSWORD, **FORM}
    assert browser.post("/account/password/change/", form).status_code == 302
    ways.unlock_with_code(alice.subject_id, code=code)


def test_a_forgotten_password_with_the_code_locks_nothing(alice, code, scope, client):
    path = follow(client, ask(client, alice.email))
    assert (
        "You have a recovery code: if you still have it, type it below"
        in client.get(path).content.decode()
    )
    answer = client.post(path, {**FORM, "code": code.lower().replace("-", " ")})
    assert answer["Location"].startswith(PAGE)
    unlocked = subjects.unlock(alice.subject_id, password=NEW_PASSWORD, key=None)
    open_box(scope, by=unlocked)
    assert subjects.locked_scopes(alice.subject_id) == 0


def test_a_used_code_is_dead_and_a_new_one_is_shown(alice, code, scope, client):
    answer = client.post(
        follow(client, ask(client, alice.email)), {**FORM, "code": code}, follow=True
    )
    assert ways.code_made_at(alice.subject_id) is None
    fresh = shown(answer)
    keep(client, fresh)
    ways.unlock_with_code(alice.subject_id, code=fresh)
    assert fresh != code


def test_a_reset_with_the_code_signs_every_other_browser_out(alice, browser, code, scope, client):
    client.post(follow(client, ask(client, alice.email)), {**FORM, "code": code})
    assert LoginSession.objects.filter(user=alice).count() == 1
    assert UnlockedKey.objects.count() == 1
    assert browser.get("/profile/").status_code == 302


def test_a_reset_with_the_code_costs_one_argon2(alice, code, scope, client, argon_runs):
    path = follow(client, ask(client, alice.email))
    argon_runs.clear()
    client.post(path, {**FORM, "code": code})
    assert len(argon_runs) == 1


def test_whoever_has_a_code_must_say_that_they_do_without(alice, code, scope, client):
    path = follow(client, ask(client, alice.email))
    assert "or say below that you have none" in client.post(path, FORM).content.decode()
    client.post(path, {**FORM, "without": "1"})
    assert subjects.locked_scopes(alice.subject_id) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("0" * 33, "not the recovery code of your account"), ("abc", "cannot be a recovery code")],
)
def test_a_wrong_code_changes_nothing(alice, code, scope, client, typed, sentence):
    path = follow(client, ask(client, alice.email))
    assert sentence in client.post(path, {**FORM, "code": typed}).content.decode()
    subjects.unlock(alice.subject_id, password=PASSWORD, key=None)
    ways.unlock_with_code(alice.subject_id, code=code)


def test_codes_cannot_be_tried_out(alice, code, scope, client):
    path = follow(client, ask(client, alice.email))
    for _ in range(5):
        client.post(path, {**FORM, "code": make_code()})
    assert client.post(path, {**FORM, "code": code}).status_code == 429
    subjects.unlock(alice.subject_id, password=PASSWORD, key=None)


def test_a_code_found_later_opens_what_was_locked(alice, browser, code, scope, client):
    client.post(follow(client, ask(client, alice.email)), {**FORM, "without": "1"})
    page = client.post("/profile/reopen/", {"old": code}, follow=True).content.decode()
    assert "Open again: 1 interview." in page


def test_a_code_opens_keys_whose_password_was_set_in_a_shell(alice, code, scope):
    alice.set_password(NEW_PASSWORD)
    alice.save()
    client = Client()
    log_in(client, alice, NEW_PASSWORD)
    answer = client.post("/profile/unlock/", {"old": code, "password": NEW_PASSWORD})
    assert answer.status_code == 303
    open_box(scope, by=subjects.unlock(alice.subject_id, password=NEW_PASSWORD, key=None))
    assert ways.code_made_at(alice.subject_id) is None


def test_a_code_lies_in_neither_database_nor_in_a_file_nor_in_a_log(
    alice, code, scope, client, caplog
):
    caplog.set_level(logging.DEBUG)
    client.post(follow(client, ask(client, alice.email)), {**FORM, "code": code})
    for word in (code, code.replace("-", "")):
        for alias in ("default", "vault"):
            assert not holds(stored(alias), word)
        assert not files_with(settings.VAR_DIR, word)
        assert not any(word in record.getMessage() for record in caplog.records)
