"""Both databases are compared both ways, and shares move to the newest root key."""

from __future__ import annotations

from dataclasses import asdict
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from privacy.models import Grant, KeyShare, KeyWrap, SubjectKey
from privacy.vault import box, keyring, reconcile, subjects
from privacy.vault.reconcile import Findings
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db

NEW_ROOT = "2:WllYV1ZVVFNSUVBPTk1MS0pJSEdGRURDQkE5ODc2NTQ="


def found() -> dict[str, int]:
    """Return what is not 0."""
    return {name: count for name, count in asdict(reconcile.reconcile()).items() if count}


@pytest.fixture
def two_scopes(alice):
    """Return two scopes of Alice's."""
    scopes = [uuid4(), uuid4()]
    for scope in scopes:
        box.create_box(scope, owner=alice.id)
    return scopes


def test_an_empty_vault_fits():
    assert found() == {}
    assert reconcile.reconcile().bad == 0


def test_what_belongs_together_fits(two_scopes, bob):
    assert found() == {"scopes": 2, "subjects": 2}


def test_scopes_and_subjects_that_lost_their_share_are_bad(two_scopes):
    KeyShare.objects.all().delete()
    assert found() == {
        "scopes": 2,
        "subjects": 1,
        "scopes_without_share": 2,
        "subjects_without_share": 1,
    }
    assert reconcile.reconcile().bad == 3


def test_shares_that_nothing_uses_are_counted_and_not_bad(two_scopes):
    Grant.objects.all().delete()
    SubjectKey.objects.all().delete()
    assert found() == {"unused_scope_shares": 2, "unused_subject_shares": 1}
    assert reconcile.reconcile().bad == 0


def test_a_damaged_share_is_bad(two_scopes):
    KeyShare.objects.filter(owner=two_scopes[0]).update(sealed=b"damaged")
    assert found() == {"scopes": 2, "subjects": 1, "shares_that_do_not_open": 1}
    assert reconcile.reconcile().bad == 1


def test_a_subject_that_nothing_unlocks_is_counted(alice):
    KeyWrap.objects.all().delete()
    assert found() == {"subjects": 1, "subjects_without_wrap": 1}


def test_a_shredded_scope_leaves_nothing_to_find(two_scopes):
    keyring.shred_scopes(two_scopes)
    assert found() == {"subjects": 1}


def test_batches_do_not_change_the_counts(two_scopes, person, monkeypatch):
    for _ in range(3):
        person()
    keyring.make_share(keyring.SCOPE, uuid4(), 1)
    whole = found()
    monkeypatch.setattr(reconcile, "BATCH", 2)
    assert found() == whole == {"scopes": 2, "subjects": 4, "unused_scope_shares": 1}


def check() -> str:
    out = StringIO()
    call_command("vault_check", stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_prints_each_count(two_scopes):
    told = check()
    assert "        2  scopes\n" in told
    for name in Findings.__dataclass_fields__:
        assert told.count(f"  {name.replace('_', ' ')}\n") == 1


def test_the_command_ends_with_1_when_something_cannot_be_opened(two_scopes, capsys):
    KeyShare.objects.filter(owner=two_scopes[0]).delete()
    with pytest.raises(SystemExit) as ended:
        call_command("vault_check")
    assert ended.value.code == 1
    assert "1 cannot be opened" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["vault_check", "vault_rotate"])
def test_root_keys_that_make_no_sense_end_in_one_sentence(settings, command):
    settings.DASITE_ROOT_KEYS = "nonsense"
    with pytest.raises(CommandError, match="entry 1 does not begin with an id"):
        call_command(command)


def rotate() -> str:
    out = StringIO()
    call_command("vault_rotate", stdout=out)
    return out.getvalue()


def test_rotation_moves_the_shares_and_says_what_waits_for_a_login(two_scopes, alice, settings):
    settings.DASITE_ROOT_KEYS = f"{NEW_ROOT},{settings.DASITE_ROOT_KEYS}"
    told = rotate()
    # Of two scopes, one subject and the installation.
    assert "4 shares were sealed under the newest root key" in told
    assert "1 passwords still need an older root key" in told
    subjects.unlock(alice.id, password=PASSWORD, key=None)
    assert "0 shares" in rotate()
    assert "0 passwords need an older root key" in rotate()
    settings.DASITE_ROOT_KEYS = NEW_ROOT
    unlocked = subjects.unlock(alice.id, password=PASSWORD, key=None)
    box.open_box(two_scopes[0], by=unlocked)


def test_rotation_tells_what_others_had_under_the_older_key(monkeypatch):
    monkeypatch.setattr(subjects, "_relocks", {"stored passwords": lambda: 4})
    assert "4 stored passwords were locked under it" in rotate()


def test_rotation_goes_on_where_it_was_stopped(two_scopes, settings):
    settings.DASITE_ROOT_KEYS = f"{NEW_ROOT},{settings.DASITE_ROOT_KEYS}"
    assert keyring.reseal_shares(limit=3) == 3
    assert found()["shares_under_older_root_keys"] == 1
    assert "shares_that_do_not_open" not in found()
    assert keyring.reseal_shares(limit=3) == 1
    assert keyring.reseal_shares(limit=2) == 0


def test_a_share_shredded_while_it_is_moved_does_not_come_back(two_scopes, settings, monkeypatch):
    settings.DASITE_ROOT_KEYS = f"{NEW_ROOT},{settings.DASITE_ROOT_KEYS}"
    open_share = keyring.open_share

    def shred_meanwhile(row):
        keyring.shred_scopes(two_scopes)
        return open_share(row)

    monkeypatch.setattr(keyring, "open_share", shred_meanwhile)
    assert keyring.reseal_shares() == 2
    assert keyring.shares_left(two_scopes) == 0


def test_a_bar_shows_how_far_it_is(two_scopes, settings):
    settings.DASITE_ROOT_KEYS = f"{NEW_ROOT},{settings.DASITE_ROOT_KEYS}"
    out, bar = StringIO(), StringIO()
    call_command("vault_rotate", stdout=out, stderr=bar)
    assert f"[{'#' * 40}] 4 of 4\n" in bar.getvalue()
    assert "#" not in out.getvalue()
