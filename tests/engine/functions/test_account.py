"""What an interview may know of the account: the name and the address, nothing of the device."""

from __future__ import annotations

import pytest

from interviews.engine.context import Surroundings
from interviews.engine.errors import ExpressionFailed
from tests.engine.contexts import NOW, Trial


def somebody(name: str = "", email: str = "") -> Trial:
    trial = Trial()
    trial.surroundings = Surroundings(now=NOW, user_name=name, user_email=email)
    return trial


def test_who_is_logged_in_has_a_name_and_an_address():
    trial = somebody("Alice Ann Miller", "alice@example.com")
    trial.run("who = user_info()")
    assert trial("[who.first_name, who.last_name, who.email, who.language]") == [
        "Alice",
        "Ann Miller",
        "alice@example.com",
        "en",
    ]
    assert trial("[str(who), hasattr(who, 'email'), hasattr(who, 'shoe')]") == [
        "Alice Ann Miller",
        True,
        False,
    ]


def test_a_guest_has_neither():
    trial = somebody()
    assert trial("[user_info().first_name, user_info().email, str(user_info())]") == [
        None,
        None,
        "",
    ]
    assert trial("[user_privileges(), user_has_privilege('user')]") == [["user"], True]


@pytest.mark.parametrize("part", ["ip", "session", "id", "country", "timezone"])
def test_nothing_else_is_said_of_an_account(part):
    assert somebody("Alice", "alice@example.com")(f"user_info().{part}") is None


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ("'user'", True),
        ("'admin'", False),
        ("['admin', 'user']", True),
        ("['admin', 'developer']", False),
        ("'admin', 'user'", True),
        ("", False),
    ],
)
def test_nobody_is_more_than_a_user_to_an_interview(wanted, held):
    assert somebody("Alice")(f"user_has_privilege({wanted})") is held


def test_devices_and_earlier_visits_are_not_told():
    trial = somebody("Alice")
    assert trial("[device(), device(ip=True), language_from_browser('en', 'fr')]") == [None] * 3
    assert trial("[returning_user(), returning_user(days=30), interface()]") == [
        False,
        False,
        "web",
    ]


def test_a_part_that_no_account_has_is_refused():
    with pytest.raises(ExpressionFailed, match='Did you mean "email"'):
        somebody()("user_info().e_mail")
