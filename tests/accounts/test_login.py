"""Logging in: one Argon2, a fresh session, unlocked keys, and no word about who exists."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import GuessCount, LoginSession, User
from privacy.models import KeyWrap, UnlockedKey
from privacy.vault import subjects
from tests.accounts.pages import plain
from tests.people import NEW_PASSWORD, PASSWORD, WRONG_PASSWORD, log_in, make_person

LOGIN = "/account/login/"
UNKNOWN = {"login": "nobody@example.org", "password": WRONG_PASSWORD}


def counted(post) -> tuple[int, int]:
    """Return the number of queries on both databases that a request makes."""
    with (
        CaptureQueriesContext(connections["default"]) as one,
        CaptureQueriesContext(connections["vault"]) as two,
    ):
        post()
    return len(one), len(two)


def test_a_login_unlocks_the_keys(alice, client):
    answer = log_in(client, alice)
    assert answer.status_code == 302
    row = UnlockedKey.objects.get()
    assert row.subject_id == alice.subject_id
    assert not row.pending


def test_the_first_login_makes_missing_keys(alice, client):
    log_in(client, alice)
    assert subjects.count_scopes(alice.subject_id) == 0
    assert KeyWrap.objects.filter(subject_key__subject_id=alice.subject_id).count() == 1


def test_a_login_costs_one_argon2(alice, browser, argon_runs):
    log_in(Client(), alice)
    assert len(argon_runs) == 1


def test_a_wrong_password_and_an_unknown_address_cost_one_argon2_each(alice, client, argon_runs):
    log_in(client, alice, WRONG_PASSWORD)
    client.post(LOGIN, UNKNOWN)
    assert len(argon_runs) == 2


def test_a_wrong_password_and_an_unknown_address_answer_alike(alice):
    known, unknown = log_in(Client(), alice, WRONG_PASSWORD), Client().post(LOGIN, UNKNOWN)
    assert known.status_code == unknown.status_code == 200
    assert plain(known, alice.email) == plain(unknown, "nobody@example.org")


def test_a_wrong_password_and_an_unknown_address_make_as_many_queries(alice):
    known = counted(lambda: log_in(Client(), alice, WRONG_PASSWORD))
    assert known == counted(lambda: Client().post(LOGIN, UNKNOWN))


def test_an_attempt_costs_no_more_queries_than_we_say(alice, browser):
    """As `docs/explanation/attacks.md` states them, on both databases together."""
    assert sum(counted(lambda: log_in(Client(), alice, WRONG_PASSWORD))) <= 14
    assert sum(counted(lambda: log_in(Client(), alice))) <= 35


def test_a_wrong_password_unlocks_nothing(alice, client):
    log_in(client, alice, WRONG_PASSWORD)
    assert not UnlockedKey.objects.exists()
    assert not LoginSession.objects.filter(user=alice).exists()


def test_a_login_gives_the_session_a_new_id(alice, client):
    client.get(LOGIN)
    client.session.save()
    before = client.cookies["session"].value if "session" in client.cookies else None
    log_in(client, alice)
    assert client.cookies["session"].value != before


def test_a_planted_session_id_is_not_taken_over(alice, client):
    client.cookies["session"] = "a" * 32
    log_in(client, alice)
    assert client.cookies["session"].value != "a" * 32


def test_an_address_is_found_however_it_is_written(alice, client):
    answer = client.post(LOGIN, {"login": " Alice@Example.ORG ", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_password_over_1024_bytes_is_refused_unhashed(alice, client, argon_runs):
    answer = log_in(client, alice, "ä" * 513)
    assert answer.status_code == 200
    assert argon_runs == []


def test_a_login_needs_the_csrf_token(alice):
    strict = Client(enforce_csrf_checks=True)
    assert log_in(strict, alice).status_code == 403


@pytest.mark.parametrize(
    "next_url", ["https://evil.example/", "//evil.example/", "/\\evil.example"]
)
def test_a_login_leads_nowhere_else(alice, client, next_url):
    answer = client.post(f"{LOGIN}?next={next_url}", {"login": alice.email, "password": PASSWORD})
    assert answer["Location"] == "/profile/"


def test_a_login_leads_back_to_where_it_was_needed(alice, client):
    answer = client.post(
        LOGIN, {"login": alice.email, "password": PASSWORD, "next": "/profile/delete/"}
    )
    assert answer["Location"] == "/profile/delete/"


def test_a_person_who_was_switched_off_is_told_only_with_the_right_password(alice, client):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert log_in(client, alice)["Location"] == "/account/inactive/"
    assert log_in(client, alice, WRONG_PASSWORD).status_code == 200
    assert not UnlockedKey.objects.exists()


def test_logging_out_locks_this_browser_only(alice, browser):
    log_in(Client(), alice)
    browser.post("/account/logout/")
    assert UnlockedKey.objects.count() == 1
    assert LoginSession.objects.filter(user=alice).count() == 1
    assert browser.get("/profile/").status_code == 302


def test_a_look_at_the_logout_page_logs_nobody_out(browser):
    browser.get("/account/logout/")
    assert browser.get("/profile/").status_code == 200


def test_an_unconfirmed_person_waits_for_the_mail_and_so_do_the_keys(
    mail_server, client, mailoutbox
):
    person = make_person("dora")
    EmailAddress.objects.update(verified=False)
    assert log_in(client, person)["Location"] == "/account/confirm-email/"
    assert UnlockedKey.objects.get().pending
    assert client.get("/profile/").status_code == 302
    link = next(line for line in mailoutbox[0].body.splitlines() if "/confirm-email/" in line)
    client.post(link.removeprefix("http://127.0.0.1:8000"))
    assert b"open in this browser" in client.get("/profile/").content
    assert not UnlockedKey.objects.get().pending


def test_a_right_password_forgives_the_wrong_ones(alice, client):
    for _ in range(4):
        log_in(client, alice, WRONG_PASSWORD)
    assert log_in(client, alice).status_code == 302
    assert not GuessCount.objects.exists()
    client.post("/account/logout/")
    assert log_in(client, alice, WRONG_PASSWORD).status_code == 200


def test_a_password_set_in_a_shell_logs_in_but_opens_nothing(alice, browser):
    alice.set_password(NEW_PASSWORD)
    alice.save()
    elsewhere = Client()
    assert log_in(elsewhere, alice, NEW_PASSWORD).status_code == 302
    assert b"At present they are locked" in elsewhere.get("/profile/").content
