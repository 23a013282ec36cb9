"""The front page, the list of one's sessions, and deleting one."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from interviews.models import AssembledDocument, InterviewSession, InterviewSource, SessionSteps
from interviews.services.publishing import publish_packages
from privacy.models import Grant, KeyShare
from privacy.vault import kdf, subjects
from tests.interviews.conftest import FIVE, NOW, PACKAGE, Walk, log_in


def page_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_front_page_offers_what_is_published(source, client):
    page = page_of(client, "/")
    assert "Five questions" in page
    assert "Asks five things and writes a letter." in page


def test_an_interview_is_begun_by_a_form(source, client):
    answer = client.post(f"/begin/{source.pk}/")
    assert answer.status_code == 302
    assert "Whom do you thank?" in page_of(client, answer.headers["Location"])
    assert client.get(f"/begin/{source.pk}/").status_code == 405


def test_what_is_not_listed_is_not_begun_by_number(source, client):
    InterviewSource.objects.update(is_listed=False)
    assert client.post(f"/begin/{source.pk}/").status_code == 404


def test_an_empty_library_says_how_to_fill_it(db, client):
    assert "interview_import" in page_of(client, "/")


def test_many_interviews_come_in_pages_and_can_be_searched(db, client):
    files = {
        f"data/questions/q{n}.yml": FIVE.replace(b"Five", f"Number{n}x".encode())
        for n in range(60)
    }
    publish_packages({PACKAGE: files}, is_listed=True, now=NOW)
    page = page_of(client, "/")
    assert "60 interviews" in page
    assert "Page 1 of 2" in page
    found = page_of(client, "/?words=number7x questions")
    assert "Number7x questions" in found
    assert "Number8x" not in found


def test_the_list_tells_the_part_reached_and_when_it_goes(walk):
    walk.answer(f0="Ada")
    page = page_of(walk.client, "/interviews/")
    assert "Five questions" in page
    assert "1 screen answered" in page
    assert "kept until you delete them" in page or "Will be deleted on" in page


def test_the_list_is_not_shown_to_a_cache(walk):
    assert "no-store" in walk.client.get("/interviews/").headers["Cache-Control"]


def test_an_empty_list_says_what_would_be_here(alice):
    assert "Interviews that you begin stand here" in page_of(log_in(alice), "/interviews/")


def test_deleting_asks_first_and_says_what_goes(walk):
    assert "Nothing is answered in it yet" in page_of(walk.client, f"{walk.url}delete/")
    walk.answer(f0="Ada")
    page = page_of(walk.client, f"{walk.url}delete/")
    assert "The answers of 1 screen go" in page
    assert "Nothing is answered" not in page
    assert InterviewSession.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_deleting_leaves_no_row_no_file_and_no_key(walk):
    walk.to_end()
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    walk.client.get(f"{walk.url}documents/{key}.pdf")
    file, uid = AssembledDocument.objects.get().file, walk.session.uid
    answer = walk.client.post(f"{walk.url}delete/", follow=True)
    assert "Deleted: the answers, the documents, and the key" in answer.content.decode()
    assert not InterviewSession.everything.exists()
    assert not AssembledDocument.objects.exists()
    assert not SessionSteps.objects.exists()
    assert not default_storage.exists(file)
    assert not Grant.objects.filter(scope=uid).exists()
    assert not KeyShare.objects.filter(owner=uid).exists()


def test_deleting_one_leaves_the_others(walk):
    first = walk.url
    second = Walk(walk.client).begin()
    walk.client.post(f"{first}delete/")
    assert "Whom do you thank?" in second.open(second.url).page


def test_a_guest_sees_and_deletes_what_was_begun_in_this_browser(guest):
    assert "Five questions" in page_of(guest.client, "/interviews/")
    guest.client.post(f"{guest.url}delete/")
    assert "Interviews that you begin" in page_of(guest.client, "/interviews/")
    assert not InterviewSession.everything.exists()


def test_what_a_forgotten_password_locked_is_listed_in_plain_words_and_can_be_deleted(walk, alice):
    _, key = kdf.derive(
        "another staple horse battery", salt=b"s" * 16, params=kdf.Argon2Params(64, 1, 1)
    )
    unlock = walk.client.get("/").wsgi_request.unlock
    unlock.remember(subjects.renew(alice.subject_id, key=key))
    walk.client.cookies[settings.DASITE_UNLOCK_COOKIE_NAME] = unlock.cookie
    page = page_of(walk.client, "/interviews/")
    assert "Locked with a password that was replaced" in page
    assert "/profile/reopen/" in page
    assert "Continue" not in page
    answer = walk.client.get(walk.url)
    assert answer.status_code == 423
    assert "This interview is locked" in answer.content.decode()
    assert "/profile/reopen/" in answer.content.decode()
    walk.client.post(f"{walk.url}delete/")
    assert not InterviewSession.everything.exists()


def test_whose_key_an_older_vault_has_lost_is_told_so_and_the_rest_is_served(walk):
    """What a restore of the vault does to interviews that were begun since that backup."""
    lost = walk.url
    KeyShare.objects.filter(owner=walk.session.uid).delete()
    other = Walk(walk.client).begin()
    answer = walk.client.get(lost)
    assert answer.status_code == 410
    assert "The key of these answers was lost" in answer.content.decode()
    assert "Whom do you thank?" in other.open(other.url).page
    assert walk.client.get("/interviews/").status_code == 200
    walk.client.post(f"{lost}delete/")
    assert walk.client.get(lost).status_code == 404
    assert InterviewSession.everything.count() == 1
