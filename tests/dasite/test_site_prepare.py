"""Making a site ready does what is to be done, once, and is quick when nothing is."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from tests.people import make_person

pytestmark = pytest.mark.django_db

LINK = "There is no administrator yet. This link makes one, once:"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    yield
    for folder in ("run", "static"):
        shutil.rmtree(settings.VAR_DIR / folder, ignore_errors=True)
        (settings.VAR_DIR / folder).mkdir()


def prepare() -> list[str]:
    """Return the lines that the command writes."""
    written = io.StringIO()
    call_command("site_prepare", stdout=written, stderr=written)
    return written.getvalue().splitlines()


def test_a_new_site_gets_static_files_examples_and_a_link():
    lines = prepare()
    assert lines[:3] == ["Collecting static files", "Loading the example interviews", LINK]
    assert lines[3].startswith(f"{settings.DASITE_URL}/profile/first-administrator/")
    assert len(lines) == 4
    assert list(Path(settings.STATIC_ROOT).rglob("*.css"))


def test_a_second_time_there_is_nothing_to_do_but_the_link():
    prepare()
    assert prepare()[0] == LINK


def test_there_is_no_link_where_there_is_an_administrator():
    make_person("alice", is_staff=True, is_superuser=True)
    prepare()
    assert prepare() == []


def test_a_static_file_that_changed_is_collected_again(tmp_path, settings):
    (tmp_path / "new.css").write_text("a {}")
    prepare()
    settings.STATICFILES_DIRS = [tmp_path]
    assert prepare()[0] == "Collecting static files"
    assert (Path(settings.STATIC_ROOT) / "new.css").exists()


def test_a_database_that_does_not_answer_is_named(tmp_path):
    real = connections["vault"]
    away = real.copy("vault")
    away.settings_dict = {**real.settings_dict, "NAME": "away", "PORT": "1"}
    if real.vendor == "sqlite":
        away.settings_dict["NAME"] = str(tmp_path / "nowhere" / "vault.sqlite3")
    connections["vault"] = away
    try:
        with pytest.raises(CommandError, match="The database 'vault' cannot be reached"):
            prepare()
    finally:
        connections["vault"] = real
