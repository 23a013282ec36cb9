"""Whoever can write to the database moves ciphertexts about; no page shows what was moved."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from interviews.models import AssembledDocument, InterviewSession, Upload
from privacy.models import Grant, UnlockedKey
from tests.interviews.conftest import Walk, log_in
from tests.interviews.test_uploads import ADDRESS, PDF, file, given, links, uploads_source

__all__ = ["uploads_source"]

CANARY = "Zebulon Quillfeather"


def two(walk) -> tuple[InterviewSession, InterviewSession]:
    """Return two sessions of one person; the first holds the canary and `walk` is at the other."""
    walk.to_end(name=CANARY)
    first = walk.session
    walk.begin()
    walk.to_end(name="Bob")
    return first, walk.session


def seen(client, session) -> tuple[int, str]:
    answer = client.get(f"/interviews/{session.uid}/")
    return answer.status_code, answer.content.decode()


def refused(client, address: str) -> bool:
    answer = client.get(address)
    said = b"".join(answer) if answer.streaming else answer.content
    assert CANARY.encode() not in said
    return answer.status_code == 500 and "damaged" in said.decode()


def read_address(client, session) -> str:
    """Return where a session's letter is made for reading."""
    found = re.search(rf"/interviews/{session.uid}/documents/[^\"]+html", seen(client, session)[1])
    assert found
    return found[0]


def test_the_pages_show_the_canary_while_nothing_is_moved(walk):
    first, second = two(walk)
    assert CANARY in seen(walk.client, first)[1]
    assert CANARY not in seen(walk.client, second)[1]


def test_a_record_of_another_session_is_called_damaged(walk):
    first, second = two(walk)
    InterviewSession.objects.filter(pk=second.pk).update(sealed_state=first.sealed_state)
    status, page = seen(walk.client, second)
    assert (status, CANARY in page) == (500, False)
    assert "damaged" in page


def test_a_record_out_of_another_field_is_called_damaged(walk):
    walk.to_end(name=CANARY)
    InterviewSession.objects.update(sealed_state=walk.session.sealed_place)
    status, page = seen(walk.client, walk.session)
    assert (status, CANARY in page) == (500, False)
    assert "damaged" in page


@pytest.mark.parametrize("moved_from", ["another session", "another field", "nowhere"])
def test_a_place_that_was_moved_is_called_damaged_and_the_list_is_still_there(walk, moved_from):
    first, second = two(walk)
    moved = {
        "another session": first.sealed_place,
        "another field": second.sealed_state,
        "nowhere": b"",
    }[moved_from]
    InterviewSession.objects.filter(pk=second.pk).update(sealed_place=moved)
    answer = walk.client.get("/interviews/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("damaged") == 1
    assert f"/interviews/{first.uid}/" in page
    assert CANARY not in page
    assert "Bob" in seen(walk.client, second)[1]


def test_another_person_s_ciphertext_with_its_grants_opens_nothing(walk, charlie):
    """Charlie writes Alice's row and grants under the number of his own."""
    walk.to_end(name=CANARY)
    stolen = walk.session
    theirs = Walk(log_in(charlie)).begin()
    InterviewSession.objects.filter(pk=theirs.session.pk).update(
        sealed_state=stolen.sealed_state, sealed_place=stolen.sealed_place
    )
    status, page = seen(theirs.client, theirs.session)
    assert (status, CANARY in page) == (500, False)
    sealed = Grant.objects.get(scope=stolen.uid).sealed
    Grant.objects.filter(scope=theirs.session.uid).update(sealed=sealed)
    status, page = seen(theirs.client, theirs.session)
    assert (status, CANARY in page) == (500, False)


def test_a_session_that_is_said_to_be_another_s_opens_to_neither(walk, alice, charlie):
    walk.to_end(name=CANARY)
    InterviewSession.objects.update(owner=charlie, subject_id=charlie.subject_id)
    status, page = seen(log_in(charlie), walk.session)
    assert (status, CANARY in page) == (404, False)


def test_another_s_unlocked_keys_under_ones_own_cookie_open_nothing(walk, alice, charlie):
    walk.to_end(name=CANARY)
    client = log_in(charlie)
    theirs = UnlockedKey.objects.get(subject_id=alice.subject_id)
    UnlockedKey.objects.filter(subject_id=charlie.subject_id).update(
        sealed=theirs.sealed, subject_id=alice.subject_id
    )
    InterviewSession.objects.update(owner=charlie)
    answer = client.get(walk.url)
    assert CANARY not in answer.content.decode()
    assert answer.status_code == 302
    assert settings.LOGIN_URL in answer["Location"] or "/unlock/" in answer["Location"]


def test_a_file_and_a_name_of_another_row_are_not_given(alice, uploads_source):
    papers = Walk(log_in(alice)).begin(ADDRESS)
    given(papers, f0=[file("will.pdf", PDF), file("note.pdf", CANARY.encode())]).answer()
    address = links(papers.page)[0]
    will, note = Upload.objects.order_by("pk")
    Upload.objects.filter(pk=will.pk).update(file=note.file)
    assert refused(papers.client, address)
    Upload.objects.filter(pk=will.pk).update(file=will.file)
    assert b"".join(papers.client.get(address)) == PDF
    Upload.objects.filter(pk=will.pk).update(sealed_name=note.sealed_name)
    assert refused(papers.client, address)


def test_a_document_of_another_session_is_not_given(walk):
    first, second = two(walk)
    for one in (first, second):
        walk.client.get(read_address(walk.client, one), follow=True)
    stolen = AssembledDocument.objects.get(session=first)
    own = AssembledDocument.objects.get(session=second)
    address = f"/interviews/{second.uid}/documents/{own.uid}/"
    assert "Bob" in walk.client.get(address).content.decode()
    AssembledDocument.objects.filter(pk=own.pk).update(file=stolen.file)
    assert refused(walk.client, address)


def test_a_damaged_name_takes_no_list_of_documents_down(walk):
    first, _ = two(walk)
    address = f"/interviews/{first.uid}/documents/"
    assert walk.client.get(read_address(walk.client, first)).status_code == 200
    made = first.documents.get()
    page = walk.client.get(address).content.decode()
    assert str(made.uid) in page
    first.documents.update(sealed_name=b"not sealed at all")
    answer = walk.client.get(address)
    assert answer.status_code == 200
    assert "A document that is damaged" in answer.content.decode()
    assert str(made.uid) not in answer.content.decode()
