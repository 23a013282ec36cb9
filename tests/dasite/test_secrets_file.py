"""The site's secrets are made once, for their owner alone, and never overwritten."""

from __future__ import annotations

import base64

import pytest

from dasite.serving.errors import CannotStart
from dasite.serving.secrets_file import FILE_NAME, ensure_secrets, load_secrets


def test_the_first_start_makes_secrets_for_their_owner_alone(tmp_path):
    environment: dict[str, str] = {}
    assert ensure_secrets(tmp_path, environment) is True
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]
    assert len(environment["DASITE_SECRET_KEY"]) >= 64
    number, key = environment["DASITE_ROOT_KEYS"].split(":")
    assert number == "1"
    assert len(base64.b64decode(key, validate=True)) == 32


def test_later_starts_read_the_same_secrets(tmp_path):
    first: dict[str, str] = {}
    second: dict[str, str] = {}
    ensure_secrets(tmp_path, first)
    before = (tmp_path / FILE_NAME).read_bytes()
    assert ensure_secrets(tmp_path, second) is False
    assert first == second
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_two_sites_have_different_secrets(tmp_path):
    one: dict[str, str] = {}
    other: dict[str, str] = {}
    for name, environment in (("a", one), ("b", other)):
        (tmp_path / name).mkdir()
        ensure_secrets(tmp_path / name, environment)
    assert not set(one.values()) & set(other.values())


def test_the_environment_wins_over_the_file(tmp_path):
    made: dict[str, str] = {}
    ensure_secrets(tmp_path, made)
    environment = {"DASITE_SECRET_KEY": "mine", "DASITE_ROOT_KEYS_FILE": "/etc/dasite/keys"}
    ensure_secrets(tmp_path, environment)
    assert environment == {
        "DASITE_SECRET_KEY": "mine",
        "DASITE_ROOT_KEYS_FILE": "/etc/dasite/keys",
        "DASITE_BACKUP_KEY": made["DASITE_BACKUP_KEY"],
    }


def test_no_file_is_made_where_the_environment_has_all(tmp_path):
    assert not ensure_secrets(tmp_path, {"DASITE_SECRET_KEY": "a", "DASITE_ROOT_KEYS": "b"})
    assert list(tmp_path.iterdir()) == []


def test_new_secrets_are_never_put_beside_old_data(tmp_path):
    (tmp_path / "vault.sqlite3").write_bytes(b"")
    with pytest.raises(CannotStart, match="put the file back from your backup"):
        ensure_secrets(tmp_path, {})
    assert not (tmp_path / FILE_NAME).exists()


def test_half_of_the_secrets_is_not_completed_with_a_new_half(tmp_path):
    with pytest.raises(CannotStart, match="DASITE_ROOT_KEYS is not set"):
        ensure_secrets(tmp_path, {"DASITE_SECRET_KEY": "a"})


def test_a_file_that_lost_a_line_is_left_as_it_is(tmp_path):
    ensure_secrets(tmp_path, {})
    path = tmp_path / FILE_NAME
    lines = [line for line in path.read_text().splitlines() if "ROOT" not in line]
    path.write_text("\n".join(lines))
    with pytest.raises(CannotStart, match="does not say DASITE_ROOT_KEYS"):
        ensure_secrets(tmp_path, {})
    assert path.read_text() == "\n".join(lines)


def test_a_file_that_others_can_read_is_refused(tmp_path):
    ensure_secrets(tmp_path, {})
    (tmp_path / FILE_NAME).chmod(0o640)
    with pytest.raises(CannotStart, match="chmod 600"):
        load_secrets(tmp_path, {})


def test_a_line_that_is_no_setting_is_named_by_its_number_and_not_quoted(tmp_path):
    path = tmp_path / FILE_NAME
    path.write_text("# fine\n\nhush hush\n")
    path.chmod(0o600)
    with pytest.raises(CannotStart, match=f"{FILE_NAME}:3 is not of the form") as caught:
        load_secrets(tmp_path, {})
    assert "hush" not in str(caught.value)


def test_a_folder_in_the_place_of_the_file_is_said_in_a_sentence(tmp_path):
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(CannotStart, match="cannot be read"):
        load_secrets(tmp_path, {})
