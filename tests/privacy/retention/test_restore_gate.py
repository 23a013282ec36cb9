"""What a restore brings back goes again before anybody may come, and no number is given twice."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from accounts.models import User
from interviews.models import AssembledDocument, InterviewSession
from privacy.models import (
    Grant,
    Hold,
    KeyShare,
    LedgerEntry,
    LedgerHead,
    Restore,
    RetentionBatch,
    Tombstone,
    UnlockedKey,
)
from privacy.retention import (
    holding,
    ledger,
    numbers,
    reconciling,
    registry,
    replay,
    requests,
    restore_gate,
)
from privacy.retention.category import Child, DataCategory
from privacy.retention.targets import get_target
from tests.older_copy import put_back
from tests.privacy.kinds import NOW, Sessions

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)


def later():
    return LATER


@pytest.fixture
def alice(categories):
    return User.objects.create(email="alice@example.org", password="!")


@pytest.fixture
def session(make_session, alice):
    session = make_session(NOW, alice.subject_id, owner=alice)
    Grant.objects.create(
        scope=session.uid, epoch=1, recipient=alice.subject_id, generation=1, sealed=b"x"
    )
    return session


def note_restore(unit: str = "default") -> Restore:
    return Restore.objects.create(unit=unit, made_at=NOW, restored_at=LATER)


def test_a_site_in_order_is_open_and_stays_as_it_is(session):
    assert not restore_gate.is_shut(LATER)
    assert restore_gate.put_in_order(later) == restore_gate.InOrder()
    assert "knows every erasure" in restore_gate.put_in_order(later).sentence


def test_a_restore_keeps_it_shut_at_once_and_says_what_it_took(session):
    with put_back():
        requests.erase_items("test.session", [session.pk], now=LATER)
    # The ledger's line is a moment old and proves nothing; the mark does.
    restore = note_restore()
    assert restore_gate.is_shut(LATER)
    assert restore_gate.put_in_order(later).erasures == 1
    restore.refresh_from_db()
    assert (restore.replayed_at, restore.erased) == (LATER, 1)
    assert not restore_gate.is_shut(LATER)
    assert not InterviewSession.everything.exists()


def test_files_that_went_alone_go_again_and_the_answers_stay(session):
    with put_back():
        document = AssembledDocument.objects.get()
        requests.erase_items("test.session/files", [session.pk], now=NOW)
        line = LedgerEntry.objects.get(kind="intent")
        assert line.objects_named == [session.pk, f"scope:{session.uid}"]
        assert line.scopes == []
    with default_storage.open(document.file, "w") as file:
        file.write("sealed")
    assert restore_gate.put_in_order(later).erasures == 1
    assert not AssembledDocument.objects.exists()
    assert not default_storage.exists(document.file)
    assert InterviewSession.objects.get() == session
    assert KeyShare.objects.get().owner == session.uid


def test_files_of_another_that_bears_the_number_stay(session, make_session, alice):
    with put_back():
        requests.erase_items("test.session/files", [session.pk], now=NOW)
    InterviewSession.everything.filter(pk=session.pk).update(uid=uuid.uuid4())
    restore_gate.put_in_order(later)
    assert AssembledDocument.objects.exists()


@pytest.mark.parametrize("made_field", ["created_at", ""])
def test_files_that_were_made_after_others_went_stay(session, monkeypatch, made_field):
    """As when the record of a run has gone by its own policy."""
    documents = Child(
        "documents", AssembledDocument, "session", file_fields=("file",), made_field=made_field
    )
    monkeypatch.setattr(Sessions, "children", (documents,))
    with put_back():
        requests.erase_items("test.session/files", [session.pk], now=NOW)
    AssembledDocument.objects.update(created_at=LATER)
    assert replay.replay(later) == 1
    assert AssembledDocument.objects.exists()


class OlderVault:
    """An older ledger and older shares, put back under a newer `default`."""

    def __init__(self) -> None:
        self.lines = list(LedgerEntry.objects.values_list("pk", flat=True))
        self.head = LedgerHead.objects.values_list("seq", "digest").first()
        self.shares = list(KeyShare.objects.all())

    def put_back(self) -> None:
        LedgerEntry.objects.exclude(pk__in=self.lines).delete()
        LedgerHead.objects.all().delete()
        if self.head:
            LedgerHead.objects.create(pk=1, seq=self.head[0], digest=self.head[1])
        KeyShare.objects.all().delete()
        KeyShare.objects.bulk_create(self.shares)


def test_shares_that_an_older_vault_brings_back_are_destroyed_again(session, make_session, alice):
    gone = make_session(NOW, alice.subject_id, owner=alice)
    ghost = uuid.uuid4()
    KeyShare.objects.create(kind="subject", owner=ghost, number=1, root_key="1", sealed=b"x")
    older = OlderVault()
    requests.erase_items("test.session", [gone.pk], now=NOW)
    KeyShare.objects.filter(owner=ghost).delete()
    older.put_back()
    assert restore_gate.vault_is_older()
    assert restore_gate.is_shut(LATER)
    assert restore_gate.forecast().shares == 2
    assert restore_gate.put_in_order(later).shares == 2
    assert KeyShare.objects.get().owner == session.uid
    line = LedgerEntry.objects.get(kind="intent")
    assert (line.category, set(line.scopes)) == (reconciling.SHARES, {str(gone.uid), str(ghost)})
    assert not restore_gate.is_shut(LATER + timedelta(days=1))
    assert restore_gate.put_in_order(later) == restore_gate.InOrder()
    ledger.verify()


def test_an_older_vault_without_such_shares_only_loses_its_lines(session):
    older = OlderVault()
    requests.erase_items("test.session/files", [session.pk], now=NOW)
    older.put_back()
    assert restore_gate.put_in_order(later) == restore_gate.InOrder()
    assert not RetentionBatch.objects.exclude(ledger_seq=None).exists()
    assert KeyShare.objects.count() == 1


def hold(kind: str, uid: uuid.UUID) -> holding.Placed:
    return holding.place(
        get_target(kind), str(uid), reason="file 7/26", review_on=NOW.date(), now=NOW, by=1
    )


@pytest.mark.parametrize("released", [False, True])
def test_a_hold_that_an_older_ledger_has_lost_is_on_it_again(session, alice, released):
    """Else the next older `default` would come back without it."""
    before = hold("session", session.uid)
    older = OlderVault()
    if released:
        holding.release(before.hold, now=NOW, by=1)
    after = hold("subject", alice.subject_id)
    older.put_back()
    note_restore("vault")
    restore_gate.put_in_order(later)
    lines = LedgerEntry.objects.order_by("seq").values_list("batch", "kind")
    ends = [(before.hold.uid, "release")] if released else []
    assert list(lines) == [(before.hold.uid, "hold"), (after.hold.uid, "hold"), *ends]
    assert LedgerEntry.objects.get(seq=2).at == LATER
    ledger.verify()
    Hold.objects.all().delete()
    assert restore_gate.is_shut(LATER + timedelta(days=1))
    restore_gate.put_in_order(later)
    kept = [after.hold.uid] if released else [before.hold.uid, after.hold.uid]
    assert sorted(Hold.objects.values_list("uid", flat=True)) == sorted(kept)
    count = ledger.verify()
    restore_gate.put_in_order(later)
    assert ledger.verify() == count


def test_an_empty_default_never_makes_shares_look_unused(session):
    """On a new machine the vault may be put back first: its shares open what comes next."""
    Grant.objects.all().delete()
    note_restore("vault")
    assert restore_gate.put_in_order(later).shares == 0
    assert KeyShare.objects.exists()


def rewind(model) -> None:
    """Set a table's counter back, as an older copy has it."""
    numbers._set(model, 1)


def test_numbers_of_the_erased_are_not_given_again(session, alice, make_session):
    late = make_session(NOW, alice.subject_id, owner=alice)
    bob = User.objects.create(email="bob@example.org", password="!")
    requests.erase_items("test.session", [late.pk], now=NOW)
    requests.erase_subject(bob.subject_id, user_id=bob.pk, now=NOW)
    rewind(User)
    rewind(InterviewSession)
    assert {one.model for one in numbers.behind()} == {User, InterviewSession}
    note_restore()
    restore_gate.put_in_order(later)
    assert User.objects.create(email="c@example.org", password="!").pk > bob.pk
    assert make_session(NOW, alice.subject_id, owner=alice).pk > late.pk
    assert numbers.behind() == []


def test_a_tombstone_alone_moves_the_counter(categories):
    Tombstone.objects.create(user_id=5_000_000, erased_at=NOW)
    assert numbers.advance() == 1
    assert numbers.advance() == 0
    assert User.objects.create(email="c@example.org", password="!").pk == 5_000_001


def test_a_counter_that_never_counted_is_moved_too(categories):
    Tombstone.objects.create(user_id=1, erased_at=NOW)
    numbers.advance()
    assert User.objects.create(email="c@example.org", password="!").pk >= 2


def test_lines_of_an_app_that_is_gone_are_passed_over(categories):
    record = ledger.Record(LedgerEntry.Kind.INTENT, "gone.thing", uuid.uuid4(), [7])
    ledger.append([record], now=NOW)
    assert numbers.behind() == []


def test_names_that_are_no_numbers_have_no_counter(categories, monkeypatch):
    class Keys(DataCategory):
        key = "test.key"
        model = UnlockedKey

    monkeypatch.setitem(registry._categories, "test.key", Keys())
    record = ledger.Record(LedgerEntry.Kind.INTENT, "test.key", uuid.uuid4(), ["x"])
    ledger.append([record], now=NOW)
    assert numbers.behind() == []


def test_the_command_shows_what_would_be_done(session, alice):
    out = StringIO()
    call_command("restore_check", stdout=out)
    assert "The site is in order." in out.getvalue()
    with put_back():
        requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    note_restore()
    call_command("restore_check", stdout=out)
    for line in ("1  restores", "1  erasures of accounts", "1  people to erase", "is shut"):
        assert line in out.getvalue()
    assert User.objects.filter(pk=alice.pk).exists()


def test_a_forecast_counts_holds_both_ways(session):
    placed = holding.place(
        get_target("session"), str(session.uid), reason="x", review_on=NOW.date(), now=NOW, by=1
    )
    assert restore_gate.forecast().holds == 0
    holding.release(placed.hold, now=NOW, by=1)
    placed.hold.released_at = None
    placed.hold.save()
    assert restore_gate.forecast().holds == 1
    placed.hold.delete()
    assert restore_gate.forecast().holds == 0
