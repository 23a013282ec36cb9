"""The list of browsers: what it says, logging out there, and what it costs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.browsers import name_browser
from accounts.login_sessions import DEVICE, SEEN_EVERY, open_browser
from accounts.models import LoginSession
from privacy.models import UnlockedKey
from tests.accounts.pages import plain
from tests.people import NEW_PASSWORD, PASSWORD, log_in

PAGE = "/profile/browsers/"
OTHERS = "/profile/browsers/log-out-others/"
NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
SECONDS_10 = timedelta(seconds=10)
ON_LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"
ON_PHONE = (
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/143.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def laptop(alice) -> Client:
    client = Client(headers={"user-agent": ON_LINUX})
    log_in(client, alice)
    return client


@pytest.fixture
def phone(alice) -> Client:
    client = Client(headers={"user-agent": ON_PHONE})
    log_in(client, alice)
    return client


def uid_of(client: Client) -> UUID:
    return UUID(client.session[DEVICE]["uid"])


def log_out(client: Client, uid: UUID):
    return client.post(f"{PAGE}{uid}/log-out/")


def words(client: Client) -> list[str]:
    """Return each entry of the list as one line of text."""
    page = client.get(PAGE).content.decode()
    cards = re.findall(r'<li class="card">(.*?)</li>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", card).split()) for card in cards]


def test_each_browser_is_listed_this_one_first(laptop, phone):
    first, second = words(laptop)
    assert first.startswith("Firefox on Linux this browser")
    assert second.startswith("Chrome on Android Logged in since")
    assert words(phone)[0].startswith("Chrome on Android this browser")


def test_the_list_says_since_when_when_last_and_whether_it_is_open(alice, laptop):
    with time_machine.travel(NOW, tick=False):
        phone = Client(headers={"user-agent": ON_PHONE})
        log_in(phone, alice)
        assert "27 March 2026, 12:00 Last seen 27 March 2026, 12:00" in words(laptop)[1]
        assert "Your answers open there" in words(laptop)[1]
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert "Your answers locked there" in words(laptop)[1]


def test_logging_out_there_ends_that_login_at_once_and_locks_its_keys(alice, laptop, phone):
    assert log_out(laptop, uid_of(phone)).status_code == 302
    assert phone.get("/profile/").status_code == 302
    assert "Logged out there." in laptop.get(PAGE).content.decode()
    assert [row.device for row in UnlockedKey.objects.all()] == [uid_of(laptop)]


def test_logging_out_everywhere_else_leaves_this_browser_alone(alice, bob, laptop, phone):
    stranger = Client()
    log_in(stranger, bob)
    UnlockedKey.objects.filter(device=uid_of(phone)).update(device=None)  # of before the list
    assert laptop.post(OTHERS).status_code == 302
    assert "1 other browser." in laptop.get(PAGE).content.decode()
    assert phone.get("/profile/").status_code == 302
    assert {row.subject_id for row in UnlockedKey.objects.all()} == {
        alice.subject_id,
        bob.subject_id,
    }
    assert UnlockedKey.objects.get(subject_id=alice.subject_id).device == uid_of(laptop)
    assert stranger.get("/profile/").status_code == 200
    assert len(words(laptop)) == 1


def test_a_strangers_number_is_nowhere_to_be_found_like_one_that_is_not(laptop, bob):
    stranger = Client()
    log_in(stranger, bob)
    pages = []
    for number in (uid_of(laptop), uuid4()):
        answer = log_out(stranger, number)
        assert answer.status_code == 404
        pages.append(plain(answer).replace(str(number), "NUMBER"))
    assert pages[0] == pages[1]
    assert laptop.get("/profile/").status_code == 200
    assert UnlockedKey.objects.filter(device=uid_of(laptop)).exists()


def test_nobody_logs_anybody_out(laptop):
    assert log_out(Client(), uid_of(laptop))["Location"].startswith("/account/login/")
    assert Client().post(OTHERS)["Location"].startswith("/account/login/")
    assert laptop.get("/profile/").status_code == 200


@pytest.mark.parametrize("path", [OTHERS, f"{PAGE}{UUID(int=7)}/log-out/"])
def test_nobody_is_logged_out_by_a_link_or_from_another_site(alice, path):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.get(path).status_code == 405
    assert strict.post(path).status_code == 403


def test_this_browser_is_asked_before_it_logs_itself_out(laptop):
    assert log_out(laptop, uid_of(laptop))["Location"] == "/account/logout/"
    assert laptop.get("/profile/").status_code == 200


def test_a_login_keeps_its_number_under_a_new_password(laptop, phone):
    before = uid_of(laptop)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    laptop.post("/account/password/change/", form)
    assert uid_of(laptop) == before
    assert LoginSession.objects.filter(uid=before).count() == 1
    assert UnlockedKey.objects.get().device == before


def test_keys_that_wait_for_a_second_factor_belong_to_no_login_yet(alice, mail_server, client):
    alice.emailaddress_set.update(verified=False)
    log_in(client, alice)
    assert UnlockedKey.objects.get().device is None


def test_keys_unlocked_later_go_with_the_login_too(alice, laptop, phone):
    UnlockedKey.objects.all().delete()
    phone.post("/profile/unlock/", {"password": PASSWORD})
    assert UnlockedKey.objects.get().device == uid_of(phone)
    log_out(laptop, uid_of(phone))
    assert not UnlockedKey.objects.exists()


def test_another_person_in_the_same_browser_is_another_login(laptop, bob):
    before = uid_of(laptop)
    laptop.force_login(bob)
    assert uid_of(laptop) != before
    assert len(words(laptop)) == 1


def test_being_seen_is_written_down_every_few_minutes_only(alice):
    with time_machine.travel(NOW, tick=False):
        client = Client()
        log_in(client, alice)
    for later, writes in ((SEEN_EVERY - SECONDS_10, 0), (SEEN_EVERY, 1), (SEEN_EVERY, 0)):
        with (
            time_machine.travel(NOW + later, tick=False),
            CaptureQueriesContext(connections["default"]) as asked,
        ):
            client.get("/account/email/")
        made = [one for one in asked if 'UPDATE "accounts_loginsession"' in one["sql"]]
        assert len(made) == writes, later
    assert LoginSession.objects.get().seen_at == NOW + SEEN_EVERY


def test_a_request_of_nobody_writes_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/account/login/")


def test_a_row_of_a_login_that_was_ended_is_not_made_again_by_being_seen(alice, laptop):
    with time_machine.travel(NOW, tick=False):
        late = laptop.session
        LoginSession.objects.all().delete()
        late.touch(NOW + SEEN_EVERY)
    assert not LoginSession.objects.exists()


def test_a_login_begun_before_browsers_were_listed_gets_a_number_when_it_is_saved(laptop):
    session = laptop.session
    del session[DEVICE]
    session.save()
    number = uid_of(laptop)
    laptop.session.save()
    assert uid_of(laptop) == number
    assert words(laptop)[0].startswith("An unknown browser this browser")


def test_the_table_holds_no_word_of_the_browser_and_no_address(laptop):
    row = LoginSession.objects.get()
    told = " ".join(map(str, vars(row).values()))
    assert open_browser(row) == "Firefox on Linux"
    for word in ("Firefox", "Linux", "127.0.0.1"):
        assert word not in told


def test_a_kind_of_browser_opens_for_its_own_login_alone(laptop, phone):
    one, other = LoginSession.objects.order_by("began_at")
    one.sealed_browser = other.sealed_browser
    assert open_browser(one) == ""
    one.sealed_browser = "?"
    assert open_browser(one) == ""


def test_my_data_lists_each_browser_in_words(laptop):
    assert "Firefox on Linux, logged in since" in laptop.get("/my-data/").content.decode()


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (ON_LINUX, "Firefox on Linux"),
        (ON_PHONE, "Chrome on Android"),
        (
            "Mozilla/5.0 (Android 16; Mobile; rv:146.0) Gecko/146.0 Firefox/146.0",
            "Firefox on Android",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
            ),
            "Safari on iPhone",
        ),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0"
            ),
            "Edge on Windows",
        ),
        (
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, "
                "like Gecko) Version/18.1 Safari/605.1.15"
            ),
            "Safari on Mac",
        ),
        (
            (
                "Mozilla/5.0 (X11; Cr\x4fS x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/143.0.0.0 Safari/537.36"
            ),
            "Chrome on Chromebook",
        ),
        ("NetSurf/3 (Linux)", "A browser on Linux"),
        ("Firefox/146.0", "Firefox"),
        ("", "An unknown browser"),
        ("<script>alert(1)</script>", "An unknown browser"),
        ("x" * 10_000 + "Firefox/1 Linux", "An unknown browser"),
    ],
)
def test_a_browser_is_named_by_family_and_platform_alone(agent, said):
    assert name_browser(agent) == said
