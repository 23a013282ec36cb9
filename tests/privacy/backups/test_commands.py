"""Backups are made, listed, read and put back by commands, or nothing happens at all."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.privacy.places import NAME, Place, ask, drop, server, urls_of

pytestmark = pytest.mark.processes

PROGRAM = "tests.privacy.backups.drill"


def backups_of(place: Place, unit: str) -> list[Path]:
    return sorted((place.folder / "backups" / unit).iterdir())


def readable(place: Place) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = json.loads(place.do("look"))["readable"]
    return found


EVERYTHING = {name: [True, True] for name in ("alice", "bob", "carol", "dave")}


def damage(path: Path) -> None:
    """Flip a bit in the middle of a file."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        (byte,) = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))


def say(place: Place, *commands: str) -> list[str]:
    said: list[str] = json.loads(place.do("say", *commands))
    return said


def test_a_backup_is_one_file_a_unit_for_its_owner_alone(on_sqlite):
    made, listed, checked = say(
        on_sqlite, "backup", "backup --list", "backup default --check latest"
    )
    for unit in ("default", "vault"):
        (path,) = backups_of(on_sqlite, unit)
        assert str(path) in made
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        # Neither an address nor a file's name nor a table's can be read in it.
        content = path.read_bytes()
        assert not any(mark in content for mark in (b"marker", b"SQLite", b"CREATE TABLE"))
    assert listed.count(".backup\n") == 2
    assert "whole. default of " in checked
    assert "8 files" in checked
    # What the copy was made by has no name, and nothing else was left.
    assert not list(on_sqlite.folder.rglob("*copying*"))


def test_what_is_damaged_or_missing_or_no_unit_is_refused(on_sqlite):
    say(on_sqlite, "backup default")
    (path,) = backups_of(on_sqlite, "default")
    whole = path.read_bytes()
    damage(path)
    said = say(
        on_sqlite,
        f"backup default --check {path.name}",
        f"restore --default {path} --yes",
        "restore --vault latest",
        "restore --default x",
        f"restore --vault {path}",
        "restore",
        "backup default --list",
    )
    wanted = (
        "damaged",
        "damaged",
        "There is no backup of 'vault'",
        "no backup 'x'",
        "not of 'vault'",
        "Say what to put back",
    )
    for text, words in zip(said, wanted, strict=False):
        assert text.startswith("refused: ")
        assert words in text
    path.write_bytes(whole)
    (only_looked,) = say(on_sqlite, f"restore --default {path}")
    assert "Nothing was changed. Say it again with --yes" in only_looked
    assert readable(on_sqlite) == EVERYTHING


def test_without_a_key_a_backup_says_how_to_make_one(on_sqlite):
    del on_sqlite.env["DASITE_BACKUP_KEY"]
    said = on_sqlite.refused("backup")
    assert "DASITE_BACKUP_KEY is not set" in said
    assert not list((on_sqlite.folder / "backups").rglob("*.*"))


def test_a_site_that_runs_is_not_restored(on_sqlite):
    say(on_sqlite, "backup default")
    with (on_sqlite.folder / "run" / "serve.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = on_sqlite.refused("restore", "--default", "latest", "--yes")
    assert "The site is running" in said
    # Parts that were started one by one hold no lock, but the database open.
    with closing(sqlite3.connect(on_sqlite.folder / "default.sqlite3")) as other:
        other.execute("SELECT count(*) FROM accounts_user").fetchone()
        said = on_sqlite.refused("restore", "--default", "latest", "--yes")
    assert "default.sqlite3 open; stop the site" in said
    assert readable(on_sqlite) == EVERYTHING


@pytest.mark.services
def test_what_runs_or_does_not_fit_is_refused_on_postgresql(on_postgres, tmp_path):
    say(on_postgres, "backup default")
    other = psycopg2.connect(on_postgres.env["DASITE_DATABASE_URL"])
    said = on_postgres.refused("restore", "--default", "latest", "--yes")
    other.close()
    assert "1 others are connected to the database 'default'; stop the site" in said
    (path,) = backups_of(on_postgres, "default")
    said = Place(tmp_path / "new", {}, PROGRAM).refused("restore", "--default", str(path))
    assert "a database on postgresql, and 'default' is on sqlite" in said


def kill_both_ways(place: Place) -> None:
    place.do("fall", "backup", "backup", "default", ends_with=-9)
    assert [path.name[:6] for path in backups_of(place, "default")] == [".part-"]
    listed, *_ = say(place, "backup default --list", "backup")
    assert "There is no backup of default" in listed
    place.do("fall", "restore", "restore", "--default", "latest", "--yes", ends_with=-9)
    assert readable(place) == EVERYTHING
    say(place, "restore --default latest --vault latest --yes")
    found: dict[str, Any] = json.loads(place.do("look"))
    assert found["readable"] == EVERYTHING
    assert sorted(found["restores"]) == [["default", 0], ["vault", 0]]
    assert not list(place.folder.rglob("*restoring"))


def test_killed_backups_and_restores_on_sqlite_leave_what_was(on_sqlite):
    kill_both_ways(on_sqlite)


@pytest.mark.services
def test_killed_backups_and_restores_on_postgresql_leave_what_was(on_postgres):
    kill_both_ways(on_postgres)


def onto_a_new_machine(old: Place, new: Place) -> None:
    """Put both units back where there is nothing, not even tables."""
    say(old, "backup")
    files = [str(backups_of(old, unit)[0]) for unit in ("default", "vault")]
    say(new, f"restore --default {files[0]} --vault {files[1]} --yes")
    found: dict[str, Any] = json.loads(new.do("look"))
    assert found["readable"] == EVERYTHING
    assert found["files"] == {name: [1, 1] for name in EVERYTHING}


def test_both_units_make_a_whole_site_on_a_new_machine(on_sqlite, tmp_path):
    onto_a_new_machine(on_sqlite, Place(tmp_path / "new", {}, PROGRAM))


@pytest.mark.services
def test_both_units_make_a_whole_site_on_a_new_server(on_postgres, tmp_path):
    url = server()
    names = [f"{NAME}_{alias}_new" for alias in ("default", "vault")]
    ask(url, *drop("_new"), *(f"CREATE DATABASE {name}" for name in names))
    onto_a_new_machine(on_postgres, Place(tmp_path / "new", urls_of(url, "_new"), PROGRAM))
    ask(url, *drop("_new"))
