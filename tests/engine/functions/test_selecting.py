"""Objects to choose from."""

from __future__ import annotations

import pytest

from interviews.engine.errors import BudgetExceeded
from tests.engine.contexts import Trial


def test_lists_and_single_ones_become_one_list_without_doubles():
    trial = Trial()
    trial.run(
        "a, b = Thing('a', name='A'), Thing('b', name='B')\n"
        "several = DAList('several', elements=[a, b])"
    )
    assert trial("[str(each) for each in selections(several, [a, [b]], None, a)]") == ["A", "B"]
    assert trial("[str(each) for each in selections(several, exclude=a)]") == ["B"]
    assert trial("selections('ab', 5, (6, 'ab'))") == ["ab", 5, 6]


def test_a_list_within_itself_ends():
    trial = Trial()
    trial.run("a = []\na.append(a)")
    with pytest.raises(BudgetExceeded):
        trial("selections(a)")
