"""A hold on whatever fits a description keeps what is there, and what comes to fit later."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from interviews.models import InterviewSession
from privacy.models import Hold, LedgerEntry, RetentionBatch, RetentionRun
from privacy.retention import (
    erasure,
    holding,
    holds,
    policies,
    queries,
    registry,
    requests,
    run,
    schedule,
    targets,
)
from privacy.retention.conditions import begins, ends, matching, read_query
from privacy.retention.erasure import Lot, Step
from privacy.retention.errors import Held, TargetNotFound
from privacy.retention.modes import After
from privacy.retention.plan import make_plan
from tests.privacy.kinds import NOW, Sessions

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)
X = "test.package:data/questions/x.yml"
BEAT = RetentionRun.Trigger.BEAT


@pytest.fixture
def policy(sessions, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    return policies.set_policy(sessions, After("P30D"), now=NOW - 100 * DAY, by=None)


def query(**values: str) -> str:
    return queries.find_query(json.dumps(["test.session", values]))


def hold(*refs: str, kind: str = "query", **fields) -> holding.Placed:
    said = {"reason": "file 7/26", "review_on": NOW.date(), "now": NOW, "by": 1, **fields}
    return holding.place(targets.get_target(kind), *refs, **said)


def test_what_fits_stays_and_its_neighbour_goes(policy, make_session, clock):
    fits, goes = make_session(NOW - 40 * DAY), make_session(NOW - 50 * DAY)
    day = (NOW - 40 * DAY).date().isoformat()
    hold(query(begun_from=day, begun_until=day, interview=X))
    assert make_plan(NOW).lines[0].held == 1
    assert schedule.purge(clock, until=LATER) == 1
    assert InterviewSession.everything.get() == fits
    with pytest.raises(Held):
        requests.erase_items("test.session", [fits.pk], now=NOW)
    assert not InterviewSession.everything.filter(pk=goes.pk).exists()


def test_what_comes_to_fit_later_is_held_too(policy, make_session, clock):
    hold(query(interview=X))
    make_session(NOW - 40 * DAY)
    assert schedule.purge(clock, until=LATER) == 0
    assert InterviewSession.objects.count() == 1


def test_all_conditions_have_to_fit(sessions, make_session):
    make_session(NOW)
    other = make_session(NOW)
    InterviewSession.objects.filter(pk=other.pk).update(path="data/questions/other.yml")
    target = targets.get_target("query")
    assert holding.catches(target, query(interview=X)) == [("interviews", 1)]
    assert holding.catches(target, query(begun_from="2026-03-10")) == [("interviews", 2)]
    assert holding.catches(target, query(begun_from="2026-03-11", interview=X)) == []


@pytest.mark.parametrize("step", [Step.MARKED, Step.INTENDED])
def test_a_hold_on_a_description_brings_back_what_fits(
    policy, sessions, make_session, clock, step
):
    session = make_session(NOW - 40 * DAY)
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    batch = erasure.mark(begun, Lot(sessions, InterviewSession.everything.all()), clock)
    assert batch is not None
    erasure.carry_on(batch, clock, until=step)
    assert hold(query(interview=X)).brought_back == 1
    assert InterviewSession.objects.get() == session


def test_a_hold_that_nobody_saw_is_found_in_the_transaction_that_lets_pass(
    policy, sessions, make_session, clock
):
    session = make_session(NOW - 40 * DAY)
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    batch = erasure.mark(begun, Lot(sessions, InterviewSession.everything.all()), clock)
    assert batch is not None
    Hold.objects.create(kind="query", ref=query(interview=X), reason="", review_on=NOW.date())
    assert not run.finish_batch(batch, clock)
    assert InterviewSession.objects.get() == session
    assert not RetentionBatch.objects.exists()


def test_the_days_of_a_description_are_those_of_the_site_s_zone():
    with override_settings(TIME_ZONE="Europe/Berlin"):
        assert begins("2026-03-10") == datetime(2026, 3, 9, 23, tzinfo=UTC)
        assert ends("2026-03-29") == datetime(2026, 3, 29, 22, tzinfo=UTC)
        assert ends("2026-03-29") - begins("2026-03-29").astimezone(UTC) == timedelta(hours=23)
        assert ends("2026-10-25") - begins("2026-10-25").astimezone(UTC) == timedelta(hours=25)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("status = 'x'; DROP TABLE", "no description"),
        ("[1]", "no description"),
        ('["test.session", []]', "no description"),
        ('["no.such", {"a": "b"}]', "No data category"),
        ('["test.person", {"a": "b"}]', "cannot be described"),
        ('["test.session", {}]', "choose at least one"),
        ('["test.session", {"subject_id": "x"}]', "cannot be described by"),
        ('["test.session", {"interview": "x"}]', "there is no 'x'"),
        ('["test.session", {"begun_from": "soon"}]', "is no day"),
    ],
)
def test_only_what_the_kind_lists_can_be_asked(sessions, typed, wanted):
    with pytest.raises(TargetNotFound, match=wanted):
        queries.find_query(typed)


def test_a_description_that_is_too_long_is_refused(sessions, monkeypatch):
    monkeypatch.setattr(queries, "AT_MOST", 20)
    with pytest.raises(TargetNotFound, match="too long"):
        query(interview=X)


def test_one_description_is_written_in_one_way_and_read_as_words(sessions):
    ref = query(begun_until="2026-03-11", interview=X)
    assert ref == query(interview=X, begun_until="2026-03-11")
    assert read_query(ref) == ("test.session", {"begun_until": "2026-03-11", "interview": X})
    words = "all interviews, begun on or before 2026-03-11, of the interview X"
    assert targets.in_words("query", ref) == words
    assert targets.in_words("query", '["gone.kind",{}]') == "rows of gone.kind"
    assert targets.in_words("query", '["test.session",{"gone":"1"}]') == "all interviews, gone"


def test_a_condition_that_is_not_known_any_more_keeps_rather_too_much(sessions, make_session):
    make_session(NOW)
    found = matching("test.session", Sessions.conditions, ['["test.session",{"gone":"1"}]'])
    assert found is not None
    assert InterviewSession.everything.filter(found).count() == 1
    assert matching("test.person", (), [query(interview=X)]) is None
    both = [query(interview=X), query(begun_from="2026-03-11")]
    assert sessions.rows().filter(sessions.within("query", both)).count() == 1


def test_several_accounts_are_held_together_and_come_back_together(sessions, make_session):
    one, two = make_session(NOW), make_session(NOW)
    placed = hold(str(one.subject_id), str(two.subject_id), kind="subject", confidential=True)
    for session in (one, two):
        with pytest.raises(Held):
            requests.erase_items("test.session", [session.pk], now=NOW)
    line = LedgerEntry.objects.get()
    assert line.objects_named[1:] == [str(one.subject_id), "2026-03-10", str(two.subject_id)]
    Hold.objects.all().delete()
    assert holding.bring_back(NOW) == 1
    back = Hold.objects.get()
    assert (back.uid, back.aliases) == (placed.hold.uid, [str(two.subject_id)])
    assert "the reason was lost" in holding.reason_of(back)
    held = holds.held(registry.get_rows("test.session"))
    assert held is not None
    assert InterviewSession.everything.filter(held).count() == 2


def test_the_reason_is_sealed_in_the_database(sessions, make_session):
    placed = hold(str(make_session(NOW).uid), kind="session")
    stored = Hold.objects.get(pk=placed.hold.pk)
    assert "7/26" not in stored.reason
    assert holding.reason_of(stored) == "file 7/26"
