"""Administrators publish and list interviews; of sessions they see that they are there."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from interviews.models import InterviewSource, PackageVersion
from tests.interviews.conftest import FIVE, Walk, make_person
from tests.people import let_in

SESSIONS = "/admin/interviews/interviewsession/"
SOURCES = "/admin/interviews/interviewsource/"


@pytest.fixture
def office(db):
    return let_in(Client(), make_person("bob", is_staff=True, is_superuser=True))


def archive_of(content: bytes) -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("my.letters/data/questions/a.yml", content)
    return SimpleUploadedFile("letters.zip", packed.getvalue())


def test_a_session_shows_no_answer(office, walk):
    walk.answer(f0="Zebulon")
    pk = walk.session.pk
    for address in (SESSIONS, f"{SESSIONS}{pk}/change/"):
        answer = office.get(address)
        assert answer.status_code == 200
        assert "Five questions" in answer.content.decode()
        assert "Zebulon" not in answer.content.decode()
        assert "sealed" not in answer.content.decode()


def test_a_session_says_why_it_is_still_here(office, walk):
    said = office.get(f"{SESSIONS}{walk.session.pk}/change/").content.decode()
    assert "By default, since no rule is in force yet, interviews are kept" in said


def test_sessions_can_be_neither_added_nor_changed_nor_deleted(office, walk):
    pk = walk.session.pk
    assert office.get(f"{SESSIONS}add/").status_code == 403
    assert office.get(f"{SESSIONS}{pk}/delete/").status_code == 403
    assert office.post(f"{SESSIONS}{pk}/change/", {"title": "x"}).status_code == 403


def test_an_archive_is_published(office):
    answer = office.post(
        f"{SOURCES}publish/", {"archive": archive_of(FIVE), "is_listed": "on"}, follow=True
    )
    assert "letters: version 1 published." in answer.content.decode()
    assert InterviewSource.objects.on_offer().count() == 1


def test_mistakes_in_an_archive_are_named_with_their_place(office):
    answer = office.post(f"{SOURCES}publish/", {"archive": archive_of(b"question: [\n")})
    assert "my.letters:data/questions/a.yml:" in answer.content.decode()
    assert not InterviewSource.objects.on_offer().exists()


def test_what_is_no_archive_is_refused_in_a_sentence(office):
    file = SimpleUploadedFile("letters.zip", b"not a zip")
    answer = office.post(f"{SOURCES}publish/", {"archive": file})
    assert "not a zip archive" in answer.content.decode()
    assert not PackageVersion.objects.exists()


def test_an_interview_is_taken_off_the_front_page_and_put_back(office, source):
    for action, listed in (("take_off_front_page", False), ("put_on_front_page", True)):
        office.post(SOURCES, {"action": action, "_selected_action": [source.pk]})
        assert InterviewSource.objects.get().is_listed is listed


def test_staff_without_the_right_publish_nothing(db):
    client = let_in(Client(), make_person("bob", is_staff=True))
    assert client.get(f"{SOURCES}publish/").status_code == 403


def test_the_front_page_counts_and_never_names(office, walk):
    page = office.get("/admin/").content.decode()
    assert "Interviews on offer" in page
    assert "Begun this week" in page
    assert isinstance(walk, Walk)
