"""An address that asks too often waits until the next minute; others do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.cache.backends import locmem
from django.test import RequestFactory

from privacy.rates import is_too_often

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def ask(address: str = "192.0.2.1", *, seconds: int = 0, what: str = "x") -> bool:
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    return is_too_often(request, what, a_minute=2, now=NOW + timedelta(seconds=seconds))


def test_the_third_time_in_a_minute_is_too_often():
    assert [ask(seconds=each) for each in (0, 30, 59, 60)] == [False, False, True, False]


def test_another_address_and_another_thing_are_counted_for_themselves():
    assert [ask(), ask(), ask()] == [False, False, True]
    assert not ask("192.0.2.2")
    assert not ask(what="y")


def test_no_address_stands_in_the_cache():
    ask("192.0.2.77")
    assert "192.0.2.77" not in repr(vars(locmem)["_caches"])
