"""While the ledger cannot be written nothing is deleted, and whoever asked is told calmly."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connections
from django.test import Client
from django.utils import timezone

from accounts import tasks
from accounts.models import DeletionRequest, User
from accounts.services import deletion
from interviews.models import AssembledDocument, InterviewSession, SessionSteps
from privacy.models import Hold, KeyShare, LedgerEntry, RetentionRun, SubjectKey
from privacy.retention import holding, ledger, policies, requests, run, schedule
from privacy.retention.errors import LedgerUnavailable
from privacy.retention.modes import After
from privacy.retention.targets import get_target
from tests.people import PASSWORD, log_in, make_person

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault"])

DAY = timedelta(days=1)
WHERE = "keys.example.org"
KINDS = (User, InterviewSession, SessionSteps, AssembledDocument, KeyShare, SubjectKey)

FULL = {
    "sqlite": [
        (
            "CREATE TRIGGER refused BEFORE INSERT ON vault_ledger "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    ],
    "postgresql": [
        (
            "CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$"
        ),
        (
            "CREATE TRIGGER refused BEFORE INSERT ON vault_ledger "
            "FOR EACH ROW EXECUTE FUNCTION refused()"
        ),
    ],
}
ROOM_AGAIN = {
    "sqlite": ["DROP TRIGGER refused"],
    "postgresql": ["DROP TRIGGER refused ON vault_ledger", "DROP FUNCTION refused()"],
}


def refuse(*args, **kwargs):
    raise OperationalError(f"could not connect to {WHERE}")


def _say(statements: dict[str, list[str]]) -> None:
    with connections["vault"].cursor() as cursor:
        for statement in statements[connections["vault"].vendor]:
            cursor.execute(statement)


@contextmanager
def full() -> Iterator[None]:
    """The vault is read as ever; the engine itself takes no line."""
    _say(FULL)
    try:
        yield
    finally:
        _say(ROOM_AGAIN)


@contextmanager
def away() -> Iterator[None]:
    """The vault does not answer, from the moment at which a line is to be written."""
    with pytest.MonkeyPatch.context() as patch:

        def fall() -> None:
            patch.setattr(connections["vault"], "is_usable", lambda: False)
            patch.setattr(connections["vault"], "cursor", refuse)
            refuse()

        patch.setattr(ledger, "_wait_for_the_disk", fall)
        yield


FAULTS = pytest.mark.parametrize("fault", [full, away])


def everything() -> list[object]:
    """Return all that an erasure could take, and who is still an administrator."""
    files = AssembledDocument.objects.order_by("pk").values_list("file", flat=True)
    return [
        *(sorted(kind._base_manager.values_list("pk", flat=True)) for kind in KINDS),
        [default_storage.exists(name) for name in files],
        sorted(User._base_manager.filter(is_superuser=True).values_list("pk", flat=True)),
        LedgerEntry.objects.count(),
    ]


def take_up() -> None:
    """Do what a worker does once the lease of what failed has ended."""
    late = timezone.now() + DAY
    run.take_up_stuck(lambda: late, until=late + DAY)


def nothing_is_hidden() -> bool:
    return not InterviewSession.everything.exclude(erasing_at=None).exists()


@FAULTS
def test_a_person_who_leaves_is_told_calmly_and_nothing_has_gone(
    fault, alice, make_session, caplog
):
    caplog.set_level(logging.DEBUG)
    make_session(timezone.now(), alice.subject_id, owner=alice)
    client = Client()
    log_in(client, alice)
    before = everything()
    with fault():
        answer = client.post("/profile/delete/", {"password": PASSWORD, "when": "now"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "no-store" in answer["Cache-Control"]
    assert "just now" in page
    assert WHERE not in page + caplog.text
    assert everything() == before
    take_up()
    assert nothing_is_hidden()
    tasks.leave({}, timezone.now())
    assert User.objects.filter(pk=alice.pk).exists()  # it is still theirs who was interrupted
    DeletionRequest.objects.update(claimed_until=timezone.now() - DAY)
    tasks.leave({}, timezone.now())
    assert not User._base_manager.filter(pk=alice.pk).exists()


@FAULTS
def test_an_administrator_who_could_not_leave_is_one_still(fault, alice):
    User.objects.filter(pk=alice.pk).update(is_superuser=True)
    make_person("root", is_superuser=True)
    alice.refresh_from_db()
    before = everything()
    with fault(), pytest.raises(OperationalError if fault is away else LedgerUnavailable):
        deletion.delete_account(alice, now=timezone.now())
    assert everything() == before


@FAULTS
def test_an_interview_is_not_deleted(fault, sessions, make_session):
    now = timezone.now()
    session = make_session(now)
    before = everything()
    with fault(), pytest.raises(OperationalError if fault is away else LedgerUnavailable):
        requests.erase_items("test.session", [session.pk], now=now)
    assert everything() == before
    take_up()
    assert InterviewSession.objects.get() == session


@FAULTS
def test_a_purge_takes_nothing_and_takes_it_later(fault, sessions, make_session):
    now = timezone.now()
    policies.set_policy(sessions, After("P30D"), now=now - 10 * DAY, by=None)
    for _ in range(3):
        make_session(now - 90 * DAY)
    before = everything()
    with fault():
        schedule.purge(timezone.now, until=now + DAY)
    assert everything() == before
    assert not RetentionRun.objects.filter(erased__gt=0).exists()
    take_up()
    assert nothing_is_hidden()
    schedule.purge(timezone.now, until=now + DAY)
    assert not InterviewSession.everything.exists()
    assert LedgerEntry.objects.filter(kind="done").exists()


@FAULTS
def test_no_hold_stands_that_a_restore_would_not_know(fault, sessions, make_session):
    now = timezone.now()
    session = make_session(now)
    with fault(), pytest.raises(LedgerUnavailable):
        holding.place(
            get_target("session"),
            str(session.uid),
            reason="x",
            review_on=now.date(),
            now=now,
            by=1,
        )
    assert not Hold.objects.exists()
