"""An older copy of `default` is put back: who was erased stays erased, and nobody else goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import KeyShare, LedgerEntry, Tombstone
from privacy.retention import ledger, replay, requests
from tests.older_copy import put_back
from tests.privacy.kinds import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)


@pytest.fixture
def alice(categories, make_session):
    person = User.objects.create(email="alice@example.org", password="!")
    for _ in range(2):
        make_session(NOW, person.subject_id, owner=person)
    return person


@pytest.fixture
def bob(categories, make_session):
    person = User.objects.create(email="bob@example.org", password="!")
    make_session(NOW, person.subject_id, owner=person)
    return person


def test_a_person_who_was_erased_does_not_come_back(alice, bob):
    number = alice.pk
    with put_back():
        requests.erase_subject(alice.subject_id, user_id=number, now=NOW)
    assert User.objects.filter(pk=number).exists()
    assert replay.replay(lambda: LATER) == 2
    assert list(User.objects.all()) == [bob]
    assert InterviewSession.everything.get().owner == bob
    assert KeyShare.objects.count() == 1
    assert Tombstone.objects.get().erased_at == NOW
    ledger.verify()


def test_an_interview_that_was_erased_does_not_come_back(alice):
    with put_back():
        gone, stays = InterviewSession.objects.order_by("pk")
        requests.erase_items("test.session", [gone.pk], now=NOW)
    assert replay.replay(lambda: LATER) == 1
    assert InterviewSession.objects.get() == stays


def test_a_row_that_bears_an_erased_number_by_chance_stays(alice, bob, make_session):
    with put_back():
        late = make_session(NOW, alice.subject_id, owner=alice)
        requests.erase_items("test.session", [late.pk], now=NOW)
    by_chance = make_session(NOW, bob.subject_id, owner=bob, pk=late.pk)
    assert replay.replay(lambda: LATER) == 1
    assert InterviewSession.objects.filter(pk=by_chance.pk).exists()


def test_what_is_known_is_not_done_again(alice):
    requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    lines = ledger.verify()
    assert replay.replay(lambda: LATER) == 0
    assert ledger.verify() == lines


def test_a_second_replay_finds_nothing(alice):
    with put_back():
        requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    replay.replay(lambda: LATER)
    assert replay.replay(lambda: LATER) == 0


def test_what_was_taken_back_is_not_done(alice):
    with put_back():
        gone = InterviewSession.objects.order_by("pk")[0]
        requests.erase_items("test.session", [gone.pk], now=NOW)
        line = LedgerEntry.objects.get(kind="intent")
        ledger.append(
            [ledger.Record(LedgerEntry.Kind.CANCELLED, line.category, line.batch, [])], now=NOW
        )
    assert replay.replay(lambda: LATER) == 0
    assert InterviewSession.objects.count() == 2


def test_the_command_says_what_it_did(alice, capsys):
    with put_back():
        requests.erase_subject(alice.subject_id, user_id=alice.pk, now=NOW)
    call_command("ledger_replay")
    assert "2 erasures were older than this database" in capsys.readouterr().out
    call_command("ledger_replay")
    assert "knows every erasure" in capsys.readouterr().out
    call_command("ledger_replay", verbosity=0)
    assert capsys.readouterr().out == ""
