"""Each screen, also the last, says in which part of the interview one is."""

from __future__ import annotations

import pytest

from interviews.services.publishing import publish_packages
from tests.interviews.conftest import NOW, PACKAGE, Walk, log_in

SOURCE = """
sections:
  - a: Who you are
  - b: What you want
  - subsections:
      - c: Colours
---
mandatory: True
code: |
  name
  colour
  {end}
---
section: a
question: Who?
fields:
  - Name: name
---
section: {second}
question: Which?
fields:
  - Colour: colour
---
event: done
question: Done
"""


@pytest.fixture
def parts(alice):
    def begin(end: str = "done", second: str = "b") -> Walk:
        content = SOURCE.format(end=end, second=second).encode()
        publish_packages({PACKAGE: {"data/questions/p.yml": content}}, is_listed=True, now=NOW)
        return Walk(log_in(alice)).begin(f"/interview?i={PACKAGE}:p.yml&reset=1")

    return begin


@pytest.mark.parametrize("end", ["done", 'message("Done")'])
def test_the_part_is_said_up_to_the_end(parts, end):
    walk = parts(end)
    assert "Part 1 of 2 · Who you are" in walk.page
    assert "Part 2 of 2 · What you want" in walk.answer(f0="Ada").page
    walk.answer(f0="red")
    assert "Done" in walk.page
    assert "Part 2 of 2 · What you want" in walk.page


def test_a_part_of_a_part_is_said_with_it(parts):
    walk = parts(second="c").answer(f0="Ada")
    assert "Part 2 of 2 · What you want · Colours" in walk.page
