"""One Argon2 gives a verifier and a key; it is dear, bounded in number, and in length."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from privacy.vault import kdf
from privacy.vault.errors import ParamsRefused, PasswordTooLong, TooBusy
from privacy.vault.kdf import Argon2Params, derive

QUICK = Argon2Params(64, 1, 1)
SALT = b"sixteen bytes, ."


def both(password: str, salt: bytes = SALT, params: Argon2Params = QUICK) -> tuple[bytes, bytes]:
    verifier, key = derive(password, salt=salt, params=params)
    return verifier, key.kek.reveal()


def test_verifier_and_key_are_the_same_each_time_and_differ_from_each_other():
    verifier, key = both("word")
    assert both("word") == (verifier, key)
    assert len(verifier) == len(key) == 32
    assert verifier != key


def test_password_salt_and_parameters_each_change_both():
    seen = [
        both("word"),
        both("Word"),
        both("word", SALT[::-1]),
        both("word", SALT, Argon2Params(72, 1, 1)),
    ]
    assert len({part for pair in seen for part in pair}) == 8


def test_a_password_is_the_same_however_its_letters_are_composed():
    assert both("\u00e9tude") == both("e\u0301tude")


@given(st.text(max_size=40))
def test_any_text_can_be_a_password(password):
    assert len(both(password)[0]) == 32


def test_half_a_letter_can_be_part_of_a_password():
    assert both("\ud800") != both("?")


def test_1024_bytes_are_taken_and_1025_are_not():
    both("é" * 512)
    with pytest.raises(PasswordTooLong, match="1025 bytes"):
        both("é" * 512 + "x")


@pytest.mark.parametrize(
    ("memory", "passes", "lanes"),
    [(19_455, 2, 1), (19_456, 1, 1), (64, 1, 1)],
)
def test_parameters_below_the_floor_are_refused(memory, passes, lanes):
    with pytest.raises(ParamsRefused, match="below the floor"):
        kdf.params_from({"memory_kib": memory, "passes": passes, "lanes": lanes})


def test_the_floor_itself_is_taken():
    setting = {"memory_kib": 19_456, "passes": 2, "lanes": 1, "floor": True}
    assert kdf.params_from(setting) == Argon2Params(19_456, 2, 1)


def test_only_settings_that_say_so_go_below_the_floor():
    setting = {"memory_kib": 64, "passes": 1, "lanes": 1, "floor": False}
    assert kdf.params_from(setting) == QUICK


@pytest.mark.parametrize(
    ("memory", "passes", "lanes"),
    [(1_048_577, 1, 1), (64, 17, 1), (64, 1, 17), (7, 1, 1), (15, 1, 2), (64, 0, 1), (64, 1, 0)],
)
def test_parameters_out_of_bounds_are_refused(memory, passes, lanes):
    with pytest.raises(ParamsRefused, match="out of bounds"):
        Argon2Params(memory, passes, lanes)


def test_who_finds_all_permits_taken_is_turned_away(monkeypatch):
    monkeypatch.setattr(kdf, "PATIENCE", 0.01)
    permits = threading.BoundedSemaphore(1)
    monkeypatch.setattr(kdf, "_permits", permits)
    with permits, pytest.raises(TooBusy):
        both("word")
    both("word")


def test_several_passwords_are_looked_at_with_one_permit_or_none_of_them(monkeypatch):
    permits = threading.BoundedSemaphore(1)
    monkeypatch.setattr(kdf, "PATIENCE", 0.01)
    monkeypatch.setattr(kdf, "_permits", permits)
    with kdf.in_one_go():
        both("word")
        both("another")
        assert not permits.acquire(blocking=False)
    with permits, pytest.raises(TooBusy), kdf.in_one_go():
        pytest.fail("nobody had the time for this")


def test_of_many_passwords_at_once_no_more_run_than_there_are_cores(monkeypatch):
    """Real threads, real Argon2 at production's 64 MiB, three for each core."""
    real, running, most, lock = Argon2id, [0], [0], threading.Lock()

    class Counted:
        def __init__(self, **params):
            self.argon = real(**params)

        def derive(self, encoded):
            with lock:
                running[0] += 1
                most[0] = max(most[0], running[0])
            try:
                return self.argon.derive(encoded)
            finally:
                with lock:
                    running[0] -= 1

    monkeypatch.setattr(kdf, "Argon2id", Counted)
    monkeypatch.setattr(kdf, "PATIENCE", 60.0)  # a loaded machine must not fail the test
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(3 * cores) as pool:
        production = Argon2Params(65_536, 3, 1)
        made = pool.map(
            lambda _: derive("word", salt=SALT, params=production)[0], range(3 * cores)
        )
        assert len(set(made)) == 1
    assert 1 <= most[0] <= cores


def test_who_waits_is_told_after_three_seconds():
    assert kdf.PATIENCE == 3.0


def test_a_permit_is_given_back_when_the_work_fails(monkeypatch):
    monkeypatch.setattr(kdf, "_permits", threading.BoundedSemaphore(1))
    with pytest.raises(RuntimeError), kdf._permit():
        raise RuntimeError
    both("word")


def test_there_are_as_many_permits_as_cores():
    assert vars(kdf._permits)["_initial_value"] == os.cpu_count()


def test_an_open_sink_receives_what_is_caught():
    key = derive("word", salt=SALT, params=QUICK)[1]
    with kdf.catch_keys() as keys:
        kdf.caught(key)
    assert keys[0] is key
    kdf.caught(key)
    assert len(keys) == 1


def test_sinks_nest_and_the_inner_one_receives():
    key = derive("word", salt=SALT, params=QUICK)[1]
    with kdf.catch_keys() as outer:
        with kdf.catch_keys() as inner:
            kdf.caught(key)
        kdf.caught(key)
    assert (len(outer), len(inner)) == (1, 1)


def test_another_thread_does_not_see_the_sink():
    key = derive("word", salt=SALT, params=QUICK)[1]
    with kdf.catch_keys() as keys:
        other = threading.Thread(target=kdf.caught, args=(key,))
        other.start()
        other.join()
        assert keys == []
        copy_context().run(kdf.caught, key)
    assert len(keys) == 1
