"""What a category can say, and what then happens to its rows."""

from __future__ import annotations

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest

from accounts.models import User
from interviews.models import AssembledDocument, InterviewSession, SessionSteps
from privacy.models import LedgerEntry, Notice, RetentionBatch, RetentionRun, Tombstone
from privacy.retention import (
    deleting,
    erasure,
    holding,
    holds,
    leases,
    policies,
    registry,
    requests,
    run,
    targets,
)
from privacy.retention.category import After, Child, Immediately, Never, OnEvent
from privacy.retention.errors import UnknownCategory
from privacy.retention.methods import BlankFields, DeleteRows, delete_rows
from privacy.retention.plan import make_plan, said_of
from tests.privacy.kinds import NOW, People, Sessions

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
BEAT = RetentionRun.Trigger.BEAT


@pytest.fixture
def alice(categories, make_session):
    person = User.objects.create(email="alice@example.org", name="Alice", password="!")
    make_session(NOW, person.subject_id, owner=person)
    return person


def test_methods_say_what_would_happen():
    assert DeleteRows().describe(12, "interviews") == "12 interviews deleted"
    blank = BlankFields({"name": "", "email": ""})
    assert blank.describe(1, "accounts") == "1 accounts blanked (email, name)"


def test_blanked_rows_stay_and_are_not_missed(alice, monkeypatch):
    monkeypatch.setattr(People, "method", BlankFields({"name": ""}))
    gone = requests.erase_items("test.person", [alice.pk], now=NOW)
    assert gone.complete
    alice.refresh_from_db()
    assert alice.name == ""


@pytest.mark.parametrize(
    ("model", "path", "holds"),
    [
        (SessionSteps, "session", True),
        (AssembledDocument, "session__owner", False),
        (Notice, "row", False),
    ],
)
def test_a_foreign_key_keeps_a_parent_from_going_first(model, path, holds):
    assert Child("what hangs on it", model, path).has_foreign_key is holds


def test_what_no_foreign_key_holds_is_looked_for(alice, make_session, monkeypatch):
    told = Child("notices", Notice, "row")
    monkeypatch.setattr(Sessions, "children", (*Sessions.children, told))
    gone = make_session(NOW - DAY, alice.subject_id, owner=alice)
    monkeypatch.setattr(deleting, "delete_rows", _all_but_notices)
    Notice.objects.create(
        subject_id=alice.subject_id,
        category="test.session",
        row=str(gone.pk),
        clock=NOW,
        period="P30D",
        step=1,
        due_at=NOW,
        message=uuid.uuid4(),
    )
    assert not requests.erase_items("test.session", [gone.pk], now=NOW).complete
    assert RetentionBatch.objects.get().last_error == "NotGone"


def _all_but_notices(rows):
    return 0 if rows.model is Notice else delete_rows(rows)


def test_an_unlinked_child_stays_without_its_parent(alice, monkeypatch):
    let_go = Child("interviews", InterviewSession, "owner", unlink=True)
    monkeypatch.setattr(People, "children", (let_go,))
    lines = requests.what_goes(alice.subject_id)
    assert [line.key for line in lines if line.key] == ["test.session", "test.person"]
    gone = requests.erase_items("test.person", [alice.pk], now=NOW)
    assert gone.complete
    assert InterviewSession.objects.get().owner is None


def test_a_child_without_a_foreign_key_goes_by_the_column_it_repeats(alice, monkeypatch):
    by_subject = Child("interviews", InterviewSession, "subject_id", to_field="subject_id")
    steps = Child("steps", SessionSteps, "session__subject_id", to_field="subject_id")
    documents = Child("documents", AssembledDocument, "session__subject_id", to_field="subject_id")
    monkeypatch.setattr(People, "children", (steps, documents, by_subject))
    gone = requests.erase_items("test.person", [alice.pk], now=NOW)
    assert gone.counts == {"steps": 2, "documents": 1, "interviews": 1, "accounts": 1}


def test_what_outlives_its_person_says_why_and_stays(alice, monkeypatch):
    class Kept(People):
        key = "test.kept"
        label = "invoices"
        stays = "tax law, until the end of 2036"

    registry.register(Kept)
    monkeypatch.setattr(registry.get_rows("test.kept"), "model", InterviewSession)
    (line,) = [one for one in requests.what_goes(alice.subject_id) if not one.goes]
    assert (line.label, line.why) == ("invoices", "tax law, until the end of 2036")


def test_rows_of_nobody_belong_to_no_person(categories, monkeypatch):
    monkeypatch.setattr(Sessions, "subject", "")
    assert not registry.get_rows("test.session").of_subject(uuid.uuid4()).exists()


def test_bytes_are_summed_where_a_column_has_them(sessions, make_session, monkeypatch, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=NOW - 9 * DAY, by=None)
    monkeypatch.setattr(Sessions, "size_field", "generation")
    for _ in range(2):
        make_session(NOW - 31 * DAY, generation=21)
    assert make_plan(NOW).lines[0].size == 42 + 2 * 6  # and of their documents


def test_rows_that_cannot_be_hidden_go_only_if_still_unused(
    sessions, make_session, monkeypatch, clock, settings
):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=NOW - 9 * DAY, by=None)
    monkeypatch.setattr(Sessions, "mark_field", "")
    monkeypatch.setattr(Sessions, "scopes", lambda self, rows: [])
    used, unused = make_session(NOW - 31 * DAY), make_session(NOW - 31 * DAY)
    intend = erasure.intend

    def come_back(batches, clock):
        InterviewSession.objects.filter(pk=used.pk).update(touched_at=NOW)
        intend(batches, clock)

    monkeypatch.setattr(erasure, "intend", come_back)
    done = run.carry_out(make_plan(NOW), clock, trigger=BEAT)
    assert (done.state, done.planned, done.erased) == ("done", 2, 1)
    assert InterviewSession.objects.get() == used
    assert LedgerEntry.objects.get(kind="intent").objects_named == [used.pk, unused.pk]
    assert LedgerEntry.objects.get(kind="done").objects_named == [used.pk]


def test_rows_without_a_mark_are_shown_again_by_forgetting_the_batch(
    sessions, make_session, monkeypatch, clock
):
    monkeypatch.setattr(Sessions, "mark_field", "")
    make_session(NOW)
    begun = RetentionRun.objects.create(trigger="beat", state="running", as_of=NOW, started_at=NOW)
    lot = erasure.Lot(sessions, InterviewSession.everything.all())
    batch = erasure.mark(begun, lot, clock)
    assert batch is not None
    erasure.take_back(batch, clock)
    assert not RetentionBatch.objects.exists()


def test_rows_that_another_took_meanwhile_are_passed_over(alice, monkeypatch):
    monkeypatch.setattr(erasure, "mark", lambda *args: None)
    assert requests.erase_items("test.session", [1], now=NOW).counts == {}


def test_a_batch_that_another_claimed_first_is_passed_over(
    sessions, make_session, clock, monkeypatch
):
    make_session(NOW)
    begun = RetentionRun.objects.create(trigger="beat", state="running", as_of=NOW, started_at=NOW)
    erasure.mark(begun, erasure.Lot(sessions, InterviewSession.everything.all()), clock)
    monkeypatch.setattr(leases, "ours", lambda batch: RetentionBatch.objects.none())
    assert leases.claim_stuck(lambda: NOW + DAY) is None


def test_a_run_that_failed_in_part_is_not_done_before_its_last_batch(
    sessions, make_session, clock
):
    make_session(NOW)
    begun = RetentionRun.objects.create(trigger="beat", state="failed", as_of=NOW, started_at=NOW)
    erasure.mark(begun, erasure.Lot(sessions, InterviewSession.everything.all()), clock)
    run.settle(begun, NOW)
    begun.refresh_from_db()
    assert begun.state == "failed"


def test_a_policy_that_became_never_takes_nothing(sessions, make_session, clock, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, Never(), now=NOW - 9 * DAY, by=None)
    make_session(NOW - 500 * DAY)
    begun = run.write(make_plan(NOW), NOW, trigger=BEAT, by=None, asks=False)
    lines = [{"key": "test.session", "by": said_of(policies.Rule(Never(), 1))}]
    RetentionRun.objects.filter(pk=begun.pk).update(lines=lines)
    begun.refresh_from_db()
    assert run.go_on(begun, clock).state == "done"
    assert InterviewSession.objects.count() == 1


def test_finished_means_at_once(categories, make_session, clock, settings):
    class Quick(Sessions):
        key = "test.quick"
        floor = ""
        clock = "finished_at"

    registry.register(Quick)
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(registry.get_rows("test.quick"), Immediately(), now=NOW - DAY, by=None)
    going = make_session(NOW - DAY)
    make_session(NOW - DAY, status="finished", finished_at=NOW)
    assert run.carry_out(make_plan(NOW), clock, trigger=BEAT).erased == 1
    assert InterviewSession.objects.get() == going


def test_folders_have_no_rows(categories):
    registry._categories["test.folder"] = SimpleNamespace(key="test.folder")  # type: ignore[assignment]  # no category of rows
    with pytest.raises(UnknownCategory, match="one of files"):
        registry.get_rows("test.folder")


def test_records_are_named_by_their_numbers(db):
    begun = RetentionRun.objects.create(trigger="beat", state="done", as_of=NOW, started_at=NOW)
    assert str(begun) == f"run {begun.pk}"
    assert str(RetentionBatch(run=begun)).startswith("batch ")
    assert str(LedgerEntry(seq=3)) == "line 3"
    assert str(Tombstone(user_id=7)) == "account 7, erased"


def test_files_alone_are_about_whom_their_rows_are_about(alice):
    files, rows = registry.get_rows("test.session/files"), registry.get_rows("test.session")
    assert list(files.of_subject(alice.subject_id)) == list(rows.of_subject(alice.subject_id))
    assert files.of_subject(alice.subject_id).exists()


def test_no_hold_reaches_what_lapses_by_its_own_moment(alice, monkeypatch):
    subject = targets.get_target("subject")
    assert holding.catches(subject, str(alice.subject_id)) == [("interviews", 1), ("accounts", 1)]
    monkeypatch.setattr(Sessions, "default", OnEvent("they expire"))
    assert holding.catches(subject, str(alice.subject_id)) == [("accounts", 1)]
    assert holds.held(registry.get_rows("test.session")) is None
