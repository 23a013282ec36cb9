"""A job of any kind that comes after its person has left writes nothing back and mails nobody."""

from __future__ import annotations

import json
import logging

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from accounts.models import DeletionRequest, User
from accounts.services import leaving
from interviews import shelf
from interviews.services import telling
from interviews.services.publishing import publish_packages
from privacy import jobs
from privacy.jobs import kinds
from privacy.models import Archive, Job, Notice, RetentionRun, Tombstone
from privacy.retention import archives, came_back, notices
from privacy.vault import box, tickets
from tests.accounts.test_every_kind_goes import live
from tests.accounts.test_nothing_left import rows_that_point_at, stored_files, tables_with
from tests.interviews.conftest import FILES, NOW, PACKAGE
from tests.people import make_person
from tests.site.canary import files_with

NUMBER = 773_100_733  # so large that no other number holds it
WORD = "Zebrafinch7733"
# What a job is given of a person: their number, or that of a row that is theirs.
OF_A_PERSON = {
    "accounts.mail_receipt",
    "accounts.say_answered",
    "accounts.say_asked",
    "accounts.say_goes_soon",
    "accounts.say_is_gone",
    archives.KIND,
    notices.KIND,
    telling.KIND,
}
OF_A_RUN = "retention.run"


@pytest.fixture(autouse=True)
def _site(db, settings):
    settings.LOGIN_REDIRECT_URL = "accounts:profile"
    shelf.clear()
    cache.clear()
    publish_packages({PACKAGE: FILES}, is_listed=True, now=NOW)


def test_each_kind_of_job_is_tried_here():
    once = set(kinds.all_kinds()) - set(kinds.recurring())
    assert once == OF_A_PERSON | {OF_A_RUN, "retention.more"}


@pytest.fixture
def left(settings, caplog) -> dict[str, dict[str, object]]:
    """What jobs were given, by kind, before the person left whom they are about."""
    caplog.set_level(logging.DEBUG)
    alice = make_person("alice", id=NUMBER)
    live(alice, WORD, "+4915750000733")
    given: dict[str, dict[str, object]] = {
        "accounts.say_answered": {"user": NUMBER},
        "accounts.say_is_gone": {"person": NUMBER},
        telling.KIND: {"person": NUMBER},
        notices.KIND: {"message": str(Notice.objects.get(subject_id=alice.subject_id).message)},
        archives.KIND: _asked_for(alice),
        OF_A_RUN: {"run": _run()},
    }
    request = leaving.ask(alice, now=timezone.now())
    given["accounts.say_asked"] = given["accounts.mail_receipt"] = {"request": request.pk}
    given["accounts.say_goes_soon"] = {"request": request.pk, "person": NUMBER}
    assert leaving.leave_now(alice, now=timezone.now()).complete
    Job.objects.all().delete()
    mail.outbox.clear()
    return given


def _asked_for(person: User) -> dict[str, object]:
    row = Archive.objects.filter(subject_id=person.subject_id).latest("pk")
    Archive.objects.filter(pk=row.pk).update(begun_at=None, made_at=None)
    sealed = box.create_box(row.uid, owner=person.subject_id)
    ticket = tickets.issue_ticket(sealed, operation=archives.KIND, now=timezone.now())
    return {"archive": row.pk, "tickets": [ticket]}


def _run() -> int:
    return RetentionRun.objects.create(
        trigger=RetentionRun.Trigger.PERSON,
        state=RetentionRun.State.DONE,
        as_of=timezone.now(),
        started_at=timezone.now(),
    ).pk


@pytest.mark.parametrize("kind", sorted({*kinds.all_kinds()}))
def test_a_late_job_writes_nothing_back_and_tells_nobody(left, kind, settings, caplog):
    before = set(stored_files())
    jobs.add(kind, left.get(kind, {}))
    (job,) = Job.objects.all()
    kinds.get_handler(kind)(json.loads(json.dumps(job.args)), timezone.now())
    Job.objects.all().delete()  # what it is given says whose it was
    assert not mail.outbox
    for word in (WORD, "alice@example.org"):
        assert tables_with(word) == set()
        assert not files_with(settings.VAR_DIR, word)
        assert not any(word in record.getMessage() for record in caplog.records)
    assert rows_that_point_at(NUMBER) == []
    assert set(stored_files()) == before
    assert list(came_back.find()) == []
    assert Tombstone.objects.get().user_id == NUMBER
    assert not User._base_manager.filter(pk=NUMBER).exists()
    assert not DeletionRequest.objects.exclude(subject_id=None).exists()


def test_what_a_job_is_given_names_nobody(left):
    for given in left.values():
        assert "alice" not in json.dumps(given)
        assert WORD not in json.dumps(given)
