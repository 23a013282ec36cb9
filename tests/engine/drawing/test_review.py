"""A review shows what was said, and each line leads to asking it again."""

from __future__ import annotations

import pytest

from interviews.engine.errors import NothingDefines
from tests.engine.walks import Walk

ASKED = """
---
question: Name?
fields:
  - Name: name
---
question: Age?
fields:
  - Age: age
    datatype: integer
---
question: Both?
fields:
  - Town: town
  - Street: street
"""
KNOWN = """
initial: True
code: |
  if not defined('name'):
    name = 'Ada'
    town = 'Leeds'
---
"""


def reviewing(entries: str, more: str = "", before: str = KNOWN) -> Walk:
    indented = entries.replace("\n", "\n  ")
    return Walk(f"{before}mandatory: True\nquestion: Review\nreview:\n  {indented}{more}{ASKED}")


def lines(walk: Walk) -> list[tuple[str, str]]:
    return [(str(each.label), str(each.text)) for each in walk.screen.review]


def test_what_is_known_is_shown_and_the_rest_left_out():
    walk = reviewing("- Name: name\n- Age: age\n- 'Age is ${ age }': name")
    assert lines(walk) == [("Name", "")]
    assert walk.screen.kind == "review"


def test_a_line_may_have_words_of_its_own():
    walk = reviewing(
        "- label: |\n    Your *name*\n  field: name\n  help: As **${ name }**.\n"
        "- Town: town\n  button: |\n    In ${ town }.\n"
        "- Both: [name, town]\n  note: Two."
    )
    assert lines(walk) == [
        ("Your <em>name</em>", "<p>As <strong>Ada</strong>.</p>"),
        ("Town", "<p>In Leeds.</p>"),
        ("Both", "<p>Two.</p>"),
    ]
    assert [each.button for each in walk.screen.review] == ["", "Town", ""]


def test_notes_stand_between_the_lines():
    walk = reviewing(
        "- note: |\n    ${ name } said:\n- html: <b>so</b>\n- note: ${ age }\n- css: x\n- label: y"
    )
    assert lines(walk) == [("", "<p>Ada said:</p>"), ("", "<p><b>so</b></p>")]
    assert {each.action for each in walk.screen.review} == {""}


@pytest.mark.parametrize(
    ("condition", "there"),
    [("name == 'Ada'", True), ("name == 'Eve'", False), ("age > 5", False),
     ("[name == 'Ada', town == 'York']", False)],
)  # fmt: skip
def test_a_line_may_be_shown_only_if(condition, there):
    walk = reviewing(f"- Name: name\n  show if: {condition}")
    assert bool(walk.screen.review) is there
    walk = reviewing(f"- Name: name\n  show if:\n    code: |\n      {condition}")
    assert bool(walk.screen.review) is (there or condition.startswith("["))


def test_following_a_line_asks_again_and_comes_back():
    walk = reviewing("- Name: name")
    walk.act(walk.screen.review[0].action)
    assert walk.screen.question == "Name?"
    assert walk.field("name").value == "Ada"
    assert walk.answer({"name": "Eve"}).screen.question == "Review"
    assert walk.value("name") == "Eve"


def test_several_names_are_asked_one_after_the_other():
    walk = reviewing("- All: [name, town]")
    walk.act(walk.screen.review[0].action)
    assert walk.screen.question == "Name?"
    walk.answer({"name": "Eve"})
    assert walk.screen.question == "Both?"


@pytest.mark.parametrize("key", ["field", "fields"])
def test_names_may_be_spelt_out(key):
    walk = reviewing(f"- label: One\n  {key}: name")
    walk.act(walk.screen.review[0].action)
    assert walk.screen.question == "Name?"


def test_what_is_missing_is_asked_first_if_the_author_says_so():
    walk = reviewing("- Age: age", "\nskip undefined: False")
    assert walk.screen.question == "Age?"


def test_what_nothing_defines_is_named_where_nothing_is_skipped():
    with pytest.raises(NothingDefines, match="nowhere"):
        reviewing("- No: nowhere", "\nskip undefined: False")


COMMANDS = """- Anew:
    - name
    - undefine: town
    - recompute: [total]
    - set:
        - age: 7
        - word_of_mine: ${ name }
    - follow up: street"""


def test_a_line_may_forget_compute_and_set():
    walk = reviewing(COMMANDS, before=KNOWN + "code: |\n  total = 5\n---\n")
    ((_, (action, arguments)),) = walk.actions.items()
    assert action == "_da_force_ask"
    assert arguments["items"] == [
        "name",
        {"undefine": ["town"]},
        {"recompute": ["total"]},
        {"set": {"age": 7, "word_of_mine": "Ada"}},
        "street",
    ]


def test_an_event_can_always_be_shown():
    walk = reviewing("- Table: the_table", "\n---\nevent: the_table\nquestion: A table")
    assert lines(walk) == [("Table", "")]


REACHED = """
mandatory: True
question: ${ name }
subquestion: ${ action_button_html(url_action("overview"), label="Look back") }
---
event: overview
question: Overview
review:
  - Name: name
resume button label: Go *on*
"""


def test_a_review_that_was_reached_by_an_action_can_be_left():
    walk = Walk(KNOWN + REACHED + ASKED)
    (key,) = walk.actions
    walk.act(key)
    assert walk.screen.question == "Overview"
    walk.answer(press="Go <em>on</em>")
    assert walk.screen.question == "Ada"


def test_the_word_for_going_on_is_the_engines_unless_said():
    walk = Walk(KNOWN + REACHED.replace("resume button label: Go *on*\n", "") + ASKED)
    (key,) = walk.actions
    assert [str(each.label) for each in walk.act(key).screen.buttons] == ["Resume"]


def test_letters_of_a_generic_review_stand_for_what_is_at_hand():
    walk = Walk("""
    mandatory: True
    code: ada.reviewed
    ---
    objects:
      - ada: Thing.using(colour="red")
    ---
    generic object: Thing
    question: About ${ x.object_name() }
    continue button field: x.reviewed
    review:
      - Colour: x.colour
      - Anew:
          - x.colour
          - set:
              - x.size: 5
    """)
    actions = dict(walk.actions.values())
    assert actions["ada.colour"] == {}
    assert actions["_da_force_ask"]["items"] == ["ada.colour", {"set": {"ada.size": 5}}]
    assert [str(each.label) for each in walk.screen.buttons] == ["Continue"]
