"""A second look at a screen finds the same screen, and counts nothing twice."""

from __future__ import annotations

from textwrap import dedent

import pytest

from interviews.engine.errors import NeverEnds
from tests.engine.walks import END, Walk

COUNTED = """
    mandatory: True
    code: |
      views = 0
      other = 0
    ---
    initial: True
    code: |
      {0}
    ---
    mandatory: True
    question: Seen ${{ views }} times
    field: seen
"""


@pytest.mark.parametrize("counts", ["views += 1", "views = views + 1", "views = 1 + views"])
def test_code_that_counts_looks_counts_each_screen_once(counts):
    walk = Walk(dedent(COUNTED.format(counts)) + END)
    assert walk.screen.question == "Seen 1 times"
    assert walk.again().again().screen.question == "Seen 1 times"
    assert walk.answer(press="Continue").screen.question == "The end"
    assert walk.value("views") == 2


def test_what_only_follows_from_answers_is_new_at_every_look():
    walk = Walk(COUNTED.format("other = views * 0 + 5\n      other.real if False else 0"))
    walk.runner.session.names["other"] = 7
    assert walk.again().value("other") == 5


def test_a_name_that_was_counted_and_forgotten_stays_forgotten():
    source = COUNTED.format("views += 1\n      more = 1\n      more += 1\n      del more")
    assert not Walk(source).again().knows("more")


STOPS = """
    mandatory: True
    code: goal
    ---
    code: |
      goal = 'big'
      last_screen
    ---
    event: last_screen
    question: It is ${ goal }
"""


def test_code_that_stopped_after_it_set_its_name_still_shows_its_screen():
    walk = Walk(STOPS)
    assert walk.screen.question == "It is big"
    assert walk.again().screen.question == "It is big"


def test_a_screen_is_not_passed_by_because_code_had_begun():
    walk = Walk("""
        mandatory: True
        code: total
        ---
        code: |
          total = 0
          total += price
        ---
        question: Price?
        fields:
          - Price: price
            datatype: integer
    """)
    assert walk.screen.question == "Price?"
    assert walk.again().screen.question == "Price?"


def test_an_end_that_was_never_reached_is_no_screen_of_before():
    walk = Walk(STOPS)
    walk.runner.session.found = ["another block", "goal"]
    with pytest.raises(NeverEnds):
        walk.again()
    walk.runner.session.found = ["another block", "nobody.knows"]
    with pytest.raises(NeverEnds):
        walk.again()
    walk.runner.session.found = ["", ""]
    with pytest.raises(NeverEnds):
        walk.again()
