"""A login with a second factor: nothing opens before it, and then the password's key does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.models import LoginSession
from privacy.models import UnlockedKey
from privacy.vault.errors import SealBroken
from tests.accounts.test_password_reset import ask, follow
from tests.factors import AUTHENTICATE, code, enrol, give_code
from tests.people import NEW_PASSWORD, PASSWORD, log_in

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)  # the code of the setting-up is old by then
STOP = "/profile/stop-login/"
UNLOCKED = b"open in this browser"


@pytest.fixture
def app(browser) -> tuple[str, list[str]]:
    """The secret of Alice's authenticator app and her spare codes."""
    with time_machine.travel(NOW, tick=False):
        return enrol(browser)


@pytest.fixture
def half(app, alice) -> Client:
    """A browser in which Alice has given her password, and no code yet."""
    client = Client()
    with time_machine.travel(LATER, tick=False):
        assert log_in(client, alice)["Location"] == AUTHENTICATE
    return client


def test_the_password_alone_lets_nobody_in(half):
    with time_machine.travel(LATER, tick=False):
        assert half.get("/profile/")["Location"].startswith("/account/login/")
        assert half.get(AUTHENTICATE).status_code == 200
        assert not LoginSession.objects.filter(
            user__isnull=False, expire_date__gt=LATER + timedelta(hours=11, minutes=59)
        ).exists()


def test_the_key_waits_sealed_and_serves_nobody_meanwhile(half):
    (waiting,) = UnlockedKey.objects.filter(pending=True)
    assert waiting.absolute_until == LATER + timedelta(minutes=15)
    with time_machine.travel(LATER, tick=False):
        half.get("/my-data/")
    assert UnlockedKey.objects.filter(pending=True).count() == 1


def test_after_the_code_the_password_s_key_is_at_hand(half, app):
    with time_machine.travel(LATER, tick=False):
        before = half.cookies["unlock"].value
        assert give_code(half, code(app[0]))["Location"] == "/profile/"
        assert half.cookies["unlock"].value != before
        assert UNLOCKED in half.get("/profile/").content
    assert not UnlockedKey.objects.filter(pending=True).exists()


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_phone_may_be_half_a_minute_off(half, app, steps):
    with time_machine.travel(LATER, tick=False):
        assert give_code(half, code(app[0], steps=steps)).status_code == 302


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_minute_is_refused(half, app, steps):
    with time_machine.travel(LATER, tick=False):
        assert give_code(half, code(app[0], steps=steps)).status_code == 200


def test_wrong_codes_lose_neither_the_login_nor_the_key(half, app):
    with time_machine.travel(LATER, tick=False):
        for wrong in ("000000", "", "canary", "\uff11\uff12\uff13"):
            assert give_code(half, wrong).status_code == 200
        give_code(half, code(app[0]))
        assert UNLOCKED in half.get("/profile/").content


def test_ten_seconds_before_the_quarter_hour_is_over_the_login_can_be_finished(half, app):
    with time_machine.travel(LATER + timedelta(minutes=15, seconds=-10), tick=False):
        give_code(half, code(app[0]))
        assert UNLOCKED in half.get("/profile/").content


def test_after_a_quarter_hour_one_begins_anew(half, app):
    with time_machine.travel(LATER + timedelta(minutes=15, seconds=10), tick=False):
        assert give_code(half, code(app[0]))["Location"] == "/account/login/"
        assert half.get("/profile/").status_code == 302


def test_somebody_else_in_the_same_browser_gets_their_own_key_alone(half, alice, bob):
    with time_machine.travel(LATER, tick=False):
        assert half.post(STOP)["Location"] == "/account/login/"
        assert log_in(half, bob)["Location"] == "/profile/"
        assert half.get(AUTHENTICATE)["Location"] == "/profile/"
        assert UNLOCKED in half.get("/profile/").content
    assert set(UnlockedKey.objects.values_list("subject_id", flat=True)) >= {bob.subject_id}
    assert not UnlockedKey.objects.filter(pending=True, subject_id=alice.subject_id).exists()


def test_a_second_person_does_not_get_past_a_login_that_waits(half, bob):
    with time_machine.travel(LATER, tick=False):
        assert log_in(half, bob)["Location"] == AUTHENTICATE
        assert half.get("/profile/").status_code == 302


def test_an_abandoned_login_leaves_no_key_when_it_is_stopped(half):
    with time_machine.travel(LATER, tick=False):
        half.post(STOP)
        assert half.get(AUTHENTICATE)["Location"] == "/account/login/"
    assert not UnlockedKey.objects.filter(pending=True).exists()


def test_a_code_serves_one_login_however_many_processes_there_are(half, app, alice):
    from django.core.cache import cache  # noqa: PLC0415 -- a second process has an empty one

    with time_machine.travel(LATER, tick=False):
        give_code(half, code(app[0]))
        other = Client()
        log_in(other, alice)
        cache.clear()
        answer = give_code(other, code(app[0]))
    assert answer.status_code == 200
    assert "was used" in answer.content.decode()


def test_the_code_of_the_setting_up_serves_no_login(app, alice):
    with time_machine.travel(NOW, tick=False):
        client = Client()
        log_in(client, alice)
        assert give_code(client, code(app[0])).status_code == 200


def test_a_spare_code_serves_once(half, app, alice):
    with time_machine.travel(LATER, tick=False):
        assert give_code(half, app[1][3]).status_code == 302
        other = Client()
        log_in(other, alice)
        assert give_code(other, app[1][3]).status_code == 200


def test_a_spare_code_may_be_typed_with_spaces(half, app):
    spaced = f" {app[1][0][:4]} {app[1][0][4:]} "
    with time_machine.travel(LATER, tick=False):
        assert give_code(half, spaced).status_code == 302


def test_another_person_s_code_opens_nothing(half, bob):
    other = Client()
    log_in(other, bob)
    with time_machine.travel(NOW, tick=False):
        secret, spare = enrol(other)
    with time_machine.travel(LATER, tick=False):
        assert give_code(half, code(secret)).status_code == 200
        assert give_code(half, spare[0]).status_code == 200


def test_nobody_and_who_gave_no_password_see_no_page_for_codes(client, db):
    assert client.get(AUTHENTICATE)["Location"] == "/account/login/"
    assert give_code(client, "123456")["Location"] == "/account/login/"


def test_a_new_password_by_mail_still_wants_the_second_factor(app, alice, mail_server):
    client = Client()
    mail.outbox.clear()
    path = follow(client, ask(client, alice.email))
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "without": "1"}
    with time_machine.travel(LATER, tick=False):
        assert client.post(path, form)["Location"] == AUTHENTICATE
        assert client.get("/profile/").status_code == 302
        give_code(client, code(app[0]))
        assert UNLOCKED in client.get("/profile/").content


def test_a_session_keeps_no_id_from_before_the_second_factor(half, app):
    before = half.cookies["session"].value
    with time_machine.travel(LATER, tick=False):
        give_code(half, code(app[0]))
    assert half.cookies["session"].value != before
    thief = Client()
    thief.cookies["session"] = before
    assert thief.get("/profile/").status_code == 302


def test_a_damaged_secret_lets_nobody_in(half, app):
    Authenticator.objects.filter(type="totp").update(data={"secret": "x" * 200})
    with time_machine.travel(LATER, tick=False), pytest.raises(SealBroken):
        give_code(half, code(app[0]))
    assert half.get("/profile/").status_code == 302


def test_the_login_with_a_second_factor_goes_on_to_where_it_began(app, alice):
    client = Client()
    with time_machine.travel(LATER, tick=False):
        form = {"login": alice.email, "password": PASSWORD, "next": "/my-data/"}
        client.post("/account/login/", form)
        assert give_code(client, code(app[0]))["Location"] == "/my-data/"
