"""Interviews that a forgotten password locked have a rule of their own, and a time to be found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from interviews.models import InterviewSession, Mode
from privacy.retention import proposals, registry, schedule
from privacy.vault import kdf, renewal, subjects
from tests.interviews.conftest import Walk
from tests.people import NEW_PASSWORD, PASSWORD

DAY = timedelta(days=1)


def forget(walk, alice, *, password=NEW_PASSWORD):
    """Have Alice choose a new password without any way to the old keys."""
    _, key = kdf.derive(password, salt=b"s" * 16, params=kdf.Argon2Params(64, 1, 1))
    unlock = walk.client.get("/").wsgi_request.unlock
    unlock.remember(subjects.renew(alice.subject_id, key=key))
    walk.client.cookies[settings.DASITE_UNLOCK_COOKIE_NAME] = unlock.cookie


def kinds_of(session):
    category = registry.get_rows("interviews.session")
    return [
        kind
        for kind in ("anonymous", "unfinished", "finished", "locked")
        if category.rows().filter(category.within("sessions", [kind]), pk=session.pk).exists()
    ]


def put_back(session, by):
    InterviewSession.objects.filter(pk=session.pk).update(touched_at=timezone.now() - by)


@pytest.fixture
def rules(settings):
    """What is proposed is in force: 90 days for all, 30 for what is locked."""
    settings.DASITE_POLICY_DELAY_HOURS = 0
    category = registry.get_rows("interviews.session")
    proposals.accept_proposals([category], now=timezone.now(), by=1)


def purge():
    schedule.purge(timezone.now, until=timezone.now() + DAY)


def test_what_a_forgotten_password_locks_is_a_kind_of_its_own(walk, alice):
    assert kinds_of(walk.session) == ["unfinished"]
    forget(walk, alice)
    assert kinds_of(walk.session) == ["locked"]
    assert kinds_of(Walk(walk.client).begin().session) == ["unfinished"]


def test_what_was_opened_again_is_locked_no_more(walk, alice):
    forget(walk, alice)
    now = walk.client.get("/").wsgi_request.unlock.current()
    renewal.reopen(now, password=PASSWORD)
    assert kinds_of(walk.session) == ["unfinished"]


def test_keys_that_are_being_replaced_lock_nothing(walk, alice):
    unlocked = walk.client.get("/").wsgi_request.unlock.current()
    _, key = kdf.derive(PASSWORD, salt=b"s" * 16, params=kdf.Argon2Params(64, 1, 1))
    renewal.begin(unlocked, key=key)
    assert kinds_of(walk.session) == ["unfinished"]


def test_what_the_server_opens_by_itself_is_never_locked(walk, alice):
    InterviewSession.objects.update(mode=Mode.SERVER)
    forget(walk, alice)
    assert kinds_of(walk.session) == ["unfinished"]


def test_the_time_of_what_is_locked_begins_when_the_password_was_forgotten(walk, alice, rules):
    session = walk.session
    put_back(session, 80 * DAY)
    forget(walk, alice)
    purge()
    assert InterviewSession.objects.filter(pk=session.pk).exists()
    put_back(session, 29 * DAY)
    purge()
    assert InterviewSession.objects.filter(pk=session.pk).exists()
    put_back(session, 31 * DAY)
    purge()
    assert not InterviewSession.everything.filter(pk=session.pk).exists()


def test_forgetting_again_gives_what_is_locked_already_no_more_time(walk, alice):
    forget(walk, alice)
    put_back(walk.session, 20 * DAY)
    before = InterviewSession.objects.get(pk=walk.session.pk).touched_at
    forget(walk, alice, password="yet another staple horse")
    assert InterviewSession.objects.get(pk=walk.session.pk).touched_at == before
    assert kinds_of(walk.session) == ["locked"]


def test_another_person_s_time_does_not_begin(walk, alice, charlie):
    put_back(walk.session, 20 * DAY)
    before = InterviewSession.objects.get(pk=walk.session.pk).touched_at
    _, key = kdf.derive(PASSWORD, salt=b"s" * 16, params=kdf.Argon2Params(64, 1, 1))
    subjects.renew(charlie.subject_id, key=key)
    assert InterviewSession.objects.get(pk=walk.session.pk).touched_at == before


def test_the_person_reads_when_it_goes(walk, alice, rules):
    forget(walk, alice)
    locked = walk.client.get(walk.url).content.decode()
    assert "/my-data/" in locked
    page = walk.client.get("/my-data/").content.decode()
    assert "30 days" in page
