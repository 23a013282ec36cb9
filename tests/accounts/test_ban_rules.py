"""The rules for wrong guesses: set by administrators, in force at once, for axes and for us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.db import IntegrityError, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.ban_rules import Rules, read_rules
from accounts.guesses import factor_account, time_left
from accounts.models import BanRules, User
from accounts.services.ban_rules import set_rules
from privacy.models import AuditEntry
from privacy.retention.registry import get_category
from tests.accounts.test_admin import clerk, office, root  # noqa: F401 -- fixtures
from tests.factors import code, enrol, give_code
from tests.people import PASSWORD, WRONG_PASSWORD, log_in

PAGE = "/admin/accounts/banrules/"
NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
SECONDS_10 = timedelta(seconds=10)
TIGHT = Rules(3, timedelta(minutes=60), pseudonymous=True)


def hold(rules: Rules) -> None:
    assert set_rules(rules, by=None, now=NOW)


def statuses(user: User, guesses: int) -> list[int]:
    return [log_in(Client(), user, WRONG_PASSWORD).status_code for _ in range(guesses)]


def test_without_a_word_of_the_administrators_the_settings_hold(db, settings):
    settings.DASITE_BAN_AFTER, settings.DASITE_BAN_MINUTES = 7, 9
    settings.DASITE_PSEUDONYMOUS_ADDRESSES = False
    assert read_rules() == Rules(7, timedelta(minutes=9), pseudonymous=False)


def test_a_lower_limit_holds_at_once_also_for_guesses_of_before(alice):
    assert statuses(alice, 3) == [200, 200, 200]
    hold(TIGHT)
    assert log_in(Client(), alice).status_code == 429


def test_a_higher_limit_lets_guess_again_at_once(alice):
    assert statuses(alice, 5)[-1] == 429
    hold(Rules(8, timedelta(minutes=15), pseudonymous=True))
    assert statuses(alice, 3) == [200, 200, 429]


def test_a_longer_wait_is_what_the_page_says_and_what_holds(alice, client):
    with time_machine.travel(NOW, tick=False):
        hold(TIGHT)
        statuses(alice, 3)
        answer = log_in(client, alice)
        assert answer["Retry-After"] == "3600"
        assert "60 minutes" in answer.content.decode()
    with time_machine.travel(NOW + timedelta(minutes=60) - SECONDS_10, tick=False):
        assert log_in(client, alice).status_code == 429
    with time_machine.travel(NOW + timedelta(minutes=60) + SECONDS_10, tick=False):
        assert log_in(client, alice).status_code == 302


def test_a_shorter_wait_ends_a_ban_that_stands(alice, client):
    with time_machine.travel(NOW, tick=False):
        statuses(alice, 5)
        hold(Rules(5, timedelta(minutes=5), pseudonymous=True))
    with time_machine.travel(NOW + timedelta(minutes=5) + SECONDS_10, tick=False):
        assert log_in(client, alice).status_code == 302


def test_codes_of_a_second_factor_are_held_to_the_same_rules(alice, mailoutbox):
    browser = Client()
    log_in(browser, alice)
    enrol(browser)
    hold(TIGHT)
    mailoutbox.clear()
    half = Client()
    half.post("/account/login/", {"login": alice.email, "password": PASSWORD})
    assert [give_code(half, "000000").status_code for _ in range(4)] == [200, 200, 429, 429]
    assert len(mailoutbox) == 1
    account, now = factor_account(alice.subject_id), datetime.now(UTC)
    left = time_left(address="", account=account, now=now, wait=TIGHT.wait)
    assert left > timedelta(minutes=59)


def test_what_is_counted_goes_when_the_wait_of_today_is_over(db):
    hold(TIGHT)
    for key in ("accounts.guess_count", "accounts.failed_login"):
        assert get_category(key).default.cutoff(NOW) == NOW - TIGHT.wait


def test_a_guess_reads_the_rules_once(alice):
    def asked_for(password: str) -> int:
        with CaptureQueriesContext(connections["default"]) as asked:
            log_in(Client(), alice, password)
        return sum("accounts_banrules" in one["sql"] for one in asked)

    assert asked_for(WRONG_PASSWORD) == 1
    assert asked_for(PASSWORD) == 1


def test_a_request_that_guesses_nothing_reads_no_rules(browser):
    with CaptureQueriesContext(connections["default"]) as asked:
        browser.get("/profile/")
    assert not any("accounts_banrules" in one["sql"] for one in asked)


def form(**changes: object) -> dict[str, object]:
    return {"failures": "4", "minutes": "30", "pseudonymous": "on", **changes}


def test_an_administrator_sets_rules_and_the_log_says_who(office, root):  # noqa: F811
    page = office.post(PAGE, form(), follow=True).content.decode()
    assert "Saved. It holds from now on." in page
    assert "4 wrong guesses, 30 minutes, pseudonyms" in page
    assert read_rules() == Rules(4, timedelta(minutes=30), pseudonymous=True)
    assert BanRules.objects.get().made_by == root.pk
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.about, entry.by) == ("setting", "wrong guesses", root.pk)


def test_each_change_is_a_version_and_the_same_again_is_none(office):  # noqa: F811
    office.post(PAGE, form())
    page = office.post(PAGE, form(), follow=True).content.decode()
    assert "Nothing was changed." in page
    office.post(PAGE, form(minutes="45"))
    assert list(BanRules.objects.order_by("pk").values_list("minutes", flat=True)) == [30, 45]
    assert AuditEntry.objects.count() == 2
    assert office.get(f"{PAGE}1/change/")["Location"] == PAGE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"failures": "2"}, "Enter 3 to 20 wrong guesses."),
        ({"failures": "21"}, "Enter 3 to 20 wrong guesses."),
        ({"failures": "many"}, "Enter 3 to 20 wrong guesses."),
        ({"failures": ""}, "Enter 3 to 20 wrong guesses."),
        ({"minutes": "4"}, "Enter 5 to 1440 minutes; 1440 are a day."),
        ({"minutes": "1441"}, "Enter 5 to 1440 minutes; 1440 are a day."),
    ],
)
def test_what_is_out_of_bounds_is_refused_in_words(office, changes, said):  # noqa: F811
    answer = office.post(PAGE, form(**changes))
    assert said in answer.content.decode()
    assert not BanRules.objects.exists()


@pytest.mark.parametrize("changes", [{"failures": 2}, {"failures": 21}, {"minutes": 4}])
def test_the_database_refuses_what_is_out_of_bounds_too(db, changes):
    values = {"failures": 5, "minutes": 15, "pseudonymous": True, "made_at": NOW, **changes}
    with pytest.raises(IntegrityError):
        BanRules.objects.create(**values)


def test_who_lifts_bans_reads_the_rules_and_changes_none(clerk):  # noqa: F811
    client = clerk("lift_bans")
    page = client.get(PAGE).content.decode()
    assert "5 wrong guesses" in page
    assert "Save these rules" not in page
    assert client.post(PAGE, form()).status_code == 403
    assert not BanRules.objects.exists()


def test_who_may_do_neither_sees_nothing(clerk):  # noqa: F811
    client = clerk("see_people")
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, form()).status_code == 403


def test_the_list_says_until_when_a_guess_counts(office, alice):  # noqa: F811
    hold(TIGHT)
    with time_machine.travel(NOW, tick=False):
        log_in(Client(), alice, WRONG_PASSWORD)
    page = office.get("/admin/axes/accessattempt/").content.decode()
    assert "27 March 2026, 13:00" in page
    number = AccessAttempt.objects.get().pk
    page = office.get(f"/admin/axes/accessattempt/{number}/change/").content.decode()
    assert "27 March 2026, 13:00" in page


def test_a_code_that_is_right_is_taken_under_new_rules(alice, browser):
    secret, _spare = enrol(browser)
    hold(TIGHT)
    half = Client()
    half.post("/account/login/", {"login": alice.email, "password": PASSWORD})
    assert give_code(half, code(secret, steps=1)).status_code == 302
