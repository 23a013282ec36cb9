"""Workers take JSON alone, keep to their time, and find the tasks of all bodies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads

from dasite.celery import app
from privacy.jobs import outbox


def test_the_tasks_of_all_bodies_are_found():
    app.loader.import_default_modules()
    assert {"privacy.sweep", "privacy.run_job"} <= set(app.tasks)


def test_beat_has_one_entry_and_what_is_late_is_dropped():
    (entry,) = app.conf.beat_schedule.values()
    assert entry["task"] == "privacy.sweep"
    assert entry["options"]["expires"] <= entry["schedule"]


def test_a_pickle_in_the_broker_is_never_opened():
    assert app.conf.accept_content == ["json"]
    with pytest.raises(ContentDisallowed):
        loads(b"x", "application/x-python-serialize", "binary", accept=app.conf.accept_content)


def test_a_job_is_ended_before_its_lease_so_that_no_other_worker_has_it_too():
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit
    assert timedelta(seconds=app.conf.task_time_limit) < outbox.LEASE


def test_nobody_can_command_a_worker_or_listen_to_it():
    assert app.conf.worker_enable_remote_control is False
    assert app.conf.worker_send_task_events is False


def test_the_folders_of_the_broker_are_for_their_owner_alone():
    for folder in settings.BROKER_DIRS:
        assert (settings.VAR_DIR / folder).stat().st_mode & 0o077 == 0
