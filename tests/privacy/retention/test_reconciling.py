"""What does not fit together is found, both ways; only what nobody could read goes."""

from __future__ import annotations

import os
import uuid
from dataclasses import asdict
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from interviews.models import AssembledDocument, InterviewSession
from privacy import tasks
from privacy.models import FilesToRemove, Grant, KeyShare, LedgerEntry, Reconciliation
from privacy.retention import ledger, reconciling, registry, restore_gate
from privacy.retention.errors import PlanStale
from tests.privacy.kinds import NOW, Sessions

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(hours=2)
NOTHING = {
    "rows_without_file": 0,
    "files_without_row": 0,
    "rows_without_share": 0,
    "shares_without_use": 0,
    "grants_without_target": 0,
    "gone_and_still_there": 0,
}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    """A storage of this test alone: others leave files behind."""
    storage = FileSystemStorage(location=tmp_path / "files")
    monkeypatch.setattr(default_storage, "_wrapped", storage)
    return storage


def store(name: str, age: timedelta = LONG_AGO) -> str:
    stored: str = default_storage.save(name, ContentFile(b"sealed"))
    then = (timezone.now() - age).timestamp()
    os.utime(default_storage.path(stored), (then, then))
    return stored


@pytest.fixture
def session(categories, make_session, own_folder):
    person = User.objects.create(email="alice@example.org", password="!")
    session = make_session(NOW, person.subject_id, owner=person)
    Grant.objects.create(
        scope=session.uid, epoch=1, recipient=person.subject_id, generation=1, sealed=b"x"
    )
    KeyShare.objects.update(created_at=timezone.now() - LONG_AGO)
    return session


@pytest.fixture
def messy(session):
    """One of each kind that does not fit."""
    other = InterviewSession.objects.get()
    store("folder/lonely")
    store("lonely")
    ghost = uuid.uuid4()
    KeyShare.objects.create(
        kind="scope",
        owner=ghost,
        number=1,
        root_key="1",
        sealed=b"x",
        created_at=timezone.now() - LONG_AGO,
    )
    Grant.objects.create(scope=uuid.uuid4(), epoch=1, recipient=ghost, generation=1, sealed=b"x")
    default_storage.delete(AssembledDocument.objects.get().file)
    KeyShare.objects.filter(owner=other.uid).delete()
    return ghost


def test_what_fits_is_not_named(session):
    store("waits")
    FilesToRemove.objects.create(names=["waits"])
    assert reconciling.compare(timezone.now()).counts() == NOTHING


def test_an_empty_storage_lacks_nothing(categories):
    assert reconciling.compare(timezone.now()).counts() == NOTHING


def test_each_kind_is_named(messy, session):
    found = reconciling.compare(timezone.now()).lists()
    document = AssembledDocument.objects.get()
    assert found["rows_without_file"] == [f"test.session, documents {document.pk}"]
    assert found["files_without_row"] == ["folder/lonely", "lonely"]
    assert found["rows_without_share"] == [f"test.session {session.pk}"]
    assert found["shares_without_use"] == [str(messy)]
    assert len(found["grants_without_target"]) == 1


def test_what_is_only_being_made_is_passed_over(session):
    store("new", age=timedelta(minutes=59))
    KeyShare.objects.create(kind="scope", owner=uuid.uuid4(), number=1, root_key="1", sealed=b"x")
    assert reconciling.compare(timezone.now()).counts() == NOTHING


def test_what_goes_meanwhile_is_passed_over(session, monkeypatch):
    store("gone")
    monkeypatch.setattr(FileSystemStorage, "get_modified_time", _not_there)
    assert reconciling.compare(timezone.now()).counts() == NOTHING


def _not_there(self, name):
    raise FileNotFoundError


def test_rows_on_their_way_out_have_no_share_and_are_not_named(session):
    InterviewSession.everything.update(erasing_at=NOW)
    KeyShare.objects.all().delete()
    assert reconciling.compare(timezone.now()).counts() == NOTHING


def test_a_category_may_name_files_itself_and_hide_nothing(session, monkeypatch):
    monkeypatch.setattr(Sessions, "file_fields", ("title",))
    monkeypatch.setattr(Sessions, "mark_field", "")
    found = reconciling.compare(timezone.now()).lists()
    assert found["rows_without_file"] == [f"test.session {session.pk}"]


def test_what_was_shown_goes_and_the_rest_stays(messy, session):
    shown = reconciling.compare(timezone.now()).hash
    gone = reconciling.clean(shown, timezone.now())
    assert gone == {
        "files_without_row": 2,
        "shares_without_use": 1,
        "grants_without_target": 1,
    }
    left = reconciling.compare(timezone.now()).counts()
    assert left == {**NOTHING, "rows_without_file": 1, "rows_without_share": 1}
    assert InterviewSession.objects.get() == session
    intent = LedgerEntry.objects.get(kind="intent")
    assert intent.category == reconciling.SHARES
    assert len(intent.scopes) == 2
    ledger.verify()


def test_what_goes_does_not_make_the_database_look_older_than_the_ledger(messy):
    now = timezone.now()
    reconciling.clean(reconciling.compare(now).hash, now)
    assert not restore_gate.is_shut(now + timedelta(minutes=5))
    assert restore_gate.put_in_order(timezone.now).erasures == 0


def test_files_alone_need_no_line_on_the_ledger(session):
    store("lonely")
    reconciling.clean(reconciling.compare(timezone.now()).hash, timezone.now())
    assert not default_storage.exists("lonely")
    assert not LedgerEntry.objects.exists()


def test_what_was_not_shown_stays(messy):
    shown = reconciling.compare(timezone.now()).hash
    store("another")
    with pytest.raises(PlanStale, match="look at it again"):
        reconciling.clean(shown, timezone.now())
    assert default_storage.exists("lonely")


def test_the_nightly_job_keeps_the_counts_of_a_year(messy, monkeypatch):
    monkeypatch.setattr(reconciling, "KEPT", 2)
    for _ in range(3):
        tasks.reconcile({}, timezone.now())
    assert Reconciliation.objects.count() == 2
    kept = reconciling.last()
    assert kept is not None
    assert (kept.total, kept.rows_without_share) == (6, 1)


def test_the_command_lists_and_cleans_what_it_listed(messy):
    out = StringIO()
    call_command("retention_reconcile", stdout=out)
    said = out.getvalue()
    assert "        2  files without row\n" in said
    assert "           folder/lonely\n" in said
    digest = said.split()[-1]
    with pytest.raises(CommandError, match="look at it again"):
        call_command("retention_reconcile", clean="0" * 16)
    call_command("retention_reconcile", clean=digest, stdout=out)
    assert "2  files without row: gone" in out.getvalue()
    rest = StringIO()
    call_command("retention_reconcile", stdout=rest)
    assert "--clean" not in rest.getvalue()


def test_the_ledger_calls_shares_what_their_category_is_called():
    assert registry.get_rows(reconciling.SHARES).label == "key shares"


def test_rows_with_sealed_data_are_held_against_shares_and_grants_both_ways(session, make_session):
    assert asdict(reconciling.count_sealed()) == {
        "rows_with_keys": 1,
        "rows_without_share": 0,
        "rows_without_grant": 0,
        "grants_without_row": 0,
    }
    make_session(NOW)  # with a share that was granted to nobody
    Grant.objects.create(scope=uuid.uuid4(), epoch=1, recipient=uuid.uuid4(), generation=1)
    KeyShare.objects.filter(owner=session.uid).delete()
    found = reconciling.count_sealed()
    assert asdict(found) == {
        "rows_with_keys": 2,
        "rows_without_share": 1,
        "rows_without_grant": 1,
        "grants_without_row": 1,
    }
    assert found.bad == 2


def test_the_check_of_the_vault_ends_with_an_error_when_nobody_can_open_an_interview(session):
    Grant.objects.all().delete()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("vault_check", stdout=out, stderr=out)
    assert "1  rows without grant" in out.getvalue()
