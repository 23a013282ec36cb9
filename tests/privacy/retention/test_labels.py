"""One of something is called by its singular, in every sentence that counts."""

from __future__ import annotations

import pytest

from privacy.retention.labels import counted, named, one_of
from privacy.retention.registry import all_categories


@pytest.mark.parametrize(
    ("label", "one"),
    [
        ("interviews", "interview"),
        ("e-mail addresses", "e-mail address"),
        ("entries of the administrators' log", "entry of the administrators' log"),
        ("codes that were mailed to you", "code that was mailed to you"),
        ("second factors and passkeys", "second factor or passkey"),
        ("batches", "batch"),
        ("counted guesses of passwords", "counted guess of passwords"),
        ("interviews, people with the role X", "interview, people with the role X"),
        ("access", "access"),
    ],
)
def test_one_of_them_has_its_singular(label, one):
    assert one_of(label) == one


def test_numbers_stand_with_what_they_count():
    assert counted(1, "accounts") == "1 account"
    assert counted(0, "accounts") == "0 accounts"
    assert counted(1200, "accounts") == "1,200 accounts"
    assert named(1, "steps") == "step"


def test_every_kind_of_data_is_called_by_a_plural():
    for category in all_categories():
        assert one_of(str(category.label)) != str(category.label), category.key
