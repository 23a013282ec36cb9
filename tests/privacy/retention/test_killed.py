"""Real processes are killed at each step of an erasure, on both engines, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.services import find_database

pytestmark = pytest.mark.processes

BASE_DIR = Path(__file__).resolve().parents[3]
STEPS = ["intended", "passed", "shredded", "deleted", "cleared", "done"]
# Two checkouts, and two workers of one, on one server have their own.
WHOSE = f"{BASE_DIR}{os.environ.get('PYTEST_XDIST_WORKER', '')}"
NAME = f"dasite_killed_{zlib.crc32(WHOSE.encode()):08x}"
SECONDS = 60


class Place:
    """Two databases and a folder for files, put back as they were for each test."""

    def __init__(self, folder: Path, urls: dict[str, str]) -> None:
        self.env = {
            **{key: value for key, value in os.environ.items() if not key.startswith("DASITE_")},
            "DJANGO_SETTINGS_MODULE": "dasite.settings",
            "DASITE_SECRET_KEY": "only-for-tests-" + "x" * 40,
            "DASITE_ROOT_KEYS": "1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=",
            "DASITE_VAR_DIR": str(folder),
            "DASITE_LOG_LEVEL": "ERROR",
            **urls,
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, *arguments],
            cwd=BASE_DIR,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, ends_with: int = 0) -> str:
        process = self.start(*arguments)
        out, errors = process.communicate(timeout=SECONDS)
        assert process.returncode == ends_with, errors
        return out

    def do(self, *arguments: str, ends_with: int = 0) -> str:
        return self.run("-m", "tests.privacy.retention.killed", *arguments, ends_with=ends_with)

    def prepare(self) -> None:
        for alias in ("default", "vault"):
            self.run("manage.py", "migrate", "--database", alias, "--verbosity", "0")
        self.do("make")


@pytest.fixture(scope="module")
def sqlite_template(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("template")
    Place(folder, {}).prepare()
    return folder


@pytest.fixture
def on_sqlite(sqlite_template: Path, tmp_path: Path) -> Place:
    shutil.copytree(sqlite_template, tmp_path / "var")
    return Place(tmp_path / "var", {})


def ask(url: str, *statements: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def server() -> str:
    url = find_database()
    if url is None:
        pytest.skip("PostgreSQL does not answer; tests.services says how to name one")
    return url


def urls_of(url: str, suffix: str) -> dict[str, str]:
    names = {"DASITE_DATABASE_URL": "default", "DASITE_VAULT_DATABASE_URL": "vault"}
    return {
        key: urlsplit(url)._replace(path=f"/{NAME}_{alias}{suffix}").geturl()
        for key, alias in names.items()
    }


def drop(suffix: str) -> list[str]:
    return [f"DROP DATABASE IF EXISTS {NAME}_{alias}{suffix}" for alias in ("default", "vault")]


@pytest.fixture(scope="module")
def postgres_template(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    url, folder = server(), tmp_path_factory.mktemp("template")
    ask(url, *drop(""))
    ask(url, *(f"CREATE DATABASE {NAME}_{alias}" for alias in ("default", "vault")))
    Place(folder, urls_of(url, "")).prepare()
    yield url, folder
    ask(url, *drop(""))


@pytest.fixture
def on_postgres(postgres_template: tuple[str, Path], tmp_path: Path) -> Iterator[Place]:
    url, folder = postgres_template
    shutil.copytree(folder, tmp_path / "var")
    copies = (
        f"CREATE DATABASE {NAME}_{alias}_copy TEMPLATE {NAME}_{alias}"
        for alias in ("default", "vault")
    )
    ask(url, *drop("_copy"), *copies)
    yield Place(tmp_path / "var", urls_of(url, "_copy"))
    ask(url, *drop("_copy"))


def everything_is_gone_of_one_and_nothing_of_the_other(place: Place) -> None:
    found = json.loads(place.do("end"))
    assert found["mine"] == {
        "people": 0,
        "sessions": 0,
        "steps": 0,
        "documents": 0,
        "shares": 0,
    }
    assert found["theirs"] == {
        "people": 1,
        "sessions": 3,
        "steps": 3,
        "documents": 3,
        "shares": 4,
    }
    assert found["all"] == {
        "files": 3,
        "shares": 4,
        "steps": 3,
        "outbox": 0,
        "tombstones": 1,
        "open": 0,
    }
    assert found["whose"] == 0
    assert found["kinds"] == ["done"] * (found["ledger"] // 2) + ["intent"] * (
        found["ledger"] // 2
    )


def at_once(place: Place, *programs: tuple[str, ...]) -> list[str]:
    """Start our programs together; return what each printed."""
    started = [place.start("-m", "tests.privacy.retention.killed", *one) for one in programs]
    ended = [process.communicate(timeout=SECONDS) for process in started]
    assert [process.returncode for process in started] == [0] * len(started), ended
    return [out for out, _ in ended]


def nothing_is_gone(place: Place) -> None:
    found = json.loads(place.do("end"))
    assert found["mine"] == found["theirs"]
    assert found["theirs"]["sessions"] == 3
    assert (found["all"]["open"], found["all"]["tombstones"], found["ledger"]) == (0, 0, 0)


def one_s_interviews_are_gone_and_the_rest_is_here(place: Place, number: str) -> None:
    found = json.loads(place.do("end", number))
    assert found["runs"] == [["done", 3]]
    assert found["mine"] == {"people": 1, "sessions": 0, "steps": 0, "documents": 0, "shares": 1}
    assert found["theirs"]["sessions"] == 3
    assert (found["all"]["files"], found["all"]["open"]) == (3, 0)
    assert len(found["named"]) == len(set(found["named"])) == 3


def kill_and_take_up(place: Place, step: str) -> None:
    place.do("erase", step, ends_with=-9)
    everything_is_gone_of_one_and_nothing_of_the_other(place)


@pytest.mark.parametrize("step", STEPS)
def test_an_erasure_killed_on_sqlite_goes_to_its_end(on_sqlite, step):
    kill_and_take_up(on_sqlite, step)


@pytest.mark.services
@pytest.mark.parametrize("step", STEPS)
def test_an_erasure_killed_on_postgresql_goes_to_its_end(on_postgres, step):
    kill_and_take_up(on_postgres, step)


def test_what_was_only_hidden_when_sqlite_was_killed_is_here_again(on_sqlite):
    on_sqlite.do("erase", "marked", ends_with=-9)
    nothing_is_gone(on_sqlite)


@pytest.mark.services
def test_what_was_only_hidden_when_postgresql_was_killed_is_here_again(on_postgres):
    on_postgres.do("erase", "marked", ends_with=-9)
    nothing_is_gone(on_postgres)


def kill_a_purge_and_go_on(place: Place, step: str) -> None:
    number = place.do("age")
    place.do("go-on", number, step, ends_with=-9)
    one_s_interviews_are_gone_and_the_rest_is_here(place, number)


@pytest.mark.parametrize("step", ["marked", *STEPS])
def test_a_purge_killed_on_sqlite_goes_to_its_end(on_sqlite, step):
    kill_a_purge_and_go_on(on_sqlite, step)


@pytest.mark.services
@pytest.mark.parametrize("step", ["marked", *STEPS])
def test_a_purge_killed_on_postgresql_goes_to_its_end(on_postgres, step):
    kill_a_purge_and_go_on(on_postgres, step)


def two_carry_out_one_run(place: Place) -> None:
    number = place.do("age")
    states = at_once(place, ("go-on", number), ("go-on", number))
    assert "done" in states
    one_s_interviews_are_gone_and_the_rest_is_here(place, number)


def test_two_workers_on_sqlite_carry_out_one_run(on_sqlite):
    two_carry_out_one_run(on_sqlite)


@pytest.mark.services
def test_two_workers_on_postgresql_carry_out_one_run(on_postgres):
    two_carry_out_one_run(on_postgres)


def leave_while_a_purge_runs(place: Place) -> None:
    number = place.do("age")
    at_once(place, ("go-on", number), ("erase",))
    everything_is_gone_of_one_and_nothing_of_the_other(place)


def test_somebody_leaves_while_a_purge_takes_the_same_on_sqlite(on_sqlite):
    leave_while_a_purge_runs(on_sqlite)


@pytest.mark.services
def test_somebody_leaves_while_a_purge_takes_the_same_on_postgresql(on_postgres):
    leave_while_a_purge_runs(on_postgres)


def leave_twice_at_once(place: Place) -> None:
    at_once(place, ("erase",), ("erase",))
    everything_is_gone_of_one_and_nothing_of_the_other(place)


def test_somebody_leaves_twice_at_once_on_sqlite(on_sqlite):
    leave_twice_at_once(on_sqlite)


@pytest.mark.services
def test_somebody_leaves_twice_at_once_on_postgresql(on_postgres):
    leave_twice_at_once(on_postgres)


def two_take_it_up(place: Place) -> None:
    place.do("erase", "intended", ends_with=-9)
    finished = [int(out) for out in at_once(place, ("take-up",), ("take-up",))]
    assert sum(finished) >= 1
    everything_is_gone_of_one_and_nothing_of_the_other(place)


def test_two_workers_on_sqlite_take_up_one_erasure(on_sqlite):
    two_take_it_up(on_sqlite)


@pytest.mark.services
def test_two_workers_on_postgresql_take_up_one_erasure(on_postgres):
    two_take_it_up(on_postgres)
