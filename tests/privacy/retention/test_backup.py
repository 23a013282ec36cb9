"""What was sealed for an erased session or person opens for nobody, also not from a backup."""

from __future__ import annotations

import pytest
from django.core import serializers

from accounts.models import User
from interviews.models import InterviewSession
from privacy.models import Grant, KeyShare, KeyWrap, SubjectKey
from privacy.retention import requests
from privacy.vault import box, subjects
from privacy.vault.errors import KeyDestroyed
from tests.people import PASSWORD
from tests.privacy.kinds import NOW
from tests.privacy.vault.keys import password_key

pytestmark = pytest.mark.django_db

WHERE = {"table": "interviews_interviewsession", "row": "1", "field": "state"}


class Alice:
    """A person with two interviews, each with a sealed answer."""

    def __init__(self, make_session) -> None:
        self.person = User.objects.create(email="alice@example.org", password="!")
        self.key = password_key(PASSWORD)
        unlocked = subjects.create(self.person.subject_id, key=self.key)
        self.sessions = [self._begin(make_session, unlocked) for _ in range(2)]

    def _begin(self, make_session, unlocked) -> InterviewSession:
        session: InterviewSession = make_session(NOW, self.person.subject_id, owner=self.person)
        KeyShare.objects.filter(owner=session.uid).delete()
        sealed = box.create_box(session.uid, owner=self.person.subject_id).seal(b"secret", **WHERE)
        InterviewSession.everything.filter(pk=session.pk).update(sealed_state=sealed)
        session.refresh_from_db()
        return session

    def read(self, session: InterviewSession) -> bytes:
        """Open an answer as somebody does who knows the password."""
        unlocked = subjects.unlock(self.person.subject_id, password=PASSWORD, key=self.key)
        opened = box.open_box(session.uid, by=unlocked)
        return opened.open(session.sealed_state, **WHERE)


@pytest.fixture
def alice(categories, make_session) -> Alice:
    return Alice(make_session)


def copy_of_default() -> str:
    rows = [row for table in (SubjectKey, KeyWrap, Grant) for row in table.objects.all()]
    copy: str = serializers.serialize("json", rows)
    return copy


def put_back(copy: str) -> None:
    for row in serializers.deserialize("json", copy):
        row.save()


def test_an_erased_interview_stays_closed_and_the_other_opens(alice):
    backup = copy_of_default()
    gone, stays = alice.sessions
    requests.erase_items("test.session", [gone.pk], now=NOW)
    put_back(backup)
    with pytest.raises(KeyDestroyed):
        alice.read(gone)
    assert alice.read(stays) == b"secret"


def test_an_erased_person_s_password_opens_nothing_any_more(alice):
    backup = copy_of_default()
    requests.erase_subject(alice.person.subject_id, user_id=alice.person.pk, now=NOW)
    assert not KeyShare.objects.exclude(kind="server").exists()
    put_back(backup)
    for session in alice.sessions:
        with pytest.raises(KeyDestroyed):
            alice.read(session)
