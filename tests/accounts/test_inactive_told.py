"""People are told before their account goes, keep it by a link, and see the day on their page."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from interviews.models import InterviewSession
from privacy.jobs import outbox
from privacy.models import Notice
from privacy.retention import notices, policies, proposals
from privacy.retention.category import After, Never
from privacy.retention.plan import make_plan
from privacy.retention.targets import EVERYWHERE
from tests.accounts.inactive import (
    DAY,
    LADDER,
    LIMIT,
    NOW,
    SECONDS,
    USED,
    accounts,
    purge,
    seen,
    set_rule,
    told,
    who,
)
from tests.people import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0


def test_nobody_goes_untold_where_the_rule_has_notices(alice, bob):
    set_rule(LADDER)
    seen(alice, LIMIT - DAY)
    seen(bob, LIMIT - DAY)
    assert make_plan(NOW, keys=[USED]).count == 0
    told(alice)
    told(bob, "bounced")
    purge()
    assert who() == {"bob"}


def test_who_was_told_and_came_back_is_not_let_go_by_the_old_notice(alice):
    set_rule(LADDER)
    told(seen(alice, LIMIT - DAY))
    seen(alice, LIMIT - DAY + SECONDS)
    assert make_plan(NOW, keys=[USED]).count == 0


def plan_and_send(now) -> list:
    mail.outbox.clear()
    notices.plan_notices(lambda: now, until=now + DAY)
    outbox.run_due(timezone.now, until=timezone.now() + 60 * SECONDS)
    return list(mail.outbox)


@pytest.fixture
def today(monkeypatch):
    """Rules and notices by the clock of this machine, since a link lives by it."""
    now = timezone.now()
    set_rule(LADDER)
    return now


def link_of(letter, purpose: str) -> str:
    found = next(word for word in letter.body.split() if f"/notices/{purpose}/" in word)
    return str(found[found.index("/notices") :])


def almost(user, today) -> User:
    """Let it be thirty days before the account goes."""
    return seen(user, today.replace(year=today.year - 2) + 30 * DAY - SECONDS)


def test_the_mail_says_when_and_keeping_by_its_link_counts_as_being_here(alice, today):
    almost(alice, today)
    (letter,) = plan_and_send(today)
    assert letter.to == [alice.email]
    assert "your account will be deleted" in letter.subject
    assert "accounts go when nobody has logged in for 2 years" in letter.body
    page = Client().get(link_of(letter, "keep")).content.decode()
    assert "Keep your account?" in page
    page = Client().post(link_of(letter, "keep")).content.decode()
    assert "Your account is kept" in page
    alice.refresh_from_db()
    assert timezone.now() - alice.seen_at < DAY
    assert plan_and_send(today) == []


def test_deleting_by_the_link_wants_a_login_and_leads_to_the_page_of_leaving(
    alice, browser, charlie, today
):
    almost(alice, today)
    (letter,) = plan_and_send(today)
    link = link_of(letter, "delete")
    assert Client().get(link)["Location"].startswith("/account/login/")
    assert browser.get(link)["Location"] == "/profile/delete/"
    stranger = Client()
    log_in(stranger, charlie)
    assert stranger.get(link).status_code == 404


def test_each_step_is_told_and_then_the_account_goes(alice, today):
    almost(alice, today)
    for days in (30, 7, 1):
        now = today + (30 - days) * DAY + SECONDS
        assert len(plan_and_send(now)) == 1
        assert make_plan(now, keys=[USED]).count == 0
    end = timezone.now() + 31 * DAY
    assert purge(now=end).erased == 1


def test_a_mail_of_an_account_is_not_mixed_with_one_of_interviews(alice, bob, make_shared, today):
    session = make_shared(alice, bob)
    interviews = accounts("interviews.session")
    policies.set_policy(interviews, After("P90D", (30,)), now=NOW - 3000 * DAY, by=None)
    InterviewSession.objects.filter(pk=session.pk).update(touched_at=today - 60 * DAY - SECONDS)
    almost(alice, today)
    assert sorted("your account" in one.subject for one in plan_and_send(today)) == [False, True]


def test_the_notices_go_with_their_person(alice):
    set_rule(LADDER)
    told(seen(alice, LIMIT - DAY))
    purge()
    assert not Notice.objects.exists()


def test_my_data_says_when_the_account_goes_and_why(alice, browser):
    set_rule(LADDER)
    page = browser.get("/my-data/").content.decode()
    assert "accounts go when nobody has logged in for 2 years" in page
    alice.refresh_from_db()
    year = timezone.localtime(alice.seen_at).year + 2
    assert f"{year}, unless you log in before." in page
    assert "Your account" in page


def test_a_rule_without_a_mail_server_is_proposed_to_keep_accounts(settings):
    assert proposals.proposed_rules(accounts())[0] == (EVERYWHERE, LADDER)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert proposals.proposed_rules(accounts())[0] == (EVERYWHERE, Never())
    assert "no mail server" in proposals.why_untold(accounts())
