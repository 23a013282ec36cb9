"""What was deleted stays in no log beside a database."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from django.db import connections

from privacy import folding, tasks

SECRET = "a share that was destroyed"


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Two databases with logs, as a site at work has them."""
    found = [tmp_path / "default.sqlite3", tmp_path / "vault.sqlite3"]
    monkeypatch.setattr(folding, "_files", lambda: iter(found))
    return found


@pytest.fixture
def at_work(files):
    """A process of the site that never closes a database."""
    with closing(sqlite3.connect(files[1], isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA secure_delete=ON")
        database.execute("CREATE TABLE share (sealed TEXT)")
        database.execute("INSERT INTO share VALUES (?)", [SECRET])
        yield database


def bytes_of(path):
    return b"".join(each.read_bytes() for each in path.parent.iterdir())


def test_what_was_deleted_is_in_no_file_after_a_sweep(files, at_work, db, monkeypatch):
    monkeypatch.setattr("privacy.jobs.outbox.run_due", lambda *args, **kwargs: None)
    at_work.execute("DELETE FROM share")
    assert SECRET.encode() in bytes_of(files[1])
    tasks.sweep()
    assert SECRET.encode() not in bytes_of(files[1])


def test_what_was_not_deleted_is_still_there(files, at_work):
    folding.fold_in()
    assert at_work.execute("SELECT sealed FROM share").fetchall() == [(SECRET,)]


def test_somebody_who_reads_an_older_state_is_not_waited_for(files, at_work):
    with closing(sqlite3.connect(files[1], isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM share").fetchall()
        at_work.execute("DELETE FROM share")
        folding.fold_in()
        reader.execute("ROLLBACK")
    folding.fold_in()
    assert SECRET.encode() not in bytes_of(files[1])


def test_only_databases_that_are_files_of_sqlite_have_logs(monkeypatch, tmp_path):
    file = connections["default"].copy()
    monkeypatch.setitem(file.settings_dict, "NAME", str(tmp_path / "x.sqlite3"))
    memory = connections["default"].copy()
    memory.settings_dict = {**memory.settings_dict, "NAME": ":memory:"}
    monkeypatch.setattr("privacy.folding.connections.all", lambda: [file, memory])
    expected = [tmp_path / "x.sqlite3"] if file.vendor == "sqlite" else []
    assert list(folding._files()) == expected
