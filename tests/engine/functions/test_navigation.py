"""`nav`: the parts of an interview and where one is."""

from __future__ import annotations

import pytest

from interviews.engine.errors import BudgetExceeded, ExpressionFailed
from interviews.engine.veil import plain
from tests.engine.contexts import Trial
from tests.engine.walks import Walk

SOURCE = """
    sections:
      - start: The beginning
        subsections:
          - inner: Within
      - End
    ---
    section: inner
    question: ${ nav.get_section() }, ${ nav.get_section(display=True) }
    field: seen
    ---
    mandatory: True
    code: |
      seen
      nav.set_sections([{'a': 'First', 'subsections': [{'b': 'Second'}]}, 'Third', {'c': ['d']}])
      nav.set_section('b')
    ---
    mandatory: True
    question: ${ nav.get_section(display=True) }
    subquestion: |
      ${ nav.show_sections() }
"""


def test_the_label_of_a_part_is_said_on_wish():
    assert Walk(SOURCE).screen.question == "inner, Within"


def test_code_says_which_parts_there_are():
    walk = Walk(SOURCE).answer(press="Continue")
    assert walk.screen.question == "Second"
    marks = [(each.label, each.depth, each.state) for each in walk.screen.sections]
    assert marks == [
        ("First", 0, "done"),
        ("Second", 1, "here"),
        ("Third", 0, "ahead"),
        ("c", 0, "ahead"),
        ("d", 1, "ahead"),
    ]
    assert "<strong>Second</strong>" in walk.screen.subquestion
    assert walk.screen.subquestion.count("<li>") == 5


def test_parts_are_told_as_they_are_set():
    trial = Trial()
    assert trial("[nav.get_sections(), nav.show_sections(), nav.get_section()]") == [[], "", None]
    trial.run("nav.set_sections([{'x': 'X', 'subsections': ['y']}, 'z'])\nnav.set_section('q')")
    assert trial("nav.get_sections()") == [{"x": "X", "subsections": [{"y": "y"}]}, {"z": "z"}]
    assert trial("nav.get_section(display=True)") == "q"
    trial.run("nav.set_sections(None)")
    assert trial("nav.get_sections()") == []


def test_what_a_person_answered_is_no_markup_in_a_list_of_parts():
    trial = Trial(said="**loud**")
    trial.run("nav.set_sections([said])")
    assert plain(trial("nav.show_sections()")).strip() == "* **loud**"


def test_nav_in_a_text_is_the_list_of_parts():
    walk = Walk(SOURCE.replace("nav.show_sections()", "nav")).answer(press="Continue")
    assert walk.screen.subquestion.count("<li>") == 5


def test_parts_have_limits():
    with pytest.raises(BudgetExceeded):
        Trial().run("nav.set_sections(range(10001))")
    with pytest.raises(ExpressionFailed, match='Did you mean "show"'):
        Trial()("nav.shows()")


def test_without_parts_there_are_none_to_be_seen():
    assert Trial()("nav.visible()") is False
