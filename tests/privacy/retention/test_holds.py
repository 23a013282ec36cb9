"""What is held stays in spite of policies, administrators and its own person; the ledger knows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import Hold, KeyShare, LedgerEntry, RetentionBatch, RetentionRun, Tombstone
from privacy.retention import (
    erasure,
    holding,
    holds,
    ledger,
    policies,
    registry,
    replay,
    requests,
    run,
    schedule,
    targets,
)
from privacy.retention.erasure import Lot, Step
from privacy.retention.errors import Held, TargetNotFound
from privacy.retention.modes import After
from privacy.retention.plan import make_plan, preview
from privacy.vault import keyring
from tests.privacy.kinds import NOW, People, Sessions

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)
REVIEW = (NOW + 30 * DAY).date()
BEAT = RetentionRun.Trigger.BEAT


def hold(kind: str, ref: object, **fields) -> holding.Placed:
    said = {"reason": "file 7/26", "review_on": REVIEW, "now": NOW, "by": 1, **fields}
    return holding.place(targets.get_target(kind), str(ref), **said)


@pytest.fixture
def policy(sessions, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    return policies.set_policy(sessions, After("P30D"), now=NOW - 100 * DAY, by=None)


@pytest.fixture
def alice(categories, make_session):
    person = User.objects.create(email="alice@example.org", password="!")
    for days in (1, 40):
        make_session(NOW - days * DAY, person.subject_id, owner=person)
    return person


@pytest.mark.parametrize("kind", ["subject", "session", "interview"])
def test_what_is_held_is_not_due_and_its_neighbour_goes(policy, make_session, clock, kind):
    held, goes = make_session(NOW - 40 * DAY), make_session(NOW - 40 * DAY)
    InterviewSession.objects.filter(pk=goes.pk).update(path="data/questions/other.yml")
    refs = {
        "subject": held.subject_id,
        "session": held.uid,
        "interview": f"test.package:{held.path}",
    }
    hold(kind, refs[kind])
    assert make_plan(NOW).count == 1
    assert preview(registry.get_rows("test.session"), After("P30D"), NOW).now.count == 1
    assert schedule.purge(clock, until=LATER) == 1
    assert InterviewSession.everything.get() == held
    assert KeyShare.objects.get(kind="scope").owner == held.uid


def test_a_released_hold_lets_go(policy, make_session, clock):
    session = make_session(NOW - 40 * DAY)
    placed = hold("session", session.uid)
    assert schedule.purge(clock, until=LATER) == 0
    assert holding.release(placed.hold, now=NOW, by=2)
    assert not holding.release(placed.hold, now=NOW, by=2)
    assert schedule.purge(clock, until=LATER) == 1


def test_of_two_holds_the_other_still_keeps(policy, make_session, clock):
    session = make_session(NOW - 40 * DAY)
    first = hold("session", session.uid)
    hold("subject", session.subject_id)
    holding.release(first.hold, now=NOW, by=2)
    assert schedule.purge(clock, until=LATER) == 0


def test_a_hold_and_its_end_are_on_the_ledger(make_session):
    session = make_session(NOW)
    placed = hold("session", session.uid)
    holding.release(placed.hold, now=NOW, by=2)
    first, second = LedgerEntry.objects.order_by("seq")
    assert (first.kind, second.kind) == ("hold", "release")
    assert first.objects_named == ["session", str(session.uid), REVIEW.isoformat()]
    assert first.batch == second.batch == placed.hold.uid
    assert "file 7/26" not in str(first.objects_named)
    assert ledger.verify() == 2


@pytest.mark.parametrize("what", ["the person", "one interview"])
def test_who_has_something_held_cannot_leave_and_loses_nothing(alice, what):
    session = InterviewSession.objects.first()
    assert session is not None
    hold(*(("subject", alice.subject_id) if what == "the person" else ("session", session.uid)))
    with pytest.raises(Held):
        requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    assert InterviewSession.objects.count() == 2
    assert KeyShare.objects.filter(kind="scope").count() == 2
    assert not Tombstone.objects.exists()
    assert not RetentionBatch.objects.exists()
    done = RetentionRun.objects.get()
    assert (done.erased, done.subject_id) == (0, None)


def test_one_s_own_interview_that_is_held_stays_and_another_goes(alice):
    held, goes = InterviewSession.objects.order_by("pk")
    hold("session", held.uid)
    with pytest.raises(Held):
        requests.erase_items("test.session", [held.pk, goes.pk], now=NOW)
    assert InterviewSession.objects.count() == 2
    assert requests.erase_items("test.session", [goes.pk], now=NOW).complete
    assert InterviewSession.everything.get() == held


def test_part_of_what_is_held_is_refused_too(alice):
    held, free = InterviewSession.objects.order_by("pk")
    requests.refuse_held("test.session", [held.pk])
    hold("session", held.uid)
    requests.refuse_held("test.session", [free.pk])
    with pytest.raises(Held):
        requests.refuse_held("test.session", [held.pk])


def test_what_is_held_between_being_found_and_being_hidden_stays(policy, sessions, make_session):
    stays, goes = make_session(NOW - 41 * DAY), make_session(NOW - 40 * DAY)
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    lot = Lot(sessions, InterviewSession.everything.all(), version=1, cutoff=NOW - 30 * DAY)
    hold("session", stays.uid)
    batch = erasure.mark(begun, lot, lambda: NOW)
    assert batch is not None
    assert batch.objects_named == [goes.pk]


@pytest.mark.parametrize("step", ["marked", "intended"])
def test_a_hold_brings_back_what_is_hidden_but_not_past_the_gate(
    policy, sessions, make_session, clock, step
):
    held, other = make_session(NOW - 40 * DAY), make_session(NOW - 40 * DAY)
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    batch = erasure.mark(begun, Lot(sessions, InterviewSession.everything.all()), clock)
    assert batch is not None
    if step == "intended":
        erasure.carry_on(batch, clock, until=Step.INTENDED)
    placed = hold("session", held.uid)
    assert (placed.brought_back, placed.too_late) == (2, 0)
    assert set(InterviewSession.objects.all()) == {held, other}
    assert not run.finish_batch(batch, clock)
    assert not ledger.names(batch.pk)
    assert run.go_on(begun, clock).state == "done"
    assert InterviewSession.everything.get() == held


def test_a_hold_says_when_it_comes_too_late(policy, sessions, make_session, clock):
    session = make_session(NOW - 40 * DAY)
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    batch = erasure.mark(begun, Lot(sessions, InterviewSession.everything.all()), clock)
    assert batch is not None
    erasure.carry_on(batch, clock, until=Step.PASSED)
    elsewhere = hold("session", make_session(NOW).uid)
    assert (elsewhere.brought_back, elsewhere.too_late) == (0, 0)
    placed = hold("session", session.uid)
    assert (placed.brought_back, placed.too_late) == (0, 1)
    assert run.finish_batch(batch, clock)
    assert not InterviewSession.everything.filter(pk=session.pk).exists()


def test_a_hold_that_nobody_saw_stops_a_batch_at_the_gate(policy, sessions, make_session, clock):
    """As after a restore: the hold came back, and nobody took the batch back."""
    session = make_session(NOW - 40 * DAY)
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    batch = erasure.mark(begun, Lot(sessions, InterviewSession.everything.all()), clock)
    assert batch is not None
    erasure.carry_on(batch, clock, until=Step.INTENDED)
    Hold.objects.create(
        kind="session", ref=str(session.uid), reason="x", review_on=REVIEW, placed_at=NOW
    )
    assert not run.finish_batch(batch, clock)
    assert InterviewSession.objects.get() == session
    assert KeyShare.objects.exists()
    assert not RetentionBatch.objects.exists()


@pytest.mark.parametrize("written", [True, False])
def test_a_hold_placed_while_somebody_leaves_brings_all_of_them_back(alice, monkeypatch, written):
    intend = erasure.intend

    def hold_first(batches, clock):
        if not written:
            hold("subject", alice.subject_id)
        intend(batches, clock)
        if written:
            hold("subject", alice.subject_id)

    monkeypatch.setattr(erasure, "intend", hold_first)
    with pytest.raises(Held):
        requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    assert InterviewSession.objects.count() == 2
    assert User.objects.filter(pk=alice.pk).exists()
    assert KeyShare.objects.filter(kind="scope").count() == 2
    kinds = sorted(LedgerEntry.objects.values_list("kind", flat=True))
    assert kinds == ["cancelled", "cancelled", "hold", "intent", "intent"]
    assert list(replay.unknown_erasures()) == []


def test_a_hold_on_another_s_interview_changes_nothing(alice, make_session):
    hold("session", make_session(NOW).uid)
    assert requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW).complete


def test_after_a_restore_holds_are_there_before_anything_is_erased_again(alice, make_session):
    kept = make_session(NOW - 40 * DAY)
    placed = hold("session", kept.uid)
    let_go = hold("session", kept.uid)
    holding.release(let_go.hold, now=NOW, by=2)
    Hold.objects.filter(pk=placed.hold.pk).delete()
    Hold.objects.filter(pk=let_go.hold.pk).update(released_at=None)
    replay.replay(lambda: NOW)
    back = Hold.objects.get(uid=placed.hold.uid)
    assert (back.kind, back.ref, back.review_on) == ("session", str(kept.uid), REVIEW)
    assert Hold.objects.get(pk=let_go.hold.pk).released_at == NOW
    assert holding.bring_back(NOW) == 0


def test_who_had_gone_before_a_restore_goes_again_in_spite_of_a_later_hold(alice, monkeypatch):
    requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    hold("subject", alice.subject_id)
    RetentionBatch.objects.all().delete()
    User.objects.create(pk=alice.pk, email="alice@example.org", subject_id=alice.subject_id)
    assert replay.replay(lambda: LATER) >= 1
    assert not User.objects.exists()


def test_a_category_without_people_is_held_by_nobody(categories, monkeypatch):
    monkeypatch.setattr(People, "subject", "")
    hold("subject", "00000000-0000-4000-8000-000000000001")
    assert holds.held(registry.get_rows("test.person")) is None


def test_a_kind_of_target_is_registered_once():
    target = targets.get_target("subject")
    with pytest.raises(ValueError, match="of the kind 'subject'"):
        targets.register_target(target)
    with pytest.raises(TargetNotFound, match="'planet'"):
        targets.get_target("planet")
    assert targets.in_words("planet", "9") == "planet 9"


def test_targets_are_found_by_number_and_named_by_number(alice):
    person, session = targets.get_target("subject"), targets.get_target("session")
    one = InterviewSession.objects.first()
    assert one is not None
    assert person.find(str(alice.pk)) == str(alice.subject_id)
    assert targets.in_words("subject", str(alice.subject_id)) == f"person {alice.pk}"
    assert session.find(str(one.pk)) == str(one.uid)
    assert targets.in_words("session", str(one.uid)) == f"interview session {one.pk}"
    gone = "00000000-0000-4000-8000-000000000001"
    assert targets.in_words("session", gone) == "an interview session that is gone"
    assert targets.in_words("subject", gone) == "a person who is gone"
    for kind in ("subject", "session", "interview"):
        for typed in ("0", "alice", ""):
            with pytest.raises(TargetNotFound):
                targets.get_target(kind).find(typed)


def test_shares_are_there_as_long_as_a_row_is_held(alice):
    assert Sessions().within("planet", ["9"]) is None
    uids = list(InterviewSession.objects.values_list("uid", flat=True))
    hold("subject", alice.subject_id)
    with pytest.raises(Held):
        requests.erase_items("test.session", [1, *_ids()], now=NOW)
    assert keyring.shares_left(uids) == 2


def _ids() -> list[int]:
    return list(InterviewSession.objects.values_list("pk", flat=True))


def test_all_holds_are_read_once_however_many_kinds_there_are(alice, django_assert_num_queries):
    kinds = registry.row_categories()
    with django_assert_num_queries(1):
        assert list(holds.counts_of(alice.subject_id, kinds)) == []
    session = InterviewSession.objects.filter(subject_id=alice.subject_id).first()
    hold("session", session.uid)
    with django_assert_num_queries(2):
        found = list(holds.counts_of(alice.subject_id, kinds))
    assert [(category.key, count) for category, count in found] == [("test.session", 1)]
