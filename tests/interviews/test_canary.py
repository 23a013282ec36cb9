"""No answer can be read in either database, in a stored file or in a log."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.db import connections

from tests.interviews.conftest import PACKAGE
from tests.site.canary import files_with, holds

CANARIES = ("Wolkenkuckucksheim", "quetzalcoatlus", "Oktopodenzucht")


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


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


def test_answers_arguments_drafts_and_documents_are_nowhere_in_clear(walk, logged):
    name, argument, draft = CANARIES
    walk.begin(f"/interview?i={PACKAGE}:five.yml&reset=1&ref={argument}")
    walk.to_end(name)
    key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
    for ending in ("html", "pdf", "docx"):
        assert walk.client.get(f"{walk.url}documents/{key}.{ending}").status_code == 200
    walk.open(f"{walk.url}2/").answer(f0=draft, leave="1")
    walk.client.get("/interviews/")
    for word in CANARIES:
        for alias in ("default", "vault"):
            assert not holds(stored(alias), word)
        assert not files_with(settings.VAR_DIR, word)
        assert not any(word in record.getMessage() for record in logged.records)


def test_the_canary_is_seen_where_it_is_in_clear(walk):
    """The search itself works: an author's title is public and lies open."""
    assert holds(stored("default"), "Five questions")
