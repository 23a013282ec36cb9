"""What a server forgot that lost its power is done again; what must not be forgotten waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connections, transaction

from interviews.models import AssembledDocument, InterviewSession, SessionSteps
from privacy import commits
from privacy.models import FilesToRemove, KeyShare, LedgerEntry, RetentionBatch, RetentionRun
from privacy.retention import erasure, leases, policies, run
from privacy.retention.modes import After
from privacy.retention.plan import make_plan
from privacy.retention.registry import get_rows
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)
BEAT = RetentionRun.Trigger.BEAT


class PowerLost(BaseException):
    """Nothing that was not on the disk is known any more."""


@pytest.fixture
def due(sessions, make_session, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=NOW - 100 * DAY, by=None)
    make_session(NOW - DAY)
    return make_session(NOW - 31 * DAY)


def hidden(due) -> RetentionBatch:
    """Return the batch that has the row, as `run` marks it."""
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    sessions = get_rows("test.session")
    rows = InterviewSession.everything.filter(pk=due.pk)
    batch = erasure.mark(begun, erasure.Lot(sessions, rows, 1, NOW), lambda: NOW)
    assert batch is not None
    return batch


def lose_power_before(monkeypatch, batch: RetentionBatch, step: str) -> None:
    """Carry on with what need not wait for the disk; forget it before `step` would have waited."""
    advance = erasure._advance

    def fall(batch, reached, **values):
        if reached == step:
            raise PowerLost
        advance(batch, reached, **values)

    with monkeypatch.context() as patched:
        patched.setattr(erasure, "_advance", fall)
        with pytest.raises(PowerLost):
            carry_on_in_vain(batch)


@transaction.atomic
def carry_on_in_vain(batch: RetentionBatch) -> None:
    erasure.carry_on(batch, lambda: NOW)
    raise PowerLost


@pytest.mark.parametrize(
    ("on_the_disk", "waits", "files", "shares", "lines"),
    [
        ("marked", "passed", 2, 2, ["intent"]),
        ("passed", "cleared", 1, 1, ["intent"]),
        ("cleared", "never", 1, 1, ["intent", "done"]),
    ],
)
def test_what_a_server_forgot_that_lost_its_power_is_done_again(
    due, monkeypatch, on_the_disk, waits, files, shares, lines
):
    name = AssembledDocument.objects.get(session=due).file
    batch = hidden(due)
    erasure.carry_on(batch, lambda: NOW, until=erasure.Step(on_the_disk))
    lose_power_before(monkeypatch, batch, waits)
    assert RetentionBatch.objects.get().step == on_the_disk
    assert InterviewSession.everything.count() == (1 if on_the_disk == "cleared" else 2)
    assert InterviewSession.objects.count() == 1
    assert default_storage.exists(name) == (files == 2)
    assert KeyShare.objects.count() == shares
    assert list(LedgerEntry.objects.order_by("seq").values_list("kind", flat=True)) == lines
    assert run.take_up_stuck(lambda: LATER, until=LATER + DAY) == 1
    assert InterviewSession.everything.count() == KeyShare.objects.count() == 1
    assert SessionSteps.objects.count() == 2
    assert not default_storage.exists(name)
    assert not FilesToRemove.objects.exists()
    assert RetentionBatch.objects.get().step == "done"
    assert RetentionRun.objects.get().erased == 1
    kinds = LedgerEntry.objects.order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["intent", "done"]


def disk():
    with connections["default"].cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return cursor.fetchone()[0]


@pytest.mark.services
def test_a_commit_waits_where_nobody_may_forget_it(due, monkeypatch):
    seen: list[str] = []

    def look(batch):
        seen.append(disk())
        return leases.ours(batch)

    monkeypatch.setattr(erasure, "ours", look)
    erasure.carry_on(hidden(due), lambda: NOW)
    steps = ["intended", "passed", "shredded", "deleted", "cleared", "done"]
    assert dict(zip(steps, seen, strict=True)) == {
        "intended": "off",
        "passed": "on",
        "shredded": "off",
        "deleted": "off",
        "cleared": "on",
        "done": "off",
    }
    assert disk() == "on"


@pytest.mark.services
def test_a_part_of_a_transaction_does_not_say_how_that_one_ends():
    with commits.transaction(waits=True), commits.transaction(waits=False):
        assert disk() == "on"
    with commits.transaction(waits=False):
        assert disk() == "off"
        with commits.transaction(waits=True):
            assert disk() == "off"
    assert disk() == "on"
