"""Whoever was let in reads questions and answers as they were asked, and changes nothing."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from interviews.models import InterviewSession, Upload
from interviews.services import reading
from interviews.services.publishing import publish_packages
from privacy.models import Admission
from tests.interviews.conftest import NOW, PACKAGE, Walk, log_in, make_person

CHOOSING = b"""
metadata:
  title: Choosing
---
question: May we write?
buttons:
  - By letter: letter
  - By mail: mail
field: way
---
question: About you
fields:
  - Member: member
    datatype: yesno
  - Fruit: fruit
    datatype: checkboxes
    choices: [Plum, Pear, Quince]
  - Word: word
    datatype: password
  - note: Nothing to answer here.
---
question: Anything else?
fields:
  - Last: last
---
question: No way back
prevent going back: True
continue button field: seen
---
mandatory: True
code: |
  way
  member
  last
  seen
  done
---
event: done
question: The end
"""


@pytest.fixture
def bobs(db):
    bob = make_person("bob")
    return bob, log_in(bob)


def let_in(walk: Walk, bob) -> str:
    form = {"number": str(bob.pk), "email": bob.email, "lasts": "open"}
    assert walk.client.post(f"{walk.url}access/", form).status_code == 303
    return f"/opened/{walk.session.uid}/"


def read(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return html.unescape(str(answer.content.decode()))


def facts(page: str) -> list[str]:
    found = re.findall(r"<d[td][^>]*>(.*?)</d[td]>", page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", each).strip() for each in found]


def test_bob_reads_each_question_with_its_answer(walk, bobs):
    bob, client = bobs
    walk.answer(f0="Ada")
    walk.answer(f0="Leeds")
    page = read(client, f"{let_in(walk, bob)}answers/")
    assert facts(page) == ["Name", "Ada", "Town", "Leeds"]
    assert "Where does Ada live?" in page
    assert "Asked now; not answered yet." in page
    assert walk.session.steps == 2


def test_the_owner_sees_that_the_answers_were_read(walk, bobs):
    bob, client = bobs
    url = let_in(walk, bob)
    assert "Never opened." in read(walk.client, f"{walk.url}access/")
    read(client, f"{url}answers/")
    assert "Last opened" in read(walk.client, f"{walk.url}access/")
    assert Admission.objects.get().last_opened_at is not None


def test_the_end_of_an_interview_is_said(walk, bobs):
    bob, client = bobs
    walk.to_end()
    assert "Here the interview ends." in read(client, f"{let_in(walk, bob)}answers/")


def test_many_answers_come_in_parts(walk, bobs, monkeypatch):
    monkeypatch.setattr(reading, "AT_ONCE", 2)
    monkeypatch.setattr("interviews.services.record.PACK", 1)
    bob, client = bobs
    walk.to_end("Ada", "Leeds")
    url = f"{let_in(walk, bob)}answers/"
    parts = [read(client, f"{url}?from={first}") for first in (0, 2, 4)]
    said = [facts(part)[1::2] for part in parts]
    assert said == [["Ada", "Leeds"], ["teapot", "blue"], ["2"]]
    assert "Answers 3 to 4 of 5" in parts[1]
    assert "?from=0" in parts[1]
    assert "?from=4" in parts[1]
    assert "Later answers" not in parts[2]
    assert facts(read(client, f"{url}?from=999")) == []
    assert facts(read(client, f"{url}?from=x"))[1] == "Ada"


@pytest.fixture
def choosing(alice) -> Walk:
    publish_packages({PACKAGE: {"data/questions/choosing.yml": CHOOSING}}, is_listed=True, now=NOW)
    walk = Walk(log_in(alice)).begin(f"/interview?i={PACKAGE}:data/questions/choosing.yml&reset=1")
    return walk


def test_buttons_boxes_and_choices_are_said_in_words(choosing, bobs):
    bob, client = bobs
    by_mail = re.findall(r'name="button" value="([^"]*)"', choosing.page)[1]
    choosing.answer(button=by_mail)
    pear = re.findall(r'name="f1" value="([^"]*)"', choosing.page)[1]
    choosing.answer(f0="True", f1=pear, f2="sesame")
    page = read(client, f"{let_in(choosing, bob)}answers/")
    said = facts(page)
    assert said[:2] == ["Chosen", "By mail"]
    assert said[2:] == ["Member", "Yes", "Fruit", "Pear", "Word", "not shown here"]
    assert "sesame" not in page


def test_a_question_that_one_cannot_go_back_to_is_among_the_data(choosing, bobs):
    bob, client = bobs
    choosing.answer()
    choosing.answer(f1="0", f2="sesame")
    choosing.answer(f0="Wolkenkuckucksheim")
    url = let_in(choosing, bob)
    page = read(client, f"{url}answers/")
    assert page.count("cannot be shown again") == 3
    assert "No way back" in page
    answer = client.get(f"{url}answers.json")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Wolkenkuckucksheim" in answer.content.decode()


@pytest.fixture
def papers(alice) -> Walk:
    source = (Path(__file__).parent / "uploads.yml").read_bytes()
    publish_packages({PACKAGE: {"data/questions/uploads.yml": source}}, is_listed=True, now=NOW)
    walk = Walk(log_in(alice)).begin(f"/interview?i={PACKAGE}:data/questions/uploads.yml&reset=1")
    paper = SimpleUploadedFile("will.pdf", b"%PDF-1.4 the last will")
    return walk.answer(f0=[paper], f1="ok")


def test_a_file_that_was_given_is_read_too(papers, bobs):
    bob, client = bobs
    url = let_in(papers, bob)
    file = f"{url}files/{Upload.objects.get().uid}/"
    page = read(client, f"{url}answers/")
    assert file in page
    assert "will.pdf" in page
    assert client.get(file).content == b"%PDF-1.4 the last will"


def test_a_stranger_and_nobody_read_nothing(papers, bobs, charlie, client):
    url = let_in(papers, bobs[0])
    upload = Upload.objects.get().uid
    stranger = log_in(charlie)
    for page in ("", "answers/", "answers.json", f"files/{upload}/"):
        assert stranger.get(url + page).status_code == 404
        assert client.get(url + page)["Location"].startswith("/account/login/")
        for method in (bobs[1].post, bobs[1].put, bobs[1].delete):
            assert method(url + page).status_code == 405


def test_a_file_of_another_session_is_not_given(papers, bobs):
    bob, client = bobs
    other = Walk(papers.client).begin(f"/interview?i={PACKAGE}:data/questions/uploads.yml&reset=1")
    url = let_in(other, bob)
    assert client.get(f"{url}files/{Upload.objects.get().uid}/").status_code == 404


def test_what_is_damaged_is_told_apart_from_what_is_absent(walk, bobs):
    bob, client = bobs
    url = let_in(walk, bob)
    InterviewSession.objects.update(sealed_state=b"no record at all, this is not one")
    assert client.get(f"{url}answers/").status_code == 500
