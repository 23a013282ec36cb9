"""Sums that somebody owns, earns or pays."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.errors import ExpressionFailed
from tests.engine.contexts import Trial


def after(source: str, **names: object) -> Trial:
    trial = Trial(**names)
    trial.run(source)
    return trial


def test_a_sum_is_asked_for_only_if_it_exists():
    trial = after("house = Value('house')")
    assert trial.missing("house.amount()") == "house.exists"
    trial.run("house.exists = True")
    assert trial.missing("house.amount()") == "house.value"
    trial.run("house.exists = False")
    assert trial("[house.amount(), str(house)]") == [0.0, "0"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1000", "1000"), ("1000.5", "1000.50"), ("'12.25'", "12.25"), ("''", "0")],
)
def test_a_sum_is_shown_in_digits(value, shown):
    assert after(f"house = Value('house', exists=True, value={value})")("str(house)") == shown


def test_a_sum_that_comes_often_is_that_of_a_year_or_a_part_of_it():
    trial = after("pay = PeriodicValue('pay', exists=True, value=100, period=12)")
    assert trial("[pay.amount(), pay.total(), pay.amount(12), str(pay)]") == [
        1200.0,
        1200.0,
        100.0,
        "1200",
    ]
    trial.run("del pay.period")
    assert trial.missing("pay.amount()") == "pay.period"
    trial.run("pay.value = 0")
    assert trial("pay.amount()") == 0.0


def test_sums_of_a_list_exist_and_add_up():
    trial = after("estate = Asset('estate', keys=['house', 'car'])\nestate.gathered = True")
    assert trial.missing("estate.total()") == "estate['car'].value"
    trial.run("estate['house'].value, estate['car'].value = 0.1, 0.2\nestate['note'] = 'none'")
    assert trial("[estate.total(), str(estate), estate.existing_items()]") == [
        0.3,
        "0.30",
        ["car", "house"],
    ]
    trial.run("estate['car'].exists = False")
    assert trial("[estate.total(), estate.existing_items()]") == [0.1, ["house"]]


def test_a_list_of_sums_asks_for_their_values():
    trial = after("estate = Asset('estate', there_are_any=True)")
    assert trial.missing("estate.total()") == "estate.new_item_name"
    trial.run("estate.new_item_name = 'car'")
    assert trial.missing("estate.total()") == "estate['car'].value"


@pytest.mark.parametrize("name", ["Income", "Expense", "PeriodicFinancialList"])
def test_name_value_and_period_may_be_answered_at_once(name):
    trial = after(f"pay = {name}('pay', there_are_any=True, there_is_another=False)")
    trial.run("pay.new_item_name, pay.new_item_value, pay.new_item_period = 'job', 100, 12")
    assert trial("[pay.total(), pay.total(12)]") == [1200.0, 100.0]
    assert trial("hasattr(pay, 'new_item_period')") is False


@given(st.lists(st.decimals(min_value=-(10**6), max_value=10**6, places=2), max_size=10))
def test_a_total_is_exact_to_the_cent(amounts):
    trial = after(
        "estate = Asset('estate')\nestate.gathered = True", amounts=[*map(float, amounts)]
    )
    trial.run("for at, amount in enumerate(amounts):\n  estate.new(at, value=amount)")
    assert trial("estate.total()") == float(sum(amounts, Decimal(0)))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("Value('a', exists=True, value='much').amount()", "A sum of money was wanted"),
        ("Value('a', exists=True, value='nan').amount()", "has an end"),
        ("PeriodicValue('a', exists=True, value=1, period=1).amount(0)", "at least one period"),
    ],
)
def test_what_is_no_sum_is_refused(source, message):
    with pytest.raises(ExpressionFailed, match=message):
        Trial()(source)
