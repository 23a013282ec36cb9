"""Sums of money as texts."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.errors import ExpressionFailed
from tests.engine.contexts import Trial, assert_gives


def test_a_sum_bears_its_sign_and_two_decimals():
    assert_gives(
        {
            "currency(45.2)": "$45.20",
            "currency(45)": "$45.00",
            "currency(45, decimals=False)": "$45",
            "currency(1234567.891)": "$1,234,567.89",
            "currency(-3)": "-$3.00",
            "currency(' 12.5 ')": "$12.50",
            "currency(exact)": "$0.10",
            "currency(5, symbol='€')": "€5.00",
            "currency('')": "",
            "currency(None)": "",
            "currency_symbol()": "$",
        },
        exact=Decimal("0.10"),
    )


def test_an_object_with_an_amount_is_a_sum():
    trial = Trial()
    trial.run("house = Value('house', value=1000, exists=True)")
    assert trial("currency(house)") == "$1,000.00"


def test_an_interview_chooses_the_sign_until_the_next_screen():
    trial = Trial()
    trial.run("set_locale('FR.utf8', currency_symbol='€')")
    assert trial("currency(5) + currency_symbol()") == "€5.00€"
    assert trial("[get_locale(), get_locale('currency_symbol')]") == ["FR.utf8", "€"]
    trial.run("set_locale(currency_symbol=None)")
    assert trial("currency(5)") == "$5.00"
    assert trial("[get_locale(), get_locale('currency_symbol')]") == ["FR.utf8", None]


def test_periods_are_offered_as_choices():
    periods = Trial()("period_list()")
    assert [times for times, _ in periods] == [12, 1, 52, 24, 26]
    assert periods[0][1] == "Per Month"


@given(st.decimals(min_value=-(10**20), max_value=10**20, places=2))
def test_the_digits_of_a_sum_are_the_sum(amount):
    shown = Trial(amount=amount)("currency(amount)")
    assert Decimal(re.sub("[$,]", "", shown)) == amount


@pytest.mark.parametrize("value", ["'much'", "[]", "'Infinity'", "10 ** 31", "today"])
def test_what_is_no_sum_is_refused(value):
    with pytest.raises(ExpressionFailed, match="sum of money"):
        Trial()(f"currency({value})")
