"""Settings are read from the environment, and what is not understood is refused in a sentence."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from dasite.env import (
    env_bool,
    env_choice,
    env_database,
    env_int,
    env_list,
    env_secret,
    env_text,
    env_zone,
)


def test_a_variable_wins_over_its_default(monkeypatch):
    monkeypatch.setenv("DASITE_X", "here")
    assert env_text("DASITE_X", "default") == "here"
    assert env_text("DASITE_Y", "default") == "default"


def test_a_secret_can_lie_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("s3cret\n")
    monkeypatch.setenv("DASITE_X_FILE", str(tmp_path / "secret"))
    assert env_secret("DASITE_X") == "s3cret"


def test_two_places_for_one_secret_are_refused(monkeypatch):
    monkeypatch.setenv("DASITE_X", "s3cret")
    monkeypatch.setenv("DASITE_X_FILE", "/nowhere")
    with pytest.raises(ImproperlyConfigured, match="both set; remove one") as caught:
        env_text("DASITE_X")
    assert "s3cret" not in str(caught.value)


def test_a_secret_file_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("DASITE_X_FILE", "/nowhere/secret")
    with pytest.raises(ImproperlyConfigured, match="DASITE_X_FILE names a file"):
        env_text("DASITE_X")


@pytest.mark.parametrize("value", ["", None])
def test_a_missing_secret_says_what_to_do(monkeypatch, value):
    if value is not None:
        monkeypatch.setenv("DASITE_X", value)
    with pytest.raises(ImproperlyConfigured, match="DASITE_X is not set"):
        env_secret("DASITE_X")


@pytest.mark.parametrize(("value", "wanted"), [("23", "24 or more"), ("73", "72 or less")])
def test_a_number_keeps_within_its_bounds(monkeypatch, value, wanted):
    monkeypatch.setenv("DASITE_X", value)
    with pytest.raises(ImproperlyConfigured, match=f"DASITE_X is {value}; write {wanted}"):
        env_int("DASITE_X", 24, at_least=24, at_most=72)


@pytest.mark.parametrize("word", ["true", "yes", "1", ""])
def test_only_two_words_are_truth_values(monkeypatch, word):
    monkeypatch.setenv("DASITE_X", word)
    with pytest.raises(ImproperlyConfigured, match="write 'True' or 'False'"):
        env_bool("DASITE_X", default=True)


def test_a_truth_value_is_read(monkeypatch):
    monkeypatch.setenv("DASITE_X", "False")
    assert env_bool("DASITE_X", default=True) is False
    assert env_bool("DASITE_Y", default=True) is True


@pytest.mark.parametrize(("value", "message"), [("five", "whole number"), ("0", "1 or more")])
def test_a_number_that_makes_no_sense_is_refused(monkeypatch, value, message):
    monkeypatch.setenv("DASITE_X", value)
    with pytest.raises(ImproperlyConfigured, match=message):
        env_int("DASITE_X", 5, at_least=1)


def test_a_list_is_what_stands_between_commas(monkeypatch):
    monkeypatch.setenv("DASITE_X", " a.example, b.example,,")
    assert env_list("DASITE_X") == ["a.example", "b.example"]


def test_a_sqlite_file_waits_for_its_turn_and_overwrites_what_is_deleted(monkeypatch):
    monkeypatch.setenv("DASITE_X", "sqlite:////srv/a%20b/x.sqlite3")
    found = env_database("DASITE_X", "")
    assert found["NAME"] == "/srv/a b/x.sqlite3"
    options = found["OPTIONS"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "secure_delete=ON" in options["init_command"]


def test_a_sqlite_file_stays_open_from_one_request_to_the_next(monkeypatch):
    monkeypatch.setenv("DASITE_X", "sqlite:////srv/x.sqlite3")
    assert env_database("DASITE_X", "")["CONN_MAX_AGE"] == 60


def test_a_postgresql_url_gives_each_part_its_place(monkeypatch):
    url = "postgresql://us%40er:p%2Fw@db.example:5433/da%20ta?sslmode=require"
    monkeypatch.setenv("DASITE_X", url)
    found = env_database("DASITE_X", "")
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("us@er", "p/w", "da ta")
    assert (found["HOST"], found["PORT"]) == ("db.example", "5433")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_the_folder_of_a_socket_is_a_host_in_the_query(monkeypatch):
    monkeypatch.setenv("DASITE_X", "postgresql:///dasite?host=/run/postgresql")
    found = env_database("DASITE_X", "")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("/run/postgresql", "", "dasite")


@pytest.mark.parametrize(
    "url",
    ["mysql://u:hush@h/n", "postgresql://u:hush@h:port/n", "postgresql://[u:hush@h/n", "hush"],
)
def test_a_database_url_that_is_not_understood_is_never_quoted(monkeypatch, url):
    monkeypatch.setenv("DASITE_X", url)
    with pytest.raises(ImproperlyConfigured, match="DASITE_X") as caught:
        env_database("DASITE_X", "")
    assert "hush" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_word_that_is_no_choice_is_told_the_choices(monkeypatch):
    monkeypatch.setenv("DASITE_X", "LOUD")
    with pytest.raises(ImproperlyConfigured, match="is 'LOUD'; write one of LOW, HIGH"):
        env_choice("DASITE_X", "LOW", ("LOW", "HIGH"))
    assert env_choice("DASITE_Y", "LOW", ("LOW", "HIGH")) == "LOW"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Europe"])
def test_a_time_zone_must_be_known(monkeypatch, zone):
    monkeypatch.setenv("DASITE_X", zone)
    with pytest.raises(ImproperlyConfigured, match="write a time zone"):
        env_zone("DASITE_X", "UTC")
    assert env_zone("DASITE_Y", "Europe/Berlin") == "Europe/Berlin"
