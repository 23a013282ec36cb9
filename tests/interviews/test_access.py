"""Alice owns, Charlie is a stranger: whatever the address, he learns nothing."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from interviews import urls
from interviews.engine.screens import Field, Html, Screen
from interviews.models import AssembledDocument, InterviewSession
from interviews.services.seats import open_record
from interviews.services.uploads import take_files
from interviews.views.entrance import visitor_of
from tests.interviews.conftest import NOW, log_in

PAGES = [
    "",
    "0/",
    "delete/",
    "access/",
    "access/anew/",
    "documents/",
    "documents/{key}.pdf",
    "documents/{document}/",
    "files/{upload}/",
]
# Tried where guests and those who were let in are tried.
ELSEWHERE = {"adopt", "end-access"}


@pytest.fixture
def addresses(walk):
    """Every address under Alice's finished session, with a document made and a file given."""
    walk.to_end()
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    assert walk.client.get(f"{walk.url}documents/{key}.pdf").status_code == 200
    document = AssembledDocument.objects.get().uid
    upload = give_file(walk)
    return [walk.url + page.format(key=key, document=document, upload=upload) for page in PAGES]


def give_file(walk) -> str:
    """Give a file to a session whose interview asks for none."""
    box = open_record(walk.session, visitor_of(walk.client.get(walk.url).wsgi_request))[0]
    asking = Screen("x", "fields", Html(), fields=(Field("f0", "paper", "file"),))
    paper = SimpleUploadedFile("paper.txt", b"Ada")
    given = take_files(walk.session, box, asking, {}, {"f0": [paper]})
    given.save(walk.session, NOW)
    return given.by_field["f0"][0].key


def test_every_address_of_a_session_is_tried_here():
    """A new page of sessions has to be added above."""
    of_sessions = [
        str(each.pattern)
        for each in urls.urlpatterns
        if str(each.pattern).startswith("interviews/<uuid:uid>/") and each.name not in ELSEWHERE
    ]
    assert len(of_sessions) == len(PAGES)


def test_alice_opens_every_page(walk, addresses):
    assert [walk.client.get(each).status_code for each in addresses] == [200] * len(PAGES)


def test_a_stranger_gets_the_same_as_for_what_is_absent(walk, addresses, charlie):
    client, absent = log_in(charlie), str(uuid.uuid4())
    uid = str(walk.session.uid)
    for each in addresses:
        for method in (client.get, client.post, client.head, client.put, client.delete):
            theirs, nobodys = method(each), method(each.replace(uid, absent))
            assert theirs.status_code == nobodys.status_code
            assert theirs.status_code in {404, 405}
            assert said(theirs) == said(nobodys).replace(absent, uid)
    assert InterviewSession.objects.filter(uid=uid).exists()


def said(answer) -> str:
    """Return a page without what is new each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_an_administrator_gets_it_too(walk, addresses, charlie):
    charlie.is_staff = charlie.is_superuser = True
    charlie.save()
    client = log_in(charlie)
    assert {client.get(each).status_code for each in addresses} == {404}


def test_somebody_who_is_not_logged_in_is_asked_to(walk, addresses, client):
    for each in addresses:
        answer = client.get(each)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/login/")


def test_the_list_shows_ones_own_alone(walk, charlie):
    assert "Five questions" in walk.client.get("/interviews/").content.decode()
    assert "Five questions" not in log_in(charlie).get("/interviews/").content.decode()


def test_what_is_marked_for_erasure_is_gone_from_every_page(walk, addresses):
    InterviewSession.everything.update(erasing_at="2026-03-10T12:00Z")
    assert {walk.client.get(each).status_code for each in addresses} == {404}
    assert "Five questions" not in walk.client.get("/interviews/").content.decode()
