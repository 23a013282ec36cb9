"""Every kind of guess: counted, stopped, told how long, seen and lifted by who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from accounts import sms
from accounts.ban_rules import Rules
from accounts.models import User
from accounts.services.ban_rules import set_rules
from privacy.models import UnlockedKey
from tests.accounts.guessers import KINDS
from tests.accounts.parallel import counted
from tests.people import let_in, log_in, make_person

pytestmark = pytest.mark.django_db
BANS = "/admin/axes/accessattempt/"
kinds = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(autouse=True)
def _sends(settings, monkeypatch) -> None:
    settings.DASITE_SMS_SENDER = "accounts.sms.FolderSender"
    monkeypatch.setattr(sms, "send_aside", lambda number, text: None)


@pytest.fixture
def reached(kind, alice) -> Client:
    """A browser that has come to where this kind of guess is made."""
    KINDS[kind].furnish(alice)
    client = Client()
    KINDS[kind].reach(client, alice)
    return client


@kinds
def test_no_more_guesses_are_looked_at_than_administrators_allow(kind, alice, reached):
    rules = Rules(3, timedelta(minutes=40), pseudonymous=True)
    set_rules(rules, by=None, now=timezone.now())
    with counted(KINDS[kind].looks) as looked:
        answers = [KINDS[kind].guess(reached, alice) for _ in range(9)]
    assert len(looked) == 3
    assert 429 in {one.status_code for one in answers}
    # Led away: the login that waited is over, or the keys are locked that the page needs.
    assert {one.status_code for one in answers[3:]} <= {429, 302}


def until_banned(kind: str, browser: Client, user: User) -> Any:
    """Guess until one is refused; return the page that says so."""
    answers = (KINDS[kind].guess(browser, user) for _ in range(6))
    return next(one for one in answers if one.status_code == 429)


@kinds
def test_the_page_says_how_long_in_words_and_for_machines(kind, alice, reached):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        page = until_banned(kind, reached, alice)
        assert page["Retry-After"] == "900"
        assert "15 minutes" in page.content.decode()
        clock.shift(timedelta(minutes=11))
        page = KINDS[kind].guess(reached, alice)
        if page.status_code != 429:  # led away, see above
            again = Client()
            KINDS[kind].reach(again, alice)
            page = KINDS[kind].guess(again, alice)
        assert page["Retry-After"] == "240"
        assert "4 minutes" in page.content.decode()


@kinds
def test_a_ban_drops_what_is_unlocked_in_the_browser_that_guesses(kind, alice, reached):
    device = reached.cookies.get("unlock")
    for _ in range(6):
        KINDS[kind].guess(reached, alice)
    assert not (device and device.value) or reached.cookies["unlock"].value == ""
    pending = UnlockedKey.objects.filter(pending=True)
    assert not pending.exists()


@kinds
def test_a_ban_is_seen_without_whose_it_is_and_lifted(kind, alice, reached):
    for _ in range(6):
        KINDS[kind].guess(reached, alice)
    office = let_in(Client(), make_person("root", is_staff=True, is_superuser=True))
    page = office.get(BANS).content.decode()
    assert alice.email not in page
    assert str(alice.subject_id) not in page
    row = AccessAttempt.objects.get(failures_since_start__gte=5)
    office.post(BANS, {"action": "lift", "_selected_action": [row.pk]})
    again = Client()
    KINDS[kind].reach(again, alice)
    assert KINDS[kind].guess(again, alice).status_code == KINDS[kind].says


@kinds
def test_it_bans_nobody_else_at_the_same_address(kind, alice, bob, reached):
    for _ in range(6):
        KINDS[kind].guess(reached, alice)
    assert log_in(Client(), bob).status_code == 302


@kinds
def test_only_a_second_factor_is_counted_from_everywhere(kind, alice, reached):
    for _ in range(6):
        KINDS[kind].guess(reached, alice)
    elsewhere = Client(REMOTE_ADDR="198.51.100.77")
    KINDS[kind].reach(elsewhere, User.objects.get(pk=alice.pk))
    answer = KINDS[kind].guess(elsewhere, alice)
    assert (answer.status_code == 429) is KINDS[kind].is_anywhere
