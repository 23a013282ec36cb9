"""Sessions begun without an account, unfinished and finished ones may have rules of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import RetentionPolicy
from privacy.retention import proposals, registry, schedule
from privacy.retention.errors import TargetNotFound
from privacy.retention.modes import After
from privacy.retention.targets import get_target, in_words
from tests.privacy.admin.test_runs import log_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def category(settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    return registry.get_rows("interviews.session")


@pytest.fixture
def sessions(make_session):
    """One of each kind, untouched for ten days."""
    alice = User.objects.create(email="alice@example.org", password="!")
    then = timezone.now() - 10 * DAY
    return {
        "anonymous": make_session(then),
        "unfinished": make_session(then, alice.subject_id, owner=alice),
        "finished": make_session(
            then, alice.subject_id, owner=alice, status="finished", finished_at=then
        ),
    }


@pytest.mark.parametrize("kind", ["anonymous", "unfinished", "finished"])
def test_each_kind_holds_its_own_sessions_alone(category, sessions, kind):
    assert category.rows().get(category.within("sessions", [kind])) == sessions[kind]


def test_two_kinds_hold_both_and_an_unknown_one_none(category, sessions):
    both = category.rows().filter(category.within("sessions", ["anonymous", "finished"]))
    assert both.count() == 2
    assert not category.rows().filter(category.within("sessions", ["lost"])).exists()


def test_what_is_proposed_lets_anonymous_sessions_go_first(category, sessions):
    saved = proposals.accept_proposals([category], now=timezone.now(), by=1)
    assert [(one.scope_kind, one.scope_ref, one.period) for one in saved] == [
        ("", "", "P90D"),
        ("sessions", "anonymous", "P7D"),
        ("sessions", "locked", "P30D"),
    ]
    schedule.purge(timezone.now, until=timezone.now() + DAY)
    left = set(InterviewSession.everything.all())
    assert left == {sessions["unfinished"], sessions["finished"]}


def test_a_rule_for_one_interview_goes_before_one_for_a_kind(category):
    ranks = [get_target(kind).rank for kind in ("sessions", "role", "interview")]
    assert ranks == sorted(set(ranks))


def test_the_page_of_proposals_says_it_too(client, category):
    log_in(client, "officer@example.org", "set_retention")
    page = client.get("/admin/privacy/retentionpolicy/").content.decode()
    assert "interviews begun without an account are deleted after 7 days" in page
    assert not RetentionPolicy.objects.exists()
    assert isinstance(category.default, After)


def test_kinds_are_chosen_and_said_in_words():
    target = get_target("sessions")
    assert target.find("finished") == "finished"
    assert in_words("sessions", "finished") == "finished interviews of people with an account"
    assert in_words("sessions", "lost") == "lost"
    assert target.choices
    assert len(target.choices()) == 4
    with pytest.raises(TargetNotFound, match="no kind of sessions"):
        target.find("lost")
