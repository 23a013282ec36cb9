"""Policies are words, appended, inside limits, and shorter ones wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from privacy.models import RetentionPolicy
from privacy.retention import decisions, policies, proposals, registry
from privacy.retention.errors import NotADuration, PolicyRefused, UnknownCategory
from privacy.retention.modes import (
    After,
    Immediately,
    Inherit,
    Never,
    OnEvent,
    is_shorter,
    read_mode,
)
from privacy.retention.plan import make_plan
from privacy.retention.resolver import due_at
from privacy.retention.standing import standing
from privacy.retention.targets import Scope
from tests.privacy.kinds import NOW, Sessions

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def everywhere(category, moment) -> policies.Rule:
    """Return the rule that is in force where no other one is."""
    return policies.rules_of(category, moment)[-1]


def test_what_nobody_accepted_is_never_due(sessions):
    assert everywhere(sessions, NOW) == policies.Rule(Never())
    assert proposals.to_decide(NOW) == [sessions]


def test_a_shorter_rule_waits_and_a_longer_one_does_not(sessions):
    first = policies.set_policy(sessions, After("P30D"), now=NOW, by=7)
    assert first.effective_at == NOW + DAY
    assert everywhere(sessions, NOW + DAY - timedelta(seconds=1)).version is None
    assert everywhere(sessions, NOW + DAY).mode == After("P30D")
    second = policies.set_policy(sessions, After("P60D"), now=NOW + 2 * DAY, by=7)
    assert second.effective_at == NOW + 2 * DAY


def test_a_waiting_rule_gives_way_to_the_next(sessions):
    first = policies.set_policy(sessions, After("P30D"), now=NOW, by=7)
    policies.set_policy(sessions, After("P60D"), now=NOW, by=8)
    first.refresh_from_db()
    assert (first.withdrawn_at, first.withdrawn_by) == (NOW, 8)
    assert everywhere(sessions, NOW + DAY).mode == After("P60D")


def test_a_withdrawn_rule_never_comes_into_force(sessions):
    policy = policies.set_policy(sessions, After("P30D"), now=NOW, by=7)
    assert standing(NOW).waiting(sessions) == policy
    policies.withdraw(policy, now=NOW, by=7)
    assert everywhere(sessions, NOW + 2 * DAY).version is None
    assert proposals.to_decide(NOW) == [sessions]


def test_a_rule_in_force_cannot_be_withdrawn(sessions):
    policy = policies.set_policy(sessions, After("P30D"), now=NOW, by=7)
    with pytest.raises(PolicyRefused, match="set a new one"):
        policies.withdraw(policy, now=NOW + DAY, by=7)


def test_proposals_are_accepted_as_they_stand(sessions):
    (policy,) = proposals.accept_proposals(proposals.to_decide(NOW), now=NOW, by=7)
    assert (policy.version, policy.mode, policy.period) == (1, "after", "P30D")
    assert policy.notice_steps == "7, 1"
    assert proposals.to_decide(NOW) == []


def test_no_ladder_is_proposed_where_no_mail_server_is_set(sessions, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert proposals.proposed_rules(sessions)[0][1] == After("P30D")
    assert proposals.why_untold(sessions) == "without notices, since no mail server is set"
    assert proposals.why_untold(registry.get_category("test.person")) == ""


def test_rules_of_all_come_in_one_query(sessions, django_assert_num_queries):
    policies.set_policy(sessions, After("P30D"), now=NOW - 2 * DAY, by=7)
    policies.set_policy(sessions, After("P60D"), now=NOW, by=7)
    with django_assert_num_queries(1):
        rules = policies.all_rules(NOW)
    assert [rule.mode for rule in rules["test.session"]] == [After("P60D")]
    assert [rule.mode for rule in rules["test.person"]] == [Never()]


def test_two_who_save_at_once_do_not_make_one_version(sessions, monkeypatch):
    policies.set_policy(sessions, After("P30D"), now=NOW, by=7)
    monkeypatch.setattr(decisions, "withdraw_all", _somebody_else_saves)
    with pytest.raises(PolicyRefused, match="somebody else saved version 2"):
        policies.set_policy(sessions, After("P60D"), now=NOW, by=8)


def _somebody_else_saves(rows, *, now, by):
    RetentionPolicy.objects.create(
        category="test.session", version=2, mode="never", created_at=now, effective_at=now
    )


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [
        (After("PT23H"), "kept 1 day at the least"),
        (After("P3Y"), "kept 2 years at the most"),
        (Immediately(), "kept 1 day at the least"),
        (OnEvent("they expire"), "only the software itself"),
    ],
)
def test_limits_are_kept_and_named(sessions, mode, wanted):
    with pytest.raises(PolicyRefused, match=wanted):
        policies.set_policy(sessions, mode, now=NOW, by=None)


def test_a_category_without_policy_takes_none(categories):
    with pytest.raises(PolicyRefused, match="no policy can be set"):
        policies.check_mode(registry.get_category("test.person"), After("P30D"))


def test_what_must_end_cannot_be_kept_for_ever(categories):
    class Ends(Sessions):
        must_end = True

    with pytest.raises(PolicyRefused, match="without end"):
        policies.check_mode(Ends(), Never())


def test_without_a_floor_at_once_is_allowed(categories):
    class Quick(Sessions):
        floor = ""

    policies.check_mode(Quick(), Immediately())
    policies.check_mode(Quick(), After("PT1S"))
    policies.check_mode(Quick(), Never())


@pytest.mark.parametrize(
    "fields",
    [
        {"mode": "after", "period": ""},
        {"mode": "never", "period": "P1D"},
        {"mode": "0", "period": ""},
        {"mode": "after", "period": "P1D", "seconds": 86_400, "floor_seconds": 86_401},
        {"mode": "after", "period": "P1D", "seconds": 86_400, "ceiling_seconds": 86_399},
        {"mode": "never", "must_end": True},
        {"mode": "immediately", "floor_seconds": 1},
        {"mode": "never", "created_by": 7, "needs_approval": True, "approved_by": 7},
        {"mode": "never", "withdrawn_at": NOW},
    ],
)
def test_the_database_refuses_what_is_no_rule(db, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionPolicy.objects.create(
            category="x", version=1, created_at=NOW, effective_at=NOW, **fields
        )


@pytest.mark.parametrize(
    ("word", "period"), [("0", ""), ("after", "P0D"), ("never", "P1D"), ("on event", "")]
)
def test_a_zero_is_no_word(word, period):
    with pytest.raises(NotADuration):
        read_mode(word, period)


def test_words_are_read_back():
    assert read_mode("never") == Never()
    assert read_mode("immediately") == Immediately()
    assert read_mode("inherit") == Inherit()
    assert Inherit().cutoff(NOW) is None
    assert read_mode("after", "P1D") == After("P1D")


@pytest.mark.parametrize(
    ("new", "old", "shorter"),
    [
        (After("P30D"), Never(), True),
        (After("P30D"), After("P31D"), True),
        (After("P31D"), After("P30D"), False),
        (After("P1M"), After("P30D"), True),
        (After("P30D"), After("P30D"), False),
        (Never(), After("P30D"), False),
        (Immediately(), After("P30D"), True),
        (After("P30D"), Immediately(), False),
        (Immediately(), Never(), True),
    ],
)
def test_shorter_is_whatever_could_go_sooner(new, old, shorter):
    assert is_shorter(new, old) is shorter


def test_sentences_say_the_rule():
    assert After("P30D").sentence == "are deleted after 30 days"
    assert Never().sentence == "are kept until somebody deletes them"
    assert Immediately().sentence == "are deleted at once"
    assert OnEvent("they expire").sentence == "go when they expire"


def test_the_day_of_a_row_is_the_day_of_the_run():
    assert due_at(After("P30D"), NOW) == NOW + 30 * DAY
    assert due_at(Immediately(), NOW) == NOW
    assert due_at(Never(), NOW) is None
    assert due_at(After("P30D"), None) is None


def test_a_key_names_one_category(categories):
    with pytest.raises(ValueError, match=r"both have the key 'test\.session'"):
        registry.register(Sessions)
    with pytest.raises(UnknownCategory):
        registry.get_category("no.such")


def test_a_version_keeps_the_limits_that_it_was_saved_under(sessions):
    policy = policies.set_policy(sessions, After("P30D"), now=NOW, by=7)
    day = 86_400
    assert (policy.seconds, policy.floor_seconds) == (30 * day, day)
    assert (policy.ceiling_seconds, policy.must_end) == (2 * 366 * day, False)


@pytest.mark.parametrize("mode", [After("P1D"), Immediately()])
def test_a_floor_that_a_release_raises_holds_over_an_older_version(sessions, monkeypatch, mode):
    monkeypatch.setattr(Sessions, "floor", "" if mode == Immediately() else "P1D")
    policies.set_policy(sessions, mode, now=NOW - 2 * DAY, by=7)
    monkeypatch.setattr(Sessions, "floor", "P10D")
    assert everywhere(sessions, NOW).mode == After("P10D")


def test_a_ceiling_that_a_release_lowers_takes_nothing_by_itself(sessions, monkeypatch):
    policies.set_policy(sessions, After("P1Y"), now=NOW - 2 * DAY, by=7)
    monkeypatch.setattr(Sessions, "ceiling", "P10D")
    assert everywhere(sessions, NOW).mode == After("P1Y")


def test_a_watched_rule_is_never_in_force(sessions):
    watched = policies.watch(sessions, After("P2D"), now=NOW, by=7)
    assert everywhere(sessions, NOW + 99 * DAY).version is None
    assert standing(NOW).watched(sessions) == watched
    assert policies.all_watched() == [watched]
    assert standing(NOW).waiting(sessions) is None
    assert proposals.to_decide(NOW) == [sessions]


def test_one_rule_is_watched_at_a_time_until_somebody_decides(sessions):
    first = policies.watch(sessions, After("P2D"), now=NOW, by=7)
    second = policies.watch(sessions, After("P3D"), now=NOW, by=7)
    first.refresh_from_db()
    assert first.withdrawn_at == NOW
    policies.set_policy(sessions, After("P3D"), now=NOW, by=8)
    second.refresh_from_db()
    assert second.withdrawn_by == 8
    third = policies.watch(sessions, After("P4D"), now=NOW, by=7)
    policies.stop_watching(third, now=NOW + DAY, by=7)
    assert policies.all_watched() == []


def test_what_is_not_allowed_cannot_be_watched_either(sessions):
    with pytest.raises(PolicyRefused, match="1 day at the least"):
        policies.watch(sessions, After("PT1H"), now=NOW, by=7)


def test_a_release_that_changes_a_default_only_proposes_it(sessions, monkeypatch, make_session):
    proposals.accept_proposals([sessions], now=NOW - 9 * DAY, by=7)
    make_session(NOW - 20 * DAY)
    assert proposals.changed_since(NOW) == []
    monkeypatch.setattr(Sessions, "default", After("P10D"))
    (changed,) = proposals.changed_since(NOW)
    assert (changed.category, changed.decided.version) == (sessions, 1)
    assert everywhere(sessions, NOW + 99 * DAY).mode == After("P30D", (7, 1))
    assert make_plan(NOW).count == 0
    (saved,) = proposals.accept_proposals([changed.category], now=NOW, by=7)
    assert (saved.period, saved.effective_at) == ("P10D", NOW + DAY)
    assert proposals.changed_since(NOW) == []


def test_what_a_release_proposes_for_one_place_is_proposed_anew_too(sessions, monkeypatch):
    proposals.accept_proposals([sessions], now=NOW, by=7)
    monkeypatch.setattr(Sessions, "proposed", (("role", "9", After("P5D")),))
    assert [one.category for one in proposals.changed_since(NOW)] == [sessions]
    proposals.accept_proposals([sessions], now=NOW, by=7)
    assert standing(NOW).waiting(sessions, Scope("role", "9")) is not None


def test_who_keeps_what_was_decided_is_not_asked_again(sessions, monkeypatch):
    policies.set_policy(sessions, After("P60D"), now=NOW - 9 * DAY, by=7)
    monkeypatch.setattr(Sessions, "default", After("P10D"))
    (kept,) = proposals.keep_decided(proposals.changed_since(NOW), now=NOW, by=8)
    assert (kept.version, kept.period, kept.effective_at) == (2, "P60D", NOW)
    assert proposals.changed_since(NOW) == []
    assert proposals.to_decide(NOW) == []
    monkeypatch.setattr(Sessions, "default", After("P11D"))
    assert proposals.changed_since(NOW)


def test_a_version_that_does_not_say_what_was_proposed_is_left_alone(sessions, monkeypatch):
    """It was saved before versions said so."""
    monkeypatch.setattr(policies, "proposal_of", lambda category: "")
    policies.set_policy(sessions, After("P60D"), now=NOW, by=7)
    monkeypatch.setattr(Sessions, "default", After("P10D"))
    assert proposals.changed_since(NOW) == []


def test_a_mail_server_that_comes_or_goes_is_no_new_proposal(sessions, settings):
    proposals.accept_proposals([sessions], now=NOW, by=7)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert proposals.changed_since(NOW) == []


def test_of_proposals_all_are_accepted_or_none(sessions, monkeypatch):
    monkeypatch.setattr(Sessions, "proposed", (("planet", "9", Never()),))
    with pytest.raises(PolicyRefused):
        proposals.accept_proposals([sessions], now=NOW, by=7)
    assert not RetentionPolicy.objects.exists()
