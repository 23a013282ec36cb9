"""People delete all that they have, or the documents alone; what they keep stays whole."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from interviews.models import AssembledDocument, InterviewSession
from privacy.models import Admission, FilesToRemove, KeyShare, LedgerEntry, RetentionBatch
from privacy.retention import ledger, registry, replay
from privacy.retention.errors import UnknownCategory
from tests.interviews.conftest import Walk, log_in

ALL = "/interviews/delete/"


@pytest.fixture
def made(walk: Walk) -> Walk:
    """Alice at the end of an interview, with a document."""
    walk.to_end()
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    assert walk.client.get(f"{walk.url}documents/{key}.pdf").status_code == 200
    return walk


def test_only_the_documents_go_and_the_answers_stay(made):
    name = AssembledDocument.objects.get().file
    page = made.client.get(f"{made.url}delete/").content.decode()
    assert "Delete only the files" in page
    answer = made.client.post(f"{made.url}delete/", {"files": ""}, follow=True)
    assert "Deleted: the files. The answers are still here." in answer.content.decode()
    assert not AssembledDocument.objects.exists()
    assert not default_storage.exists(name)
    assert not FilesToRemove.objects.exists()
    assert "Ada" in made.open(made.url).page
    assert KeyShare.objects.filter(kind="scope").exists()
    assert ledger.verify() == 2
    assert set(LedgerEntry.objects.values_list("category", flat=True)) == {
        "interviews.session/files"
    }


def test_documents_deleted_alone_can_be_made_again(made):
    made.client.post(f"{made.url}delete/", {"files": ""})
    key = made.open(made.url).page.split(f"{made.url}documents/")[1].split(".")[0]
    assert made.client.get(f"{made.url}documents/{key}.pdf").status_code == 200
    assert AssembledDocument.objects.count() == 1


def test_without_documents_there_is_nothing_to_delete_alone(walk):
    assert "Delete only the files" not in walk.client.get(f"{walk.url}delete/").content.decode()


def test_a_replay_takes_no_document_by_its_number_alone(made):
    made.client.post(f"{made.url}delete/", {"files": ""})
    RetentionBatch.objects.all().delete()
    key = made.open(made.url).page.split(f"{made.url}documents/")[1].split(".")[0]
    made.client.get(f"{made.url}documents/{key}.pdf")
    replay.replay(lambda: made.session.touched_at)
    assert AssembledDocument.objects.count() == 1


def test_all_that_one_has_goes_and_a_neighbour_keeps_all(walk, charlie):
    Walk(walk.client).begin()
    neighbour = Walk(log_in(charlie)).begin()
    page = walk.client.get(ALL).content.decode()
    assert "2 interviews go with their answers" in page
    answer = walk.client.post(ALL, follow=True)
    assert "Deleted: the answers" in answer.content.decode()
    assert InterviewSession.everything.get() == neighbour.session
    assert neighbour.open(neighbour.url).status == 200
    assert "You have no interviews" in walk.client.get(ALL).content.decode()


def test_deleting_all_twice_does_no_harm(walk):
    walk.client.post(ALL)
    assert walk.client.post(ALL).status_code == 302


def test_a_guest_s_interviews_go_too(guest):
    assert "1 interview goes" in guest.client.get(ALL).content.decode()
    guest.client.post(ALL)
    assert not InterviewSession.everything.exists()
    assert not KeyShare.objects.exists()


def test_what_is_no_category_has_no_files():
    with pytest.raises(UnknownCategory):
        registry.get_rows("interviews.session/words")


def test_what_was_begun_after_the_page_was_shown_stays(walk):
    page = walk.client.get(ALL).content.decode()
    shown_at = re.search(r'name="shown_at" value="([^"]+)"', page)
    assert shown_at
    old = InterviewSession.objects.get()
    walk.begin()
    walk.client.post(ALL, {"shown_at": shown_at[1]})
    assert InterviewSession.objects.get() != old


@pytest.mark.parametrize("path", ["own", ALL])
def test_the_page_says_that_others_lose_it_too(made, path):
    url = f"{made.url}delete/" if path == "own" else path
    assert "lose them too" not in made.client.get(url).content.decode()
    session = InterviewSession.objects.get()
    Admission.objects.create(
        scope=session.uid,
        recipient=uuid4(),
        kind="subject",
        given_by=session.subject_id,
        generation=1,
        created_at=session.started_at,
        signature=b"",
    )
    page = made.client.get(url).content.decode()
    assert "lose them too" in page
    assert "1 document" in page
