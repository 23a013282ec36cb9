"""No answer can be read in either database, in a stored file, in a cache or in a log."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from interviews.models import SessionSteps, Upload
from interviews.services.publishing import publish_packages
from privacy.models import UnlockedKey
from tests.interviews.conftest import NOW, PACKAGE, Walk, log_in
from tests.people import PASSWORD
from tests.site.canary import FolderWatcher, files_with, holds

CANARIES = ("Wolkenkuckucksheim", "quetzalcoatlus", "Oktopodenzucht")
UPLOADS = (Path(__file__).parent / "uploads.yml").read_bytes()


def stored(alias: str) -> bytes:
    """Return all that a database holds, column by column."""
    connection = connections[alias]
    cells = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - the database's own name
            for row in cursor.fetchall():
                for cell in row:
                    raw = isinstance(cell, bytes | memoryview)
                    cells.append(bytes(cell) if raw else str(cell).encode())
    return b"\n".join(cells)


def cached() -> bytes:
    """Return all that the caches hold: keys, and values as they were packed."""
    return b"\n".join(
        key.encode() + b" " + value
        for alias in settings.CACHES
        for key, value in vars(caches[alias])["_cache"].items()
    )


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.fixture
def assert_nowhere(db, logged):
    """Look for words in all that was written: databases (jobs too), files, cache, logs."""

    def look(*words: str) -> None:
        places = {alias: stored(alias) for alias in ("default", "vault")} | {"cache": cached()}
        for word in words:
            assert [name for name, content in places.items() if holds(content, word)] == []
            assert files_with(settings.VAR_DIR, word) == []
            said = [record.getMessage() + str(record.exc_text) for record in logged.records]
            assert not any(word in each for each in said)

    return look


def documents(walk: Walk) -> None:
    """Make every format of the document at the end."""
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    for ending in ("html", "pdf", "docx"):
        assert walk.client.get(f"{walk.url}documents/{key}.{ending}").status_code == 200


def test_answers_arguments_drafts_and_documents_are_nowhere_in_clear(walk, assert_nowhere):
    name, argument, draft = CANARIES
    walk.begin(f"/interview?i={PACKAGE}:five.yml&reset=1&ref={argument}")
    walk.to_end(name)
    documents(walk)
    walk.open(f"{walk.url}2/").answer(f0=draft, leave="1")
    walk.client.get("/interviews/")
    assert_nowhere(*CANARIES)


def test_nor_are_a_guests(guest, assert_nowhere):
    name, town, draft = CANARIES
    guest.to_end(name, town)
    documents(guest)
    guest.open(f"{guest.url}2/").answer(f0=draft, leave="1")
    guest.client.get("/")
    assert_nowhere(*CANARIES)
    token = guest.client.cookies[settings.DASITE_GUEST_COOKIE_NAME].value.partition(".")[2]
    assert token
    assert_nowhere(token)


def test_nor_are_they_after_a_guest_made_them_their_own(guest, alice, assert_nowhere):
    guest.to_end(CANARIES[0])
    guest.client.post("/account/login/", {"login": alice.email, "password": PASSWORD})
    guest.client.post(f"{guest.url}adopt/")
    documents(guest.open(guest.url))
    assert_nowhere(CANARIES[0])


def test_nor_are_steps_that_were_taken_back(walk, assert_nowhere, monkeypatch):
    monkeypatch.setattr("interviews.services.record.PACK", 1)
    first, second, third = CANARIES
    walk.to_end(first, second)
    walk.open(f"{walk.url}1/").answer(f0=third)
    walk.open(f"{walk.url}0/").answer(f0="Bob")
    assert SessionSteps.objects.exists() or walk.session.steps == 1
    assert_nowhere(*CANARIES)


def test_nor_are_files_and_their_names_not_even_for_a_moment(alice, assert_nowhere):
    name, content, remark = CANARIES
    files = {"data/questions/uploads.yml": UPLOADS}
    publish_packages({PACKAGE: files}, is_listed=True, now=NOW)
    walk = Walk(log_in(alice)).begin(f"/interview?i={PACKAGE}:data/questions/uploads.yml&reset=1")
    large = content.encode() * 200_000
    settings.DASITE_TEMP_DIR.mkdir(parents=True, exist_ok=True)
    with FolderWatcher(settings.DASITE_TEMP_DIR) as watcher:
        walk.answer(f0=[SimpleUploadedFile(f"{name}.txt", large)], f1=remark[:5]).answer()
    assert f">{name}.txt</a>" in walk.page
    upload = Upload.objects.get()
    assert walk.client.get(f"{walk.url}files/{upload.uid}/").getvalue() == large
    assert not any(holds(seen, content) for seen in watcher.seen.values())
    assert_nowhere(name, content)


def test_nor_is_what_was_typed_when_the_key_had_lapsed_or_nobody_was_logged_in(
    walk, assert_nowhere
):
    UnlockedKey.objects.all().delete()
    walk.answer(f0=CANARIES[0])
    assert CANARIES[0] in walk.page
    answer = Client().post(walk.url, {**walk.sent, "f0": CANARIES[1]})
    assert CANARIES[1] in answer.content.decode()
    assert_nowhere(*CANARIES[:2])


FAILING = b"""
mandatory: True
question: |
  You are ${ 1 / len(name) + name }
---
question: Who?
fields:
  - Name: name
"""


def test_nor_is_an_answer_on_which_the_authors_code_fails(alice, assert_nowhere, settings):
    settings.DASITE_AUTHOR_DETAILS = True
    files = {"data/questions/failing.yml": FAILING}
    publish_packages({PACKAGE: files}, is_listed=True, now=NOW)
    walk = Walk(log_in(alice)).begin(f"/interview?i={PACKAGE}:data/questions/failing.yml&reset=1")
    walk.answer(f0=CANARIES[0])
    assert walk.status == 500
    assert CANARIES[0] not in walk.page
    assert_nowhere(CANARIES[0])


def test_the_canary_is_seen_where_it_is_in_clear(walk):
    """The search itself works: an author's title is public and lies open."""
    assert holds(stored("default"), "Five questions")
    caches["default"].set("rate:bird", CANARIES[0])
    assert holds(cached(), CANARIES[0])
    caches["default"].clear()
