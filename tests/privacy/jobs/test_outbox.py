"""Jobs: written with what they belong to, done once, tried again, never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from privacy import jobs, tasks
from privacy.jobs import heartbeat, kinds, outbox
from privacy.models import Heartbeat, Job

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def done(monkeypatch):
    """What handlers of the kind "test.note" were given."""
    monkeypatch.setattr(kinds, "_handlers", {})
    monkeypatch.setattr(kinds, "_recurring", {})
    found: list[dict] = []

    @jobs.handles("test.note")
    def note(args, now):
        found.append(args)

    @jobs.handles("test.fail")
    def fail(args, now):
        raise LookupError("somebody's secret")

    return found


@pytest.fixture
def sent(monkeypatch):
    messages: list[list] = []

    def send(name, args, **options):
        messages.append(args)

    monkeypatch.setattr(current_app, "send_task", send)
    return messages


def add(kind="test.note", **fields) -> Job:
    return jobs.add(kind, {"id": 1}, **{"run_after": NOW - HOUR, **fields})


def clock():
    return NOW


def _same(moment):
    return moment


def test_a_job_is_done_once(done):
    job = add()
    assert outbox.run_job(job.pk, clock)
    assert not outbox.run_job(job.pk, clock)
    assert done == [{"id": 1}]
    job.refresh_from_db()
    assert job.done_at == NOW


def test_the_message_is_sent_after_the_commit_and_holds_the_number_alone(
    done, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.add("test.note", {"id": 1})
        assert sent == []
    assert sent == [[job.pk]]


def test_a_job_of_a_transaction_that_fails_never_was(done, sent):
    with transaction.atomic():
        jobs.add("test.note", {"id": 1})
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert sent == []


@pytest.mark.parametrize("error", [OperationalError, ConnectionRefusedError])
def test_a_broker_that_is_away_is_a_delay(
    done, monkeypatch, caplog, django_capture_on_commit_callbacks, error
):
    def refuse(*args, **options):
        raise error

    monkeypatch.setattr(current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.add("test.note", {"id": 1})
    assert "the broker is away" in caplog.text
    assert outbox.run_due(timezone.now, until=timezone.now() + HOUR) == 1
    assert done == [{"id": 1}]


def test_a_job_for_later_waits(done):
    job = add(run_after=NOW + HOUR)
    assert not outbox.run_job(job.pk, clock)
    assert outbox.run_job(job.pk, lambda: NOW + HOUR)


def test_one_open_job_a_key(done):
    first = add(dedupe="k")
    assert add(dedupe="k") == first
    outbox.run_job(first.pk, clock)
    assert add(dedupe="k") != first


def test_a_job_that_is_claimed_is_left_alone_until_the_lease_is_over(done):
    job = add()
    Job.objects.filter(pk=job.pk).update(claimed_until=NOW + outbox.LEASE)
    assert not outbox.run_job(job.pk, clock)
    assert outbox.run_job(job.pk, lambda: NOW + outbox.LEASE + timedelta(seconds=1))


def test_who_lost_the_lease_does_not_write_the_outcome(done, monkeypatch):
    @jobs.handles("test.slow")
    def slow(args, now):
        Job.objects.update(claimed_until=NOW + HOUR)

    job = add("test.slow")
    outbox.run_job(job.pk, clock)
    job.refresh_from_db()
    assert job.done_at is None


def test_a_failure_is_named_by_its_class_and_tried_later_and_later(done, caplog):
    job = add("test.fail")
    now = NOW
    waits = []
    for _ in range(3):
        outbox.run_job(job.pk, partial(_same, now))
        job.refresh_from_db()
        waits.append((job.run_after - now).total_seconds())
        now = job.run_after
    assert waits == [10, 20, 40]
    assert job.last_error == "LookupError"
    assert "secret" not in caplog.text


def test_after_many_attempts_a_job_is_given_up_and_stays_to_be_seen(done):
    job = add("test.fail")
    Job.objects.update(attempts=outbox.ATTEMPTS_AT_MOST - 1)
    outbox.run_job(job.pk, clock)
    job.refresh_from_db()
    assert job.failed_at == NOW
    assert (job.run_after - NOW).total_seconds() == outbox.LONGEST_RETRY
    assert outbox.try_again(Job.objects.all(), now=NOW) == 1
    assert outbox.due_jobs(NOW).exists()


def test_a_kind_that_nobody_does_is_a_failure(done):
    job = add("test.unknown")
    outbox.run_job(job.pk, clock)
    job.refresh_from_db()
    assert job.last_error == "UnknownKind"


def test_two_functions_for_one_kind_are_refused(done):
    with pytest.raises(ValueError, match=r"test\.note"):
        jobs.handles("test.note")(lambda args, now: None)


def test_the_sweep_stops_when_its_time_is_up(done):
    add()
    assert outbox.run_due(clock, until=NOW) == 0


def test_the_sweep_passes_over_what_another_took_meanwhile(done, monkeypatch):
    add()
    run_job = outbox.run_job
    calls: list[int] = []

    def taken_first(job_id, clock):
        if not calls:
            calls.append(job_id)
            Job.objects.update(claimed_until=NOW + HOUR)
        return run_job(job_id, clock)

    monkeypatch.setattr(outbox, "run_job", taken_first)
    assert outbox.run_due(clock, until=NOW + HOUR) == 0


def test_what_comes_again_has_one_row_and_comes_again(done):
    @jobs.comes_again("test.again", lambda: 60)
    def again(args, now):
        done.append("again")

    outbox.plan_recurring()
    outbox.plan_recurring()
    job = Job.objects.get()
    Job.objects.update(run_after=NOW)
    outbox.run_job(job.pk, clock)
    job.refresh_from_db()
    assert done == ["again"]
    assert (job.done_at, job.run_after) == (None, NOW + timedelta(seconds=60))


def test_a_new_interval_is_taken_over(done, monkeypatch):
    @jobs.comes_again("test.again", lambda: 60)
    def again(args, now):
        done.append("again")

    outbox.plan_recurring()
    monkeypatch.setattr(kinds, "_recurring", {"test.again": lambda: 30})
    outbox.plan_recurring()
    assert Job.objects.get().every_seconds == 30


def test_what_comes_again_is_never_given_up(done):
    @jobs.comes_again("test.again", lambda: 60)
    def again(args, now):
        raise LookupError

    outbox.plan_recurring()
    Job.objects.update(attempts=1000, run_after=NOW)
    outbox.run_job(Job.objects.get().pk, clock)
    assert Job.objects.get().failed_at is None


def test_the_sweep_leaves_a_sign_of_life_and_does_what_is_due(done, settings, tmp_path):
    settings.DASITE_HEARTBEAT_FILE = str(tmp_path / "seen")
    add()
    tasks.sweep()
    assert done == [{"id": 1}]
    assert (tmp_path / "seen").exists()
    assert set(heartbeat.last_seen()) == {"beat", "worker"}
    assert str(Heartbeat.objects.get(name="beat")) == "beat"


def test_the_task_does_one_job(done):
    tasks.run_job(add().pk)
    assert done == [{"id": 1}]


def test_the_jobs_of_privacy_run_without_anything_to_do(db):
    outbox.plan_recurring()
    assert set(Job.objects.values_list("kind", flat=True)) >= {
        "retention.purge",
        "retention.stuck",
        "retention.files",
        "retention.expire",
    }
    tasks.sweep()
    assert not Job.objects.exclude(last_error="").exists()
