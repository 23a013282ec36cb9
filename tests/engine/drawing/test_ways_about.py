"""Where one is in an interview, how one gets elsewhere, and who made its pictures."""

from __future__ import annotations

import re

import pytest

from interviews.engine.errors import AnswersRefused
from tests.engine.walks import END, Walk

SECTIONS = """
sections:
  - about: About you
  - fruit: Fruit
---
mandatory: True
section: about
question: Name
fields:
  - Name: name
---
mandatory: True
section: fruit
question: Fruit
fields:
  - Fruit: best
---
event: about
section: about
question: About
review:
  - Name: name
---
event: fruit
question: Never
"""


def test_a_part_that_one_has_come_to_leads_to_what_its_name_shows():
    walk = Walk(SECTIONS)
    assert [bool(mark.action) for mark in walk.screen.sections] == [True, False]
    walk.answer({"name": "Ann"})
    assert walk.act(walk.screen.sections[0].action).screen.question == "About"


def steps(features: str, *said: str) -> list[int | None]:
    """Return where the bar stands at screens that say these things of it."""
    asked = "".join(
        f"---\nmandatory: True\nquestion: Q\n{each}field: a{n}\n" for n, each in enumerate(said)
    )
    walk = Walk(f"features:\n  progress bar: True\n{features}{asked}{END}")
    found = []
    for _ in said:
        found.append(walk.screen.progress)
        walk.answer()
    return found


def test_the_bar_moves_towards_what_is_said_next():
    stepped = "  progress bar method: stepped\n  progress bar multiplier: 0.5\n"
    assert steps(stepped, "progress: 10\n", "", "progress: 50\n") == [10, 30, 50]


@pytest.mark.parametrize("said", ["progress: 0\n", "progress:\n", "progress: null\n"])
def test_the_bar_is_hidden_where_there_is_none(said):
    assert steps("", said, "progress: 40\n") == [None, 40]


def test_who_made_a_picture_is_named_where_it_is_shown():
    source = """
        image sets:
          theirs:
            attribution: By *Ann*
            images:
              pear: pear.svg
              fig: fig.svg
        ---
        mandatory: True
        question: Q
        {shown}
    """
    files = {f"data/static/{name}.svg": "<svg/>" for name in ("pear", "fig")}
    for shown in ("decoration: pear", "subquestion: 'A :fig: and :pear:.'"):
        assert Walk(source.format(shown=shown), files).screen.attributions == ("By <em>Ann</em>",)
    assert Walk(source.format(shown=""), files).screen.attributions == ()


BUTTONS = """
mandatory: True
question: Q
fields:
  - A: a
{more}
action buttons:
  - label: First
    action: go
    placement: before
  - label: Last
    action: ?x=1
---
event: go
question: Gone
"""


@pytest.mark.parametrize(
    ("more", "labels"),
    [
        ("", ["First", "Continue", "Last"]),
        ("hide continue button: True", ["First", "Last"]),
        ("hide continue button: 1 == 2", ["First", "Continue", "Last"]),
    ],
)
def test_buttons_stand_where_their_author_puts_them(more, labels):
    walk = Walk(BUTTONS.format(more=more))
    assert [str(each.label) for each in walk.screen.buttons] == labels
    assert [each.kind for each in walk.screen.buttons][-1] == "link"


def test_a_button_that_is_disabled_leads_nowhere():
    walk = Walk(BUTTONS.format(more="disable continue button: True"))
    assert walk.button("Continue").disabled
    assert walk.refused({"a": "x"}) == {"": "Choose one of the buttons."}


def test_parts_that_code_sets_show_answers_as_they_are():
    walk = Walk(
        "initial: True\ncode: |\n  set_parts(under='**by** ' + url_args['n'])\n"
        "---\nmandatory: True\nquestion: Q",
        url_args={"n": "<b>*Ann*</b>"},
    )
    assert walk.screen.under == "<p><strong>by</strong> &lt;b&gt;*Ann*&lt;/b&gt;</p>"


KEPT = """
mandatory: True
code: |
  link = url_action('go', by=2)
  menu_items = [{'label': 'Go', 'url': url_action('go', by=3)}]
---
mandatory: True
question: One
fields:
  - A: a
---
mandatory: True
question: Two
subquestion: |
  [Go](${ link })
fields:
  - B: b
---
event: go
question: Gone by ${ action_argument('by') }
"""


def test_a_link_that_code_made_is_still_one_on_later_screens():
    walk = Walk(KEPT)
    assert walk.act(walk.screen.menu[0].action).screen.question == "Gone by 3"
    walk = Walk(KEPT).answer({"a": "x"})
    (key,) = re.findall('value="([^"]*)"', walk.screen.subquestion)
    assert walk.act(key).screen.question == "Gone by 2"


def test_no_more_links_are_kept_than_fit():
    walk = Walk(
        "mandatory: True\ncode: |\n  for n in range(300):\n    last = url_action('go', n=n)\n"
        "---\nmandatory: True\nquestion: ${ last }\n---\nevent: go\nquestion: Gone"
    )
    assert len(walk.runner.session.links) == 200
    with pytest.raises(AnswersRefused):
        walk.act("action:0000")
