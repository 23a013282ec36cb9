"""The ways onward: words on buttons, choices as buttons, actions and links."""

from __future__ import annotations

import pytest

from interviews.engine.screens import Html
from tests.engine.walks import Walk

END = "\n---\nevent: end\nquestion: End ${ showifdef('answer', '') }\n"


def shown(walk: Walk) -> list[tuple[str, str, str]]:
    return [(str(each.label), each.kind, each.url) for each in walk.screen.buttons]


def asking(question: str, before: str = "") -> Walk:
    return Walk(f"{before}mandatory: True\nquestion: Q\n{question}")


def test_a_continue_button_stores_true():
    walk = Walk("mandatory: True\ncode: |\n  seen\n  end\n---\nquestion: Look\nfield: seen" + END)
    assert walk.screen.kind == "continue"
    assert walk.answer(press="Continue").value("seen") is True


@pytest.mark.parametrize("key", ["continue button field", "field"])
def test_its_words_are_the_authors(key):
    walk = asking(f"{key}: seen\ncontinue button label: |\n  I have *seen* it")
    assert shown(walk) == [("I have <em>seen</em> it", "answer", "")]


def test_a_continue_button_may_stand_under_fields():
    source = "mandatory: True\nquestion: Q\nfields:\n  - A: a\ncontinue button field: seen"
    walk = Walk(source + "\n---\nmandatory: True\nquestion: End")
    assert walk.answer({"a": "x"}).value("seen") is True


def test_a_screen_with_nothing_to_answer_has_no_button():
    walk = asking("subquestion: Bye")
    assert walk.screen.kind == "end"
    assert walk.screen.finished
    assert shown(walk) == []


ANSWERS = """
field: answer
buttons:
  - Red: red
    color: danger
    help: It is *warm*.
  - blue
  - label: Green
    value: green
  - code: |
      [{"y": "Yellow", "color": "primary"}]
"""


def test_choices_are_buttons_that_answer():
    source = "mandatory: True\ncode: |\n  answer\n  end\n---\nquestion: Q" + ANSWERS + END
    walk = Walk(source)
    assert [label for label, _, _ in shown(walk)] == ["Red", "blue", "Green", "Yellow"]
    assert walk.screen.buttons[0].color == "danger"
    assert walk.screen.buttons[0].help == "<p>It is <em>warm</em>.</p>"
    assert walk.screen.buttons[3].color == "primary"
    assert walk.answer(press="Yellow").screen.question == "End y"


LEADING = """
buttons:
  - Leave: exit
    url: https://example.org/bye
  - Again: restart
  - Read: https://example.org/read
  - Write: write
    url: /write
  - Odd: something else
"""


def test_without_a_name_they_are_commands_and_links():
    assert shown(asking(LEADING)) == [
        ("Leave", "command", "https://example.org/bye"),
        ("Again", "command", ""),
        ("Read", "link", "https://example.org/read"),
        ("Write", "link", "/write"),
        ("Odd", "answer", ""),
    ]


def test_keys_of_buttons_are_never_values():
    keys = [each.key for each in asking(ANSWERS).screen.buttons]
    assert keys == ["b0", "b1", "b2", "b3"]


def test_a_command_that_stands_twice_has_two_keys():
    keys = [each.key for each in asking("buttons:\n  - A: exit\n  - B: exit").screen.buttons]
    assert keys == ["exit", "exit-2"]


ACTIONS = """
action buttons:
  - label: |
      Change *it*
    action: change
    color: warning
    arguments:
      which: ${ word_of_mine }
      how: {code: 1 + 1}
  - label: Elsewhere
    action: https://example.org
  - label: Hidden
    action: change
    show if: False
  - label: Shown
    action: change
    show if:
      code: 1 == 1
  - code: |
      [{"label": "Made *plain*", "action": "change", "arguments": {"which": "x"}},
       {"label": "Not shown", "action": "change", "show if": False},
       "nothing of the kind"]
"""
WORD = "\n---\ncode: |\n  word_of_mine = 'this'\n"


def test_action_buttons_start_actions_or_lead_elsewhere():
    walk = asking(ACTIONS + WORD)
    labels = [label for label, _, _ in shown(walk)]
    assert labels == ["Change <em>it</em>", "Elsewhere", "Shown", "Made <em>plain</em>"]
    assert walk.screen.buttons[0].color == "warning"
    assert walk.screen.buttons[1].url == "https://example.org"
    started = list(walk.actions.values())
    assert ("change", {"which": "this", "how": 2}) in started
    assert ("change", {"which": "x"}) in started


@pytest.mark.parametrize(
    "made",
    ["action buttons:\n  code: |\n    [{'label': 'A', 'action': url_action('change')}]",
     "action buttons:\n  - label: A\n    action: ${ url_action('change') }"],
)  # fmt: skip
def test_an_action_may_be_an_address_that_was_made_before(made):
    walk = asking(made)
    (button,) = walk.screen.buttons
    assert button.label == "A"
    assert button.kind == "action"
    assert button.key in walk.actions


def test_code_that_makes_no_list_of_buttons_makes_none():
    assert shown(asking("action buttons:\n  code: 5")) == []


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "Continue"),
        ("es", "Seguir"),
        ("es-MX", "Seguir"),
        ("de", "Weiter"),
        ("xx", "Continue"),
    ],
)
def test_words_of_the_engine_are_in_the_language_of_the_person(language, word):
    walk = Walk("mandatory: True\nquestion: Q\nfield: seen", language=language)
    assert walk.screen.buttons[0].label == Html(word)


SIGNED = (
    "mandatory: True\nquestion: Sign\nsignature: signed\n---\nmandatory: True\nquestion: Thanks"
)


def test_a_signature_is_a_screen_with_one_field():
    walk = Walk(SIGNED)
    assert walk.screen.kind == "signature"
    assert [(each.name, each.datatype) for each in walk.screen.fields] == [("signed", "signature")]
    assert walk.refused({}) == {"signed": "You must sign your name to continue."}
    drawn = "data:image/png;base64,iVBORw0KGgo="
    assert walk.answer({"signed": drawn}).screen.question == "Thanks"
    assert walk.value("signed").content().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("kind", "control"), [("choices", "radio"), ("dropdown", "dropdown"), ("combobox", "combobox")]
)
def test_choices_of_a_question_are_its_one_field(kind, control):
    walk = Walk(
        f"mandatory: True\nquestion: Q\nfield: a\n{kind}: [x, y]\ndefault: y\n---\n"
        "mandatory: True\nquestion: End"
    )
    assert walk.screen.kind == "fields"
    field = walk.field("a")
    assert (field.datatype, field.value) == (control, "1")
    assert walk.answer({"a": "x"}).value("a") == "x"


def test_choices_of_a_question_need_not_be_made():
    walk = asking("field: a\nchoices: [x]\nrequired: False")
    assert walk.field("a").required is False


def test_objects_may_be_the_choices_of_a_question():
    walk = asking(
        "field: a\nchoices:\n  code: |\n    [ada]\n"
        "object labeler: |\n  lambda one: 'Dr ' + one.name.text",
        "objects:\n  - ada: Thing.using(name='Ada')\n---\n",
    )
    assert walk.labels("a") == ["Dr Ada"]


def test_an_action_may_forget_those_before_it():
    walk = asking("action buttons:\n  - label: A\n    action: change\n    forget prior: True")
    ((_, arguments),) = walk.actions.values()
    assert list(arguments.values()) == [True]


def test_a_message_leads_where_its_buttons_say():
    walk = Walk("""
        mandatory: True
        code: |
          message('Q', buttons=[{'Web': 'https://a.b'}, {'Bad': 'javascript:1'}, {'Out': 'exit'}])
    """)
    shown = [(each.label, each.kind, each.url) for each in walk.screen.buttons]
    assert shown == [("Web", "link", "https://a.b"), ("Out", "command", "")]


def test_icons_are_the_images_that_the_interview_names():
    walk = Walk(
        """
        images:
          bill: money.svg
          gone: nothing.svg
        ---
        mandatory: True
        question: ":bill: :gone: :other:"
        """,
        {"data/static/money.svg": "<svg/>"},
    )
    assert '<img class="icon" src="/packages/tests.walk/data/static/money.svg" alt=""' in (
        walk.screen.question
    )
    assert walk.screen.question.count("<img") == 1
