"""Real databases and folders for real processes: what a test kills, restores, or looks into."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.services import find_database

BASE_DIR = Path(__file__).resolve().parents[2]
# Two checkouts, and two workers of one, on one server have their own.
WHOSE = f"{BASE_DIR}{os.environ.get('PYTEST_XDIST_WORKER', '')}"
NAME = f"dasite_killed_{zlib.crc32(WHOSE.encode()):08x}"
SECONDS = 60


class Place:
    """Two databases and a folder for files, put back as they were for each test."""

    def __init__(self, folder: Path, urls: dict[str, str], program: str) -> None:
        self.folder, self.program = folder, program
        self.env = {
            **{key: value for key, value in os.environ.items() if not key.startswith("DASITE_")},
            "DJANGO_SETTINGS_MODULE": "dasite.settings",
            "DASITE_SECRET_KEY": "only-for-tests-" + "x" * 40,
            "DASITE_ROOT_KEYS": "1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=",
            "DASITE_BACKUP_KEY": "1:YmFja3Vwcy1hcmUtc2VhbGVkLXVuZGVyLXRoaXMta2U=",
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

    def refused(self, *arguments: str) -> str:
        """Return what `manage.py` says when it refuses."""
        process = self.start("manage.py", *arguments)
        _, errors = process.communicate(timeout=SECONDS)
        assert process.returncode == 1, errors
        return errors

    def do(self, *arguments: str, ends_with: int = 0) -> str:
        """Run the test's own program."""
        return self.run("-m", self.program, *arguments, ends_with=ends_with)

    def manage(self, *arguments: str) -> str:
        return self.run("manage.py", *arguments)

    def prepare(self) -> None:
        for alias in ("default", "vault"):
            self.manage("migrate", "--database", alias, "--verbosity", "0")
        self.do("make")

    def copy(self, folder: Path, urls: dict[str, str]) -> Place:
        """Return another place with the same files."""
        shutil.copytree(self.folder, folder)
        return Place(folder, urls, self.program)


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
