"""The hasher: what is stored, what is caught, what is refused."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password

from accounts.hashers import VaultHasher, too_long
from dasite import settings as production
from privacy.vault.errors import PasswordTooLong
from privacy.vault.kdf import catch_keys
from tests.people import NEW_PASSWORD, PASSWORD, WRONG_PASSWORD


def test_a_password_is_right_and_another_is_not():
    stored = make_password(PASSWORD)
    assert check_password(PASSWORD, stored)
    assert not check_password(WRONG_PASSWORD, stored)


def test_a_right_password_yields_the_key_that_its_encoding_yielded():
    with catch_keys() as made:
        stored = make_password(PASSWORD)
    with catch_keys() as found:
        check_password(PASSWORD, stored)
    assert made[0].kek.reveal() == found[0].kek.reveal()


def test_a_wrong_password_yields_no_key():
    stored = make_password(PASSWORD)
    with catch_keys() as found:
        check_password(WRONG_PASSWORD, stored)
    assert found == []


def test_what_is_stored_holds_neither_key_nor_verifier_and_fits_its_column():
    with catch_keys() as made:
        stored = make_password(PASSWORD)
    assert made[0].kek.reveal().hex() not in stored
    assert len(stored) <= 128


def test_a_damaged_verifier_is_a_wrong_password():
    stored = make_password(PASSWORD)
    flipped = stored[:-2] + ("A" if stored[-2] != "A" else "B") + stored[-1]
    assert not check_password(PASSWORD, flipped)


def test_the_same_password_is_stored_differently_each_time():
    assert make_password(PASSWORD) != make_password(PASSWORD)


def test_letters_that_look_alike_are_alike():
    assert check_password(
        "e\N{COMBINING ACUTE ACCENT}cole de la nuit", make_password("école de la nuit")
    )


@pytest.mark.parametrize(
    ("password", "is_long"), [("a" * 1024, False), ("a" * 1025, True), ("ä" * 513, True)]
)
def test_1024_bytes_are_the_most(password, is_long):
    assert too_long(password) is is_long


def test_an_endless_password_is_neither_stored_nor_right():
    with pytest.raises(PasswordTooLong):
        make_password("a" * 1025)
    assert not VaultHasher().verify("a" * 1025, make_password(NEW_PASSWORD))


def test_it_says_of_itself_what_an_administrator_may_see():
    stored = make_password(PASSWORD)
    summary = VaultHasher().safe_summary(stored)
    assert summary["algorithm"] == "dasite"
    assert VaultHasher().decode(stored)["salt"].hex() not in str(summary)


def test_django_leaves_the_hash_alone():
    hasher = identify_hasher(make_password(PASSWORD))
    assert not hasher.must_update(make_password(PASSWORD))


def test_production_asks_for_64_mib_and_three_passes():
    assert production.DASITE_ARGON2 == {
        "memory_kib": 65_536,
        "passes": 3,
        "lanes": 1,
        "floor": True,
    }
