"""Lines of the ledger name nothing any more once no backup can bring back what they name."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from privacy.models import LedgerEntry
from privacy.retention import holding, ledger, policies, registry, replay, requests, schedule
from privacy.retention.errors import LedgerBroken
from privacy.retention.modes import After, Never
from privacy.retention.targets import get_target
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SOON = timedelta(seconds=10)


@pytest.fixture
def backups_go(settings):
    """Backups are kept for 30 days."""
    settings.DASITE_POLICY_DELAY_HOURS = 0
    category = registry.get_category("privacy.backup_default")
    policies.set_policy(category, After("P30D"), now=NOW - DAY, by=None)
    return category


@pytest.fixture
def erased(make_session):
    """A session that was erased: two lines."""
    session = make_session(NOW)
    requests.erase_items("interviews.session", [session.pk], now=NOW)
    return session


def expire(moment) -> None:
    schedule.expire(lambda: moment, until=moment + DAY)


def named() -> int:
    return LedgerEntry.objects.filter(blanked_at=None).count()


def test_lines_name_rows_until_60_days_have_passed_and_not_longer(backups_go, erased):
    expire(NOW + 60 * DAY - SOON)
    assert named() == 2
    expire(NOW + 60 * DAY + SOON)
    assert named() == 0
    line = LedgerEntry.objects.get(kind="intent")
    assert (line.objects_named, line.scopes, line.subject_id) == ([], [], None)
    assert ledger.verify() == 2
    assert list(replay.unknown_erasures()) == []


def test_where_backups_are_kept_for_ever_or_nobody_decided_lines_stay_whole(erased, settings):
    expire(NOW + 4000 * DAY)
    assert named() == 2
    assert isinstance(registry.get_category("privacy.backup_default").default, After)
    assert (
        policies.rules_of(registry.get_category("privacy.backup_default"), NOW)[0].mode == Never()
    )


def test_what_is_not_done_and_a_hold_that_stands_stay_whole(backups_go, make_session):
    session = make_session(NOW)
    record = ledger.Record(LedgerEntry.Kind.INTENT, "interviews.session", uuid.uuid4(), [7])
    ledger.append([record], now=NOW)
    placed = holding.place(
        get_target("session"), str(session.uid), reason="x", review_on=NOW.date(), now=NOW, by=1
    )
    expire(NOW + 90 * DAY)
    assert named() == 2
    holding.release(placed.hold, now=NOW + 90 * DAY, by=1)
    expire(NOW + 151 * DAY)
    assert list(LedgerEntry.objects.filter(blanked_at=None)) == [
        LedgerEntry.objects.get(kind="intent")
    ]
    assert holding.bring_back(NOW + 151 * DAY) == 0
    assert ledger.verify() == 3


def test_a_blank_line_still_has_its_place_in_the_chain(backups_go, erased):
    expire(NOW + 61 * DAY)
    LedgerEntry.objects.filter(kind="intent").update(digest="0" * 64)
    with pytest.raises(LedgerBroken, match="Line 2 does not follow line 1"):
        ledger.verify()
