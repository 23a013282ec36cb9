"""The cards of the front page: quiet when all is well, red with what to do when not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from privacy.dashboard import cards
from privacy.jobs import heartbeat
from privacy.models import FilesToRemove, RetentionRun
from privacy.retention import limits, policies, registry, requests
from privacy.retention.folders import FolderCategory
from privacy.retention.limits import Limits
from privacy.retention.modes import After, Never

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ALL = ("see_runs",)


@pytest.fixture
def see():
    """Return a function: the cards by title that somebody with these permissions sees."""

    def look(*codenames: str):
        user = User.objects.create(email="alice@example.org", password="!", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames or ALL))
        request = RequestFactory().get("/admin/")
        request.user = user
        return {card.title: card for card in cards(request)}

    return look


@pytest.fixture
def policy(sessions):
    """Thirty days, in force since ten days ago."""
    return policies.set_policy(sessions, After("P30D"), now=timezone.now() - 11 * DAY, by=None)


def test_a_fresh_site_says_what_to_decide_and_that_beat_is_missing(categories, see):
    found = see()
    assert found["Policies to decide"].number == "1"
    assert found["Overdue"].tone == found["Failures"].tone == "quiet"
    assert found["Last run"].number == "None"
    assert (found["Worker and beat"].number, found["Worker and beat"].tone) == (
        "Never seen",
        "bad",
    )


def test_what_is_overdue_for_two_days_is_red_and_says_what_to_do(policy, make_session, see):
    make_session(timezone.now() - 33 * DAY)
    card = see()["Overdue"]
    assert (card.number, card.tone) == ("1", "bad")
    assert "should have gone 3\xa0days ago" in card.sentence


def test_what_is_due_since_today_is_quiet(policy, make_session, see):
    make_session(timezone.now() - 30 * DAY - timedelta(hours=5))
    card = see()["Overdue"]
    assert (card.number, card.tone) == ("1", "quiet")


def test_a_policy_is_not_late_before_it_was_in_force(sessions, make_session, see, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=timezone.now(), by=None)
    make_session(timezone.now() - 500 * DAY)
    assert see()["Overdue"].tone == "quiet"


def test_what_comes_this_week_is_counted(policy, make_session, see):
    make_session(timezone.now() - 25 * DAY)
    make_session(timezone.now() - 5 * DAY)
    card = see()["Due in 7 days"]
    assert (card.number, card.sentence) == ("1", "1 interviews.")


def test_never_is_never_overdue(sessions, make_session, see):
    policies.set_policy(sessions, Never(), now=timezone.now() - DAY, by=None)
    make_session(timezone.now() - 5000 * DAY)
    assert see()["Overdue"].number == "0"


def test_folders_count_too(categories, see, tmp_path):
    @registry.register
    class Temporary(FolderCategory):
        key = "test.file"
        label = "temporary files"
        default = After("P1D")

        def roots(self):
            return (tmp_path,)

    (tmp_path / "new").write_text("x", encoding="utf-8")
    category = registry.get_category("test.file")
    policies.set_policy(category, After("P2D"), now=timezone.now() - 2 * DAY, by=None)
    assert see()["Due in 7 days"].sentence == "1 temporary files."


def test_the_last_run_and_those_that_wait_are_shown(policy, make_session, see):
    now = timezone.now()
    common = {"trigger": "beat", "as_of": now}
    RetentionRun.objects.create(
        state="failed", started_at=now - DAY, erased=3, planned=4, **common
    )
    RetentionRun.objects.create(state="asking", started_at=now - 2 * DAY, planned=900, **common)
    session = make_session(now)
    requests.erase_items("test.session", [session.pk], now=now)
    found = see()
    assert found["Last run"].number == "3"
    assert "2 runs erased 3 in 30 days, 1 failed" in found["Last run"].sentence
    assert (found["Waiting for approval"].number, found["Waiting for approval"].tone) == (
        "900",
        "warn",
    )


def test_what_waits_for_a_second_person_is_shown(sessions, see):
    now = timezone.now()
    limits.set_limits(Limits(second_person=True), now=now, by=7)
    policies.set_policy(sessions, After("P30D"), now=now, by=7)
    limits.set_limits(Limits(), now=now, by=7)
    found = see("see_runs")
    assert (found["Policies to approve"].number, found["Policies to approve"].tone) == (
        "1",
        "warn",
    )
    assert "interviews" in found["Policies to approve"].sentence
    assert found["Limits to approve"].tone == "warn"


def test_a_failure_is_counted(categories, see):
    FilesToRemove.objects.create(names=["f"], attempts=1)
    card = see()["Failures"]
    assert (card.number, card.tone) == ("1", "warn")
    assert "1 files" in card.sentence


@pytest.mark.parametrize("worker", [True, False])
def test_a_beat_that_was_just_seen_is_quiet(categories, see, worker):
    heartbeat.seen("beat", timezone.now())
    if worker:
        heartbeat.seen("worker", timezone.now())
    card = see()["Worker and beat"]
    assert (card.number, card.tone) == ("At work", "quiet")
    assert ("never" in card.sentence) is not worker


def test_a_beat_that_is_missing_is_red(categories, see):
    heartbeat.seen("beat", timezone.now() - timedelta(minutes=30))
    card = see()["Worker and beat"]
    assert (card.number, card.tone) == ("Missing", "bad")


def test_charlie_sees_no_card(categories, see):
    assert see("see_people") == {}
