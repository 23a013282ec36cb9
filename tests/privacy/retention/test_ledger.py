"""The ledger: nothing in it can be changed, moved or cut off unnoticed."""

from __future__ import annotations

import hashlib
import uuid

import pytest
from django.core.management import CommandError, call_command

from privacy.models import LedgerEntry, LedgerHead
from privacy.retention import ledger
from privacy.retention.errors import LedgerBroken
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

Kind = LedgerEntry.Kind


def record(**fields) -> ledger.Record:
    return ledger.Record(
        **{"kind": Kind.INTENT, "category": "x", "batch": uuid.uuid4(), "objects": [1], **fields}
    )


@pytest.fixture
def lines(db):
    return [ledger.append([record()], now=NOW)[0] for _ in range(3)]


def test_lines_are_numbered_and_chained(lines):
    assert lines == [1, 2, 3]
    first, second, _ = LedgerEntry.objects.order_by("seq")
    assert first.previous == ledger.START
    assert second.previous == first.digest
    assert ledger.verify() == 3


def test_an_empty_ledger_is_whole(db):
    assert ledger.verify() == 0


def test_the_first_line_has_the_bytes_of_the_specification(db):
    batch = uuid.UUID("00000000-0000-4000-8000-000000000001")
    scope = "00000000-0000-4000-8000-000000000002"
    subject = uuid.UUID("00000000-0000-4000-8000-000000000003")
    ledger.append(
        [record(batch=batch, scopes=[scope], subject_id=subject, policy_version=4)], now=NOW
    )
    said = (
        b"dasite ledger line v1\n"
        b'{"at":"2026-03-10T12:00:00.000000+00:00",'
        b'"batch":"00000000-0000-4000-8000-000000000001","category":"x","kind":"intent",'
        b'"objects":[1],"policy_version":4,"previous":"' + b"0" * 64 + b'",'
        b'"scopes":["00000000-0000-4000-8000-000000000002"],"seq":1,'
        b'"subject":"00000000-0000-4000-8000-000000000003"}'
    )
    assert LedgerEntry.objects.get().digest == hashlib.sha256(said).hexdigest()


def test_several_lines_are_written_or_none(db):
    with pytest.raises(AttributeError):
        ledger.append([record(), None], now=NOW)  # type: ignore[list-item]  # breaks on purpose
    assert ledger.verify() == 0


def test_a_database_that_does_not_wait_for_the_disk_is_refused(db, monkeypatch):
    monkeypatch.setattr(ledger, "DURABLE", dict.fromkeys(ledger.DURABLE, "SELECT 'off'"))
    with pytest.raises(LedgerBroken, match="would not wait for the disk"):
        ledger.append([record()], now=NOW)


def test_saying_it_twice_writes_one_line(db):
    said = record()
    assert ledger.append([said], now=NOW) == ledger.append([said], now=NOW) == [1]


def test_what_is_cancelled_is_not_named_any_more(db):
    batch = uuid.uuid4()
    assert not ledger.names(batch)
    ledger.append([record(batch=batch)], now=NOW)
    assert ledger.names(batch)
    ledger.append([record(batch=batch, kind=Kind.CANCELLED)], now=NOW)
    assert not ledger.names(batch)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda: LedgerEntry.objects.filter(seq=2).update(category="y"), "Line 2 was changed"),
        (lambda: LedgerEntry.objects.filter(seq=2).update(objects_named=[]), "Line 2 was changed"),
        (lambda: LedgerEntry.objects.filter(seq=2).update(previous="0" * 64), "Line 2 does not"),
        (lambda: LedgerEntry.objects.filter(seq=2).delete(), "Line 2 is missing"),
        (lambda: LedgerEntry.objects.filter(seq=3).delete(), "ends at line 2; its head says 3"),
        (lambda: LedgerHead.objects.all().delete(), "ends at line 3; its head says 0"),
    ],
)
def test_a_line_that_was_touched_is_noticed(lines, change, wanted):
    change()
    with pytest.raises(LedgerBroken, match=wanted):
        ledger.verify()


def test_the_command_says_how_many_lines_hold(lines, capsys):
    call_command("ledger_verify")
    assert "3 lines, in order and unchanged" in capsys.readouterr().out


def test_the_command_fails_on_a_broken_chain(lines):
    LedgerEntry.objects.filter(seq=1).update(category="y")
    with pytest.raises(CommandError, match="Line 1 was changed"):
        call_command("ledger_verify")
