"""What kinds of data are called where only their key is written."""

from __future__ import annotations

import pytest

from privacy.retention.registry import kind_of


@pytest.mark.parametrize(
    ("key", "called"),
    [
        ("test.session", "interviews"),
        ("test.session/files", "files of interviews"),
        ("gone.thing", "gone.thing"),
        ("gone.thing/files", "gone.thing/files"),
        ("hold", "hold"),
    ],
)
def test_a_kind_is_called_by_its_label_as_long_as_an_app_has_it(categories, key, called):
    assert kind_of(key) == called
