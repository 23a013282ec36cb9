"""What stands round a question: help, the author's parts, the menu."""

from __future__ import annotations

import pytest

from tests.engine.walks import Walk

HELPED = """
    {features}
    ---
    interview help:
      label: About this
      heading: What is this?
      content: It is about fruit.
    ---
    mandatory: True
    code: |
      fruit
      colour
      done
    ---
    question: Which fruit?
    fields:
      - Fruit: fruit
    help:
      label: A fruit?
      heading: What is a fruit?
      content: A part of a plant.
    ---
    question: Which colour?
    fields:
      - Colour: colour
    ---
    event: done
    question: Done
"""


def helped(features: str = "metadata:\n      title: Fruit") -> Walk:
    return Walk(HELPED.replace("{features}", features))


def test_help_has_the_headings_that_its_author_gave():
    screen = helped().screen
    assert screen.help_label == "A fruit?"
    assert screen.help == "<h2>What is a fruit?</h2><p>A part of a plant.</p>"
    assert screen.interview_help == "<h2>What is this?</h2><p>It is about fruit.</p>"
    assert screen.interview_help_label == "About this"
    assert not screen.help_beside


def test_the_interviews_help_is_on_every_screen():
    walk = helped().answer({"fruit": "apple"})
    assert not walk.screen.help
    assert "about fruit" in walk.screen.interview_help


def test_a_feature_puts_the_questions_help_beside_it():
    assert helped("features:\n      question help button: True").screen.help_beside


PARTS = """
    metadata:
      {part}: said in metadata
    ---
    default screen parts:
      pre: |
        for ${{ name }}
    ---
    mandatory: True
    code: |
      name = "Ada"
      set_parts(under="set by code")
      done
    ---
    event: done
    question: Done
    right: beside it
"""


@pytest.mark.parametrize("part", ["submit", "post"])
def test_parts_come_from_the_question_from_code_from_defaults_or_from_metadata(part):
    screen = Walk(PARTS.format(part=part)).screen
    assert screen.right == "<p>beside it</p>"
    assert screen.under == "<p>set by code</p>"
    assert screen.pre == "<p>for Ada</p>"
    assert getattr(screen, part) == "<p>said in metadata</p>"


MENU = """
    mandatory: True
    code: |
      menu_items = {items}
    ---
    event: review_it
    question: Look again
    buttons:
      - Go on: continue
    ---
    mandatory: True
    question: First
    continue button field: seen
    ---
    mandatory: True
    question: Second
"""


def menu(items: str) -> Walk:
    return Walk(MENU.format(items=items))


def test_an_entry_of_the_menu_starts_an_action_on_every_screen():
    walk = menu("[action_menu_item('Look', 'review_it')]")
    walk.answer(press="Continue")
    (item,) = walk.screen.menu
    assert (item.label, item.url) == ("Look", "")
    assert walk.act(item.action).screen.question == "Look again"


def test_an_entry_of_the_menu_may_lead_elsewhere_but_run_nothing():
    walk = menu(
        "[{'label': 'Ours', 'url': 'https://example.org/'}, {'label': 'Up', 'url': '/up'},"
        " {'label': 'Bad', 'url': 'javascript:alert(1)'}, {'label': 'None'}, 7,"
        " {'label': 'Broken', 'url': 'https://[/'}]"
    )
    assert [item.label for item in walk.screen.menu] == ["Ours", "Up"]


def test_a_list_object_is_a_menu_and_anything_else_is_none():
    made = "DAList('menu_items', elements=[{'label': 'Up', 'url': '/up'}], gathered=True)"
    assert [item.label for item in menu(made).screen.menu] == ["Up"]
    assert menu("'soup'").screen.menu == ()


LABELS = """
    default screen parts:
      continue button label: Go **on**
      resume button label: Back to it
      help label: About this
    ---
    question: One
    field: one
    help: Words
    ---
    question: Two
    field: two
    continue button label: My own
    ---
    question: Three
    field: three
    ---
    mandatory: True
    code: |
      one
      two
      set_parts(continue_button_label='Said')
      three
    ---
    event: again
    question: Again
    review:
      - One: one
    ---
    mandatory: True
    question: The end
    subquestion: "[x](${ url_action('again') })"
"""


def test_buttons_and_help_say_what_all_screens_say():
    walk = Walk(LABELS)
    assert walk.screen.buttons[0].label == "Go <strong>on</strong>"
    assert walk.screen.help_label == "About this"
    walk.runner.answer({"button": ["continue"]})
    assert walk.again().screen.buttons[0].label == "My own"
    walk.runner.answer({"button": ["continue"]})
    assert walk.again().screen.buttons[0].label == "Said"
    walk.runner.answer({"button": ["continue"]})
    (key,) = walk.again().actions
    assert walk.act(key).screen.buttons[-1].label == "Back to it"
