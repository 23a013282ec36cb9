"""The address that machines watch: red when something is kept 48 hours longer than promised."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from privacy.models import FilesToRemove, RetentionRun
from privacy.retention import health, policies, reconciling, schedule
from privacy.retention.modes import After
from tests.privacy.admin.test_runs import log_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
A_MOMENT = timedelta(seconds=10)
URL = "/health/retention"


@pytest.fixture
def rule(sessions, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=timezone.now() - 20 * DAY, by=None)


def test_a_site_that_keeps_its_promises_says_ok_and_no_number(client, rule, make_session):
    make_session(timezone.now() - 30 * DAY - timedelta(hours=48) + A_MOMENT)
    answer = client.get(URL)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_who_may_not_see_runs_is_told_no_number_either(client, rule):
    log_in(client, "charlie@example.org", "see_people")
    assert client.get(URL).json() == {"status": "ok"}


def test_what_is_kept_48_hours_too_long_turns_it_red(client, rule, make_session):
    make_session(timezone.now() - 30 * DAY - timedelta(hours=48) - A_MOMENT)
    answer = client.get(URL)
    assert (answer.status_code, answer.json()) == (503, {"status": "overdue"})


def test_a_purge_turns_it_green_again(client, rule, make_session):
    make_session(timezone.now() - 33 * DAY)
    assert client.get(URL).status_code == 503
    schedule.purge(timezone.now, until=timezone.now() + DAY)
    assert client.get(URL).status_code == 200


def test_who_may_see_runs_sees_numbers(client, rule, make_session):
    log_in(client, "alice@example.org", "see_runs")
    assert client.get(URL).json()["last_run_at"] is None
    make_session(timezone.now() - 31 * DAY)
    schedule.purge(timezone.now, until=timezone.now() + DAY)
    make_session(timezone.now() - 31 * DAY)
    make_session(timezone.now() - 25 * DAY)
    FilesToRemove.objects.create(names=["a", "b"], attempts=1)
    said = client.get(URL).json()
    assert said["oldest_due_since"] is not None
    assert (said["due"], said["due_in_a_week"], said["erased_in_24_hours"]) == (1, 1, 1)
    assert (said["files_to_remove"], said["failures"], said["open_batches"]) == (2, 1, 0)
    assert (said["last_run_state"], said["waiting_for_approval"]) == ("done", 0)
    assert said["erased_per_second"] > 0
    assert (said["jobs_waiting"], said["left_over"], said["left_over_at"]) == (0, None, None)
    assert said["newest_backup_at"] == {"default": None, "vault": None}
    reconciling.remember(reconciling.LeftOver(rows_without_share=["x"]), timezone.now())
    said = client.get(URL).json()
    assert said["left_over"] == 1
    assert said["left_over_at"] is not None


def test_a_run_at_work_has_no_rate_yet(db):
    begun = RetentionRun(started_at=timezone.now())
    assert health.rate_of(begun) is None
    begun.finished_at = begun.started_at
    assert health.rate_of(begun) is None


def test_nobody_writes_there(client, rule):
    assert client.post(URL).status_code == 405
