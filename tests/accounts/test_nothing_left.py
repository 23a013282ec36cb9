"""After somebody has left, nothing of them is anywhere: a look into every place there is."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import cache, caches
from django.core.files.storage import default_storage
from django.db import connections, models
from django.test import Client

from accounts.models import LoginSession, User
from interviews import shelf
from interviews.services.publishing import publish_packages
from privacy.models import Job, KeyShare, LedgerEntry, Tombstone, UnlockedKey
from privacy.retention import ledger
from tests.interviews.conftest import FILES, NOW, PACKAGE, Walk
from tests.people import PASSWORD, WRONG_PASSWORD, log_in, make_person
from tests.site.canary import files_with, holds

ADDRESS = "Wolkenkuckucksheim@example.org"
NAME = "Quetzalcoatlus Oktopodenzucht"
ANSWER = "Zebrafinch7731"
DELETE = "/profile/delete/"


@pytest.fixture(autouse=True)
def _empty_shelf():
    shelf.clear()


@pytest.fixture
def published(db) -> None:
    publish_packages({PACKAGE: FILES}, is_listed=True, now=NOW)


def rows_of(alias: str) -> dict[str, list[bytes]]:
    """Return the cells of each table of a database, as bytes."""
    connection, found = connections[alias], {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the database's own name
            found[table] = [
                bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                for row in cursor.fetchall()
                for cell in row
            ]
    return found


def tables_with(word: str) -> set[str]:
    return {
        table
        for alias in ("default", "vault")
        for table, cells in rows_of(alias).items()
        if holds(b"\n".join(cells), word)
    }


def rows_that_point_at(number: int) -> list[str]:
    """Return the relations, in any table, of which a row still names this account."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.model is User
        if model._base_manager.filter(**{f"{field.name}_id": number}).exists()
    ]


def live(walks: int) -> tuple[User, Client, Client]:
    """Sign up, take interviews with documents, guess wrong, log in on a second device."""
    browser, phone = Client(), Client()
    form = {"email": ADDRESS, "password1": PASSWORD, "password2": PASSWORD}
    assert browser.post("/account/signup/", form).status_code == 302
    person = User.objects.get()
    browser.post("/profile/", {"name": NAME})
    for _ in range(walks):
        walk = Walk(browser).begin()
        walk.to_end(ANSWER)
        key = walk.page.split(f"{walk.url}documents/")[1].split(".")[0]
        for ending in ("html", "pdf", "docx"):
            assert browser.get(f"{walk.url}documents/{key}.{ending}").status_code == 200
    Walk(browser).begin().answer(f0=ANSWER, leave="1")
    log_in(Client(), person, WRONG_PASSWORD)
    assert log_in(phone, person).status_code == 302
    return person, browser, phone


def stored_files() -> list[Path]:
    return [path for path in Path(default_storage.path("")).rglob("*") if path.is_file()]


def test_nothing_of_somebody_who_left_is_anywhere(published, settings, caplog):
    settings.LOGIN_REDIRECT_URL = "accounts:profile"
    cache.clear()
    caplog.set_level(logging.DEBUG)
    before = set(stored_files())
    person, browser, _phone = live(2)
    number, subject = person.pk, person.subject_id
    assert tables_with(ADDRESS.lower())
    assert set(stored_files()) > before
    answer = browser.post(DELETE, {"password": PASSWORD, "when": "now"}, follow=True)
    assert "Your account is deleted" in answer.content.decode()
    for word in (ADDRESS, ADDRESS.lower(), NAME, ANSWER):
        assert tables_with(word) == set()
        assert not files_with(settings.VAR_DIR, word)
        assert not any(word in record.getMessage() for record in caplog.records)
        assert word not in json.dumps(list(Job.objects.values_list("kind", "args")))
    assert rows_that_point_at(number) == []
    assert tables_with(str(subject)) | tables_with(subject.hex) == {"vault_ledger"}
    assert (UnlockedKey.objects.count(), KeyShare.objects.exclude(kind="server").count()) == (0, 0)
    assert set(stored_files()) == before
    memory = vars(caches["default"])["_cache"]
    kept = repr(list(memory.items())).encode()
    assert not any(holds(kept, word) for word in (ADDRESS.lower(), NAME, ANSWER, subject.hex))


def test_what_stays_says_only_that_somebody_left(published, settings):
    settings.LOGIN_REDIRECT_URL = "accounts:profile"
    person, browser, phone = live(1)
    number = person.pk
    browser.post(DELETE, {"password": PASSWORD, "when": "now"})
    assert Tombstone.objects.get().user_id == number
    assert ledger.verify() == LedgerEntry.objects.count()
    assert phone.get("/profile/")["Location"].startswith("/account/login/")
    assert phone.get("/interviews/").status_code == 200
    assert ANSWER not in phone.get("/interviews/").content.decode()
    assert not LoginSession.objects.filter(user__isnull=False).exists()
    assert make_person("dora").pk > number
