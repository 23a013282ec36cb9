"""What happens by itself, and at an administrator's word."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from interviews.models import InterviewSession
from privacy import tasks
from privacy.models import FilesToRemove, Job, RetentionRun, UnlockedKey
from privacy.retention import erasure, files, limits, policies, registry, requests, schedule
from privacy.retention import run as runs
from privacy.retention.category import Child, DataCategory, OnEvent
from privacy.retention.errors import PlanStale
from privacy.retention.limits import Limits, Window
from privacy.retention.modes import After, Immediately
from privacy.retention.plan import make_plan
from privacy.retention.targets import Scope
from tests.privacy.kinds import NOW, Sessions

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)
BEAT = RetentionRun.Trigger.BEAT


@pytest.fixture
def policy(sessions, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    return policies.set_policy(sessions, After("P30D"), now=NOW - 100 * DAY, by=None)


class Unlocked(DataCategory):
    key = "test.unlocked"
    label = "unlocked keys"
    purpose = "so that you need not type your password again"
    legal_ground = "contract"
    model = UnlockedKey
    clock = "absolute_until"
    default = OnEvent("they lapse")


def test_what_has_lapsed_goes_without_a_policy(sessions, clock):
    registry.register(Unlocked)
    for name, lapses in (("old", NOW - DAY), ("new", NOW + DAY)):
        UnlockedKey.objects.create(
            id=name,
            subject_id="00000000-0000-4000-8000-000000000001",
            generation=1,
            sealed=b"",
            idle_until=lapses,
            absolute_until=lapses,
        )
    assert schedule.expire(clock, until=LATER) == 1
    assert UnlockedKey.objects.get().pk == "new"
    assert not RetentionRun.objects.exists()


def test_what_lapses_takes_its_children_and_files(categories, make_session, clock):
    class Lapsing(Sessions):
        key = "test.lapsing"
        default = OnEvent("they lapse")

    registry.register(Lapsing)
    make_session(NOW - DAY)
    assert schedule.expire(clock, until=LATER) == 1
    assert FilesToRemove.objects.count() == 1
    FilesToRemove.objects.update(next_try_at=NOW)
    tasks.drain_files({}, LATER)
    assert not FilesToRemove.objects.exists()


def test_a_plan_waits_until_somebody_approves_exactly_it(policy, make_session):
    make_session(NOW - 31 * DAY)
    run = schedule.plan_run(NOW, by=7)
    assert (run.state, run.planned) == ("asking", 1)
    with pytest.raises(PlanStale):
        schedule.approve(run, plan_hash="0" * 64, by=7, now=NOW)
    schedule.approve(run, plan_hash=run.plan_hash, by=7, now=NOW)
    assert Job.objects.get().args == {"run": run.pk}
    done = schedule.carry_out_approved(run.pk, lambda: NOW, until=LATER)
    assert done is not None
    assert (done.state, done.erased, done.approved_by) == ("done", 1, 7)


def test_what_was_approved_and_changed_meanwhile_is_not_carried_out(policy, make_session):
    make_session(NOW - 31 * DAY)
    run = schedule.plan_run(NOW, by=7)
    schedule.approve(run, plan_hash=run.plan_hash, by=7, now=NOW)
    make_session(NOW - 31 * DAY)
    done = schedule.carry_out_approved(run.pk, lambda: NOW, until=LATER)
    assert done is not None
    assert done.state == "stale"
    assert InterviewSession.objects.count() == 2


def test_a_plan_of_nothing_waits_for_nobody(policy, make_session):
    make_session(NOW - DAY)
    run = schedule.plan_run(NOW, by=7)
    assert (run.state, run.planned, run.finished_at) == ("done", 0, NOW)


def test_an_approved_run_that_is_over_is_not_begun_again(policy, make_session):
    make_session(NOW - 31 * DAY)
    run = schedule.plan_run(NOW, by=7)
    schedule.stop(run, now=NOW)
    assert schedule.carry_out_approved(run.pk, lambda: NOW, until=LATER) is None


def test_an_approved_run_goes_on_where_it_stood(policy, make_session):
    make_session(NOW - 31 * DAY)
    run = schedule.plan_run(NOW, by=7)
    schedule.approve(run, plan_hash=run.plan_hash, by=7, now=NOW)
    schedule.carry_out_approved(run.pk, lambda: NOW, until=LATER)
    RetentionRun.objects.update(state="running")
    done = schedule.carry_out_approved(run.pk, lambda: NOW, until=LATER)
    assert done is not None
    assert (done.state, done.erased) == ("done", 1)


def test_the_job_of_an_approved_run_adds_the_next_when_its_time_is_up(
    policy, make_session, monkeypatch
):
    make_session(NOW - 31 * DAY)
    now = timezone.now()
    run = schedule.plan_run(now, by=7)
    schedule.approve(run, plan_hash=run.plan_hash, by=7, now=now)
    monkeypatch.setattr(tasks, "JOB_AT_MOST", timedelta(0))
    tasks.carry_out({"run": run.pk}, now)
    assert Job.objects.filter(kind="retention.run").count() == 2
    monkeypatch.undo()
    tasks.carry_out({"run": 0}, NOW)


def test_a_watched_rule_is_counted_once_a_day_and_takes_nothing(policy, sessions, make_session):
    for days in (3, 31, 40):
        make_session(NOW - days * DAY)
    watched = policies.watch(sessions, After("P2D"), now=NOW, by=7)
    for hours in (0, 1, 23, 25):
        schedule.count_watched(NOW + timedelta(hours=hours))
    runs = policies.runs_of_watched(watched)
    assert [(run.state, run.planned, run.erased) for run in runs] == [("watched", 3, 0)] * 2
    assert InterviewSession.objects.count() == 3
    assert schedule.purge(lambda: NOW, until=LATER) == 2
    policies.stop_watching(watched, now=NOW, by=7)
    schedule.count_watched(NOW + 9 * DAY)
    assert len(policies.runs_of_watched(watched)) == 2


def test_a_rule_watched_in_one_place_counts_there(policy, sessions, make_session):
    make_session(NOW - 3 * DAY)
    letters = make_session(NOW - 3 * DAY)
    InterviewSession.objects.filter(pk=letters.pk).update(path="data/questions/letters.yml")
    scope = Scope("interview", "test.package:data/questions/letters.yml")
    watched = policies.watch(sessions, After("P2D"), now=NOW, by=7, scope=scope)
    schedule.count_watched(NOW)
    assert [run.planned for run in policies.runs_of_watched(watched)] == [1]


@pytest.fixture
def by_night(db, settings):
    """Runs by the clock go on from one to five; NOW is noon."""
    settings.DASITE_POLICY_DELAY_HOURS = 0
    window = Window(time(1), time(5))
    limits.set_limits(Limits(window=window), now=NOW - 99 * DAY, by=None)


def test_by_day_a_purge_takes_nothing_and_by_night_it_does(policy, by_night, make_session):
    make_session(NOW - 31 * DAY)
    assert schedule.purge(lambda: NOW, until=LATER) == 0
    assert not RetentionRun.objects.exists()
    night = NOW + timedelta(hours=14)
    assert schedule.purge(lambda: night, until=night + DAY) == 1


def test_a_run_pauses_when_the_night_is_over_and_goes_on_in_the_next(
    policy, by_night, make_session
):
    for _ in range(2):
        make_session(NOW - 31 * DAY)
    begins = NOW + timedelta(hours=16, minutes=59)
    moments = [begins] * 8 + [begins + timedelta(minutes=1)] * 9
    schedule.purge(lambda: moments.pop(0), until=begins + DAY)
    (left,) = schedule.unfinished()
    assert left.erased == 0
    assert schedule.purge(lambda: NOW + DAY, until=NOW + 2 * DAY) == 0
    night = NOW + timedelta(hours=38)
    assert schedule.purge(lambda: night, until=night + DAY) == 2


def test_what_somebody_approved_and_what_people_delete_goes_by_day_too(
    policy, by_night, make_session
):
    make_session(NOW - 31 * DAY)
    run = schedule.plan_run(NOW, by=7)
    schedule.approve(run, plan_hash=run.plan_hash, by=8, now=NOW)
    done = schedule.carry_out_approved(run.pk, lambda: NOW, until=LATER)
    assert done is not None
    assert done.erased == 1
    own = make_session(NOW)
    assert requests.erase_items("test.session", [own.pk], now=NOW).complete


def open_jobs() -> int:
    return Job.objects.filter(kind="retention.more", done_at=None).count()


def test_a_purge_that_had_no_time_is_followed_by_another_until_all_is_done(
    policy, make_session, monkeypatch
):
    make_session(timezone.now() - 31 * DAY)
    monkeypatch.setattr(tasks, "JOB_AT_MOST", timedelta(0))
    plan = make_plan(timezone.now(), keys=["test.session"])
    begun = runs.write(plan, timezone.now(), trigger=BEAT, by=None, asks=False)
    for _ in range(2):
        tasks.purge({}, timezone.now())
    assert open_jobs() == 1
    tasks.purge_more({}, timezone.now())
    assert open_jobs() == 2
    Job.objects.filter(kind="retention.more").update(done_at=NOW)
    monkeypatch.setattr(tasks, "JOB_AT_MOST", DAY)
    tasks.purge_more({}, timezone.now())
    begun.refresh_from_db()
    assert (begun.state, begun.erased, open_jobs()) == ("done", 1, 0)


def test_while_another_worker_is_at_it_the_next_job_waits_a_minute(
    policy, sessions, make_session, clock
):
    make_session(timezone.now() - 31 * DAY)
    plan = make_plan(timezone.now(), keys=["test.session"])
    begun = runs.write(plan, timezone.now(), trigger=BEAT, by=None, asks=False)
    erasure.mark(begun, erasure.Lot(sessions, InterviewSession.everything.all()), timezone.now)
    tasks.purge({}, timezone.now())
    job = Job.objects.get(kind="retention.more")
    assert job.run_after > timezone.now() + timedelta(seconds=50)


def test_by_day_no_job_follows(policy, make_session, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    here = timezone.localtime()
    window = Window((here + timedelta(hours=2)).time(), (here + timedelta(hours=3)).time())
    limits.set_limits(Limits(window=window), now=NOW, by=None)
    make_session(timezone.now() - 31 * DAY)
    plan = make_plan(timezone.now(), keys=["test.session"])
    runs.write(plan, timezone.now(), trigger=BEAT, by=None, asks=False)
    tasks.purge({}, timezone.now())
    assert open_jobs() == 0


def test_stop_takes_back_what_waits(policy, make_session):
    make_session(NOW - 31 * DAY)
    run = schedule.plan_run(NOW, by=7)
    schedule.stop(run, now=NOW)
    run.refresh_from_db()
    assert run.state == "stopped"
    with pytest.raises(PlanStale):
        schedule.approve(run, plan_hash=run.plan_hash, by=7, now=NOW)


def test_a_storage_that_fails_is_asked_less_and_less_often(db, monkeypatch):
    files.put_in(["x"], batch=None)
    FilesToRemove.objects.update(next_try_at=NOW)
    monkeypatch.setattr(default_storage, "delete", _fail, raising=False)
    assert files.drain(NOW) == 0
    row = FilesToRemove.objects.get()
    assert (row.attempts, row.last_error) == (1, "PermissionError")
    assert row.next_try_at == NOW + timedelta(seconds=60)
    assert files.drain(NOW) == 0
    assert files.drain(NOW + timedelta(seconds=61)) == 0
    assert FilesToRemove.objects.get().attempts == 2


def _fail(name):
    raise PermissionError


def test_a_file_that_is_not_there_is_as_good_as_removed(db, monkeypatch):
    files.put_in(["x"], batch=None)
    FilesToRemove.objects.update(next_try_at=NOW)
    monkeypatch.setattr(default_storage, "delete", _missing, raising=False)
    assert files.drain(NOW) == 1


def _missing(name):
    raise FileNotFoundError


def test_each_row_says_when_it_goes_and_why(policy, sessions, make_session):
    session = make_session(NOW - DAY)
    found = requests.when("test.session", [session], now=NOW)[session.pk]
    assert found.on == NOW + 29 * DAY
    assert found.sentence == "because interviews are kept for 30 days"


def test_a_row_without_a_rule_is_kept_until_its_person_deletes_it(sessions, make_session):
    session = make_session(NOW - DAY)
    found = requests.when("test.session", [session], now=NOW)[session.pk]
    assert (found.on, found.sentence) == (None, "interviews are kept until you delete them")


def test_a_row_that_goes_at_once_says_so(categories, make_session, settings):
    class Quick(Sessions):
        key = "test.quick"
        floor = ""

    registry.register(Quick)
    settings.DASITE_POLICY_DELAY_HOURS = 0
    quick = registry.get_category("test.quick")
    policies.set_policy(quick, Immediately(), now=NOW, by=None)
    session = make_session(NOW)
    found = requests.when("test.quick", [session], now=NOW)[session.pk]
    assert (found.on, found.sentence) == (NOW, "because interviews are deleted at once")


def test_a_kind_without_a_clock_has_no_day(categories, make_session):
    session = make_session(NOW)
    assert requests.when("test.person", [session], now=NOW)[session.pk].on is None


def test_child_rows_without_a_foreign_key_are_found_by_the_column_they_repeat(make_session):
    session = make_session(NOW)
    by_subject = Child("namesakes", InterviewSession, "subject_id", to_field="subject_id")
    other = make_session(NOW, session.subject_id)
    parents = InterviewSession.everything.filter(pk=session.pk)
    assert set(by_subject.rows(parents)) == {session, other}
