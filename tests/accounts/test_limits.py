"""Limits of what one address may ask for: each address has its own."""

from __future__ import annotations

import pytest
from allauth.core import ratelimit
from django.conf import settings
from django.test import RequestFactory

PER_ADDRESS = [action for action, rates in settings.ACCOUNT_RATE_LIMITS.items() if rates]
# Two of one household, by IPv6, share a limit; neighbours do not.
HOMES = ["203.0.113.9", "203.0.113.10", "2001:db8:1:1::5", "2001:db8:1:2::5"]


def asks(action: str, address: str) -> bool:
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    return bool(ratelimit.consume(request, action=action, key=f"{address}-{next(KEYS)}"))


KEYS = iter(range(1_000_000))  # never the limit of one mailbox or number


@pytest.mark.parametrize("action", PER_ADDRESS)
def test_what_one_address_has_used_up_another_may_ask_for(action):
    first, *others = HOMES
    allowed = 0
    while asks(action, first):
        allowed += 1
        assert allowed < 50
    assert allowed > 1
    assert all(asks(action, other) for other in others)


@pytest.mark.parametrize("action", PER_ADDRESS)
def test_one_household_shares_its_limit_whatever_its_last_bits_are(action):
    addresses = iter(f"2001:db8:1:1::{number:x}" for number in range(1, 200))
    assert sum(asks(action, next(addresses)) for _ in range(100)) < 100
