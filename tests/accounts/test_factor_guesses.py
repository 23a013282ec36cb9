"""Wrong codes count as wrong passwords do, by account: the page of the ban, its end, its mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client

from accounts.models import GuessCount
from privacy.models import UnlockedKey
from privacy.retention.registry import get_rows
from tests.accounts.test_secrets import cells
from tests.factors import code, enrol, give_code, prove
from tests.people import PASSWORD, WRONG_PASSWORD, let_in, log_in
from tests.site.canary import holds

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
WRONG = "canary-code-xyzzy"
REAUTHENTICATE = "/account/factors/reauthenticate/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def secret(browser, clock) -> str:
    """The secret of Alice's app; the code that set it up is old."""
    found, _ = enrol(browser)
    clock.shift(timedelta(minutes=5))
    mail.outbox.clear()
    return found


def half(person, **address: Any) -> Client:
    client = Client(**address)
    log_in(client, person)
    return client


def test_the_fifth_wrong_code_meets_the_page_of_the_ban(secret, alice):
    client = half(alice)
    statuses = [give_code(client, WRONG).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    answer = give_code(half(alice), code(secret))
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    page = answer.content.decode()
    assert "too many wrong codes" in page
    assert "15 minutes" in page


def test_a_right_password_in_between_gives_no_new_guesses(secret, alice):
    for _ in range(5):
        give_code(half(alice), WRONG)
    assert give_code(half(alice), code(secret)).status_code == 429


def test_guesses_from_several_addresses_are_counted_together(secret, alice):
    for number in range(5):
        client = half(alice, REMOTE_ADDR=f"198.51.100.{number}")
        assert give_code(client, WRONG).status_code == 200
    elsewhere = half(alice, REMOTE_ADDR="198.51.100.99")
    assert give_code(elsewhere, code(secret)).status_code == 429


def test_a_wrong_spare_code_counts_alike(secret, alice):
    client = half(alice)
    for _ in range(4):
        give_code(client, "00000000")
    assert give_code(client, WRONG).status_code == 429


def test_a_right_code_begins_the_count_anew(secret, alice):
    client = half(alice)
    for _ in range(4):
        give_code(client, WRONG)
    assert give_code(client, code(secret)).status_code == 302
    assert not GuessCount.objects.filter(count__gt=1).exists()
    assert not AccessAttempt.objects.exists()


def test_the_ban_ends_by_itself_and_the_login_begins_anew(secret, alice, clock):
    client = half(alice)
    for _ in range(5):
        give_code(client, WRONG)
    clock.shift(timedelta(minutes=15, seconds=10))
    log_in(client, alice)
    assert give_code(client, code(secret))["Location"] == "/profile/"


def test_whoever_guessed_too_often_has_no_waiting_key_any_more(secret, alice):
    client = half(alice)
    for _ in range(6):
        give_code(client, WRONG)
    assert not UnlockedKey.objects.filter(pending=True).exists()


def test_guesses_at_one_person_s_codes_leave_another_s_alone(secret, alice, bob, clock):
    theirs, _ = enrol(half(bob))
    clock.shift(timedelta(minutes=2))
    for _ in range(6):
        give_code(half(alice), WRONG)
    assert give_code(half(bob), code(theirs)).status_code == 302


def test_wrong_codes_and_wrong_passwords_are_counted_apart(secret, alice):
    for _ in range(4):
        log_in(Client(), alice, WRONG_PASSWORD)
    client = half(alice)
    assert give_code(client, WRONG).status_code == 200


def test_an_empty_code_is_no_guess(secret, alice):
    client = half(alice)
    for _ in range(9):
        assert give_code(client, "").status_code == 200


def test_the_person_is_told_once_that_somebody_knows_their_password(secret, alice):
    client = half(alice)
    for _ in range(8):
        give_code(client, WRONG)
    (told,) = mail.outbox
    assert "Somebody may know your password" in told.subject
    assert "https://" in told.body or "http://" in told.body
    assert WRONG not in told.body


def test_administrators_see_wrong_codes_and_nothing_of_what_was_typed(secret, alice):
    give_code(half(alice), WRONG)
    row = AccessAttempt.objects.get()
    assert row.failures_since_start == 1
    assert row.post_data == ""
    assert list(get_rows("accounts.failed_login").of_subject(alice.subject_id)) == [row]
    assert not [cell for cell in cells() if holds(cell[2], WRONG)]


def test_a_code_as_fresh_proof_counts_too(secret, alice, browser):
    log_in_again = half(alice)
    give_code(log_in_again, code(secret))
    for _ in range(4):
        assert log_in_again.post(REAUTHENTICATE, {"code": WRONG}).status_code == 200
    assert log_in_again.post(REAUTHENTICATE, {"code": WRONG}).status_code == 429
    assert log_in_again.post(REAUTHENTICATE, {"code": code(secret, steps=1)}).status_code == 429


def test_a_wrong_code_while_setting_up_is_no_guess(alice):
    client = half(alice)
    prove(client, PASSWORD)
    client.get("/account/factors/totp/activate/")
    for _ in range(9):
        answer = client.post("/account/factors/totp/activate/", {"code": WRONG})
        assert "not right" in answer.content.decode()


def test_lifting_a_ban_lets_type_codes_again(secret, alice, bob):
    bob.is_staff = bob.is_superuser = True
    bob.save()
    for _ in range(5):
        give_code(half(alice), WRONG)
    row = AccessAttempt.objects.get()
    form = {"action": "lift", "_selected_action": [row.pk]}
    assert let_in(Client(), bob).post("/admin/axes/accessattempt/", form).status_code == 302
    assert give_code(half(alice), code(secret)).status_code == 302
