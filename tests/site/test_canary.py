"""The search for a word finds it where it hides; else a test that finds nothing says nothing."""

from __future__ import annotations

import base64
import gzip
import sqlite3

import pytest

from tests.site.canary import FolderWatcher, files_with, holds

WORD = "Zebrafinch7731"


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("after", ["", "z", "zz"])
def test_a_word_is_found_inside_base64(before, after):
    assert holds(base64.b64encode(f"{before}{WORD}{after}".encode()), WORD)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_word_is_found_in_each_text(codec):
    assert holds(f"a {WORD} b".encode(codec), WORD)


def test_a_word_is_found_in_hexadecimal_and_in_packed_data():
    assert holds(WORD.encode().hex().encode(), WORD)
    assert holds(gzip.compress(f"a {WORD} b".encode()), WORD)


def test_another_word_is_not_found():
    assert not holds(b"Zebrafinch7732 and more", WORD)


def test_a_word_is_found_in_a_database_its_journal_and_a_file_name(tmp_path):
    connection = sqlite3.connect(tmp_path / "a.sqlite3")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (c)")
    connection.execute("INSERT INTO t VALUES (?)", [f"a {WORD}"])
    connection.commit()
    (tmp_path / WORD).mkdir()
    assert files_with(tmp_path, WORD) == [WORD, "a.sqlite3-wal"]
    connection.close()
    assert files_with(tmp_path, WORD) == [WORD, "a.sqlite3"]


def test_what_lay_in_a_folder_for_a_moment_was_seen(tmp_path):
    with FolderWatcher(tmp_path) as watcher:
        (tmp_path / "message").write_text(WORD)
        while "message" not in watcher.seen:
            pass
        (tmp_path / "message").unlink()
    assert watcher.seen == {"message": WORD.encode()}
