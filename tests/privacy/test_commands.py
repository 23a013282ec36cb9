"""The commands of retention: they show what goes, and take it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from interviews.models import InterviewSession
from privacy.management.commands import retention_run
from privacy.models import LedgerHead, RetentionRun
from privacy.retention import holding, policies, registry
from privacy.retention.modes import After
from privacy.retention.targets import get_target

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def due(sessions, make_session, settings):
    settings.DASITE_POLICY_DELAY_HOURS = 0
    policies.set_policy(sessions, After("P30D"), now=timezone.now() - 9 * DAY, by=None)
    return [make_session(timezone.now() - days * DAY) for days in (31, 32, 27)]


def test_a_preview_counts_and_deletes_nothing(due, capsys):
    call_command("retention_preview")
    said = capsys.readouterr().out
    assert "2 interviews, 4 steps, 2 documents; they are deleted after 30 days" in said
    assert "2 due, plan " in said
    assert InterviewSession.objects.count() == 3


def test_a_preview_looks_at_one_kind(due, capsys):
    call_command("retention_preview", "test.person")
    assert capsys.readouterr().out.startswith("0 due")


def test_a_preview_tries_another_period(due, capsys):
    call_command("retention_preview", "test.session", "P32D")
    assert capsys.readouterr().out.splitlines() == [
        "1 interview due now",
        "3 interviews due in 7 days",
        "3 interviews due in 30 days",
        "3 interviews due in 90 days",
    ]


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("no.such",), r"No data category has the key 'no\.such'"),
        (("test.session", "30"), "write P30D"),
        (("test.session", "P9Y"), "2 years at the most"),
    ],
)
def test_a_preview_says_what_it_does_not_understand(due, arguments, wanted):
    with pytest.raises(CommandError, match=wanted):
        call_command("retention_preview", *arguments)


def test_a_run_takes_what_is_due_and_shows_a_bar(due, capsys):
    call_command("retention_run")
    said = capsys.readouterr()
    assert said.out == f"Run {RetentionRun.objects.get().pk}: done, 2 erased.\n"
    assert "] 2 of 2" in said.err
    assert InterviewSession.objects.count() == 1


def test_a_run_goes_on_until_it_is_done(due, capsys, monkeypatch):
    first = [timezone.now()]
    monkeypatch.setattr(
        retention_run, "_soon", lambda: first.pop() if first else timezone.now() + DAY
    )
    call_command("retention_run")
    said = capsys.readouterr()
    assert "0 of 2" in said.err
    assert "2 erased" in said.out


def test_nothing_due_is_said(sessions, capsys):
    call_command("retention_run")
    assert capsys.readouterr().out == "Nothing is due.\n"


def test_too_much_is_not_taken(due, settings):
    settings.DASITE_PURGE_ASK_ABOVE = 1
    with pytest.raises(CommandError, match="would take 2"):
        call_command("retention_run")
    assert InterviewSession.objects.count() == 3


def test_a_run_that_fails_ends_with_an_error(due, monkeypatch):
    monkeypatch.setattr(registry.get_rows("test.session").method.__class__, "execute", _fail)
    with pytest.raises(CommandError, match="failed, 0 erased"):
        call_command("retention_run")


def _fail(self, rows):
    raise OSError


@pytest.fixture
def alice(make_session, sessions):
    person = User.objects.create(email="alice@example.org", password="!")
    make_session(timezone.now(), person.subject_id, owner=person)
    return person


def test_a_person_is_erased_only_after_a_look(alice, capsys):
    call_command("subject_erase", str(alice.pk))
    said = capsys.readouterr().out
    assert "1 interview\n2 steps\n1 document\n1 account" in said
    assert "Nothing was erased" in said
    assert User.objects.filter(pk=alice.pk).exists()
    call_command("subject_erase", str(alice.pk), "--yes")
    said = capsys.readouterr()
    assert "erased, and looked for" in said.out
    assert "] 2 of 2" in said.err
    assert not User._base_manager.exists()
    assert not InterviewSession.everything.exists()


def test_an_export_and_a_check_of_the_ledger_show_a_bar(alice, capsys, tmp_path):
    call_command("subject_export", str(alice.pk), str(tmp_path / "data.zip"))
    assert "] 2 of 2" in capsys.readouterr().err
    holding.place(
        get_target("subject"),
        str(alice.subject_id),
        reason="file 7/26",
        review_on=timezone.localdate(),
        now=timezone.now(),
        by=1,
    )
    call_command("ledger_verify")
    said = capsys.readouterr()
    assert "] 1 of 1" in said.err
    assert "holds 1 lines, in order and unchanged" in said.out


def test_a_broken_ledger_and_a_file_that_is_there_end_with_an_error(alice, tmp_path):
    LedgerHead.objects.create(pk=1, seq=7)
    with pytest.raises(CommandError, match="its head says 7"):
        call_command("ledger_verify")
    with pytest.raises(CommandError, match="File exists"):
        call_command("subject_export", str(alice.pk), str(tmp_path))


def test_a_preview_counts_what_is_held(due, capsys):
    holding.place(
        get_target("session"),
        str(due[0].uid),
        reason="file 7/26",
        review_on=timezone.localdate(),
        now=timezone.now(),
        by=1,
    )
    call_command("retention_preview")
    said = capsys.readouterr()
    assert "1 interview, 2 steps, 1 document; they are deleted after 30 days; 1 more" in said.out
    assert "] 2 of 2" in said.err


def test_nobody_and_what_is_held_are_not_erased(alice):
    with pytest.raises(CommandError, match="no account with the number"):
        call_command("subject_erase", "0", "--yes")
    now = timezone.now()
    holding.place(
        get_target("subject"),
        str(alice.subject_id),
        reason="file 7/26",
        review_on=now.date(),
        now=now,
        by=1,
    )
    with pytest.raises(CommandError, match="held"):
        call_command("subject_erase", str(alice.pk), "--yes")
    assert User.objects.filter(pk=alice.pk).exists()


def test_an_erasure_that_leaves_a_file_says_so(alice, monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "delete", _refuse)
    with pytest.raises(CommandError, match="nothing can be read any more"):
        call_command("subject_erase", str(alice.pk), "--yes")


def _refuse(storage, name):
    raise PermissionError
