"""The screen as a whole: its texts, its place in the interview, and who it is."""

from __future__ import annotations

import pytest

from tests.engine.walks import Walk


def test_texts_are_filled_and_read_as_markdown():
    screen = Walk(
        """
    code: |
      name = url_args["name"]
    ---
    mandatory: True
    question: |
      Dear **${ name }**
    subquestion: |
      % if name:
      You are:

      * ${ name }
      % endif
    under: below
    right: beside
    css class: ${ 'wide' }
    """,
        url_args={"name": "Ada & *Co*"},
    ).screen
    assert screen.question == "Dear <strong>Ada &amp; *Co*</strong>"
    assert "<li>Ada &amp; *Co*</li>" in screen.subquestion
    assert (screen.under, screen.right) == ("<p>below</p>", "<p>beside</p>")
    assert screen.css_class == "wide"


def test_pictures_of_the_package_are_shown_and_others_are_not():
    files = {f"data/static/{name}": "" for name in ("house.png", "plan.pdf")}
    screen = Walk(
        """
    images:
      home: house.png
    ---
    mandatory: True
    question: Q
    subquestion: |
      [FILE home, 100px, A house] [FILE house.png, 50%] [FILE plan.pdf] [FILE absent.png]
      [EMOJI home] [FILE home, 99999] [QR words] [FILE noname]
    """,
        files,
    ).screen
    shown = str(screen.subquestion)
    address = "/packages/tests.walk/data/static/"
    assert f'<img src="{address}house.png" alt="A house" width="100">' in shown
    assert f'<img src="{address}house.png" alt="">' in shown
    assert f'href="{address}plan.pdf"' in shown
    assert ">plan.pdf</a>" in shown
    assert shown.count("<img") == 4
    assert "absent" not in shown
    assert "QR" not in shown


def test_words_that_explanations_use_are_explained_too():
    screen = Walk("""
    terms:
      lease: A {contract}.
      contract: A promise.
      unused: Not shown.
    ---
    mandatory: True
    question: The {lease}
    """).screen
    assert len(screen.terms) == 2
    assert "<p>A promise.</p>" in screen.terms.values()


STEPS = """
mandatory: True
code: |
  a
  b
  end
---
question: A
yesno: a
{first}
---
question: B
yesno: b
{second}
---
event: end
question: End
"""


def steps(first: str = "", second: str = "") -> Walk:
    return Walk(STEPS.replace("{first}", first).replace("{second}", second))


def test_one_can_go_back_once_there_is_something_behind():
    walk = steps()
    assert not walk.screen.can_go_back
    assert walk.answer(press="Yes").screen.can_go_back


def test_an_author_may_bar_the_way_back():
    walk = steps(second="prevent going back: True")
    assert not walk.answer(press="Yes").screen.can_go_back


@pytest.mark.parametrize(
    ("second", "features", "beside", "corner"),
    [
        ("", "", None, ""),
        ("back button: True", "", None, ""),  # the usual word stands once on a page
        ("back button: False", "", None, ""),
        ("back button: True\nback button label: Go *back*", "", "Go <em>back</em>", ""),
        ("back button: 1 > 2\nback button label: Go back", "", None, ""),
        ("back button label: Go back", "question back button: True", "Go back", ""),
        ("back button: True", "navigation back button: False", "", None),
        ("corner back button label: Home", "", None, "Home"),
    ],
)
def test_an_author_says_where_the_way_back_stands_and_what_it_is_called(
    second, features, beside, corner
):
    said = f"features:\n  {features}\n---\n" if features else ""
    source = said + STEPS.replace("{first}", "").replace("{second}", second).lstrip()
    screen = Walk(source).answer(press="Yes").screen
    assert screen.can_go_back
    assert (screen.back_label, screen.corner_back_label) == (beside, corner)


PROGRESS = "features:\n  progress bar: True\n---\n"


@pytest.mark.parametrize(
    ("progress", "first", "then"),
    [("", 0, 5), ("progress: 40", 40, 43), ("progress: ${ 30 + 10 }", 40, 43),
     ("progress: {code: 40}", 40, 43), ("progress: some", 0, 5), ("progress: 500", 100, 100),
     ("progress: True", 0, 5), ("progress: '-3'", 0, 5)],
)  # fmt: skip
def test_the_bar_moves_as_the_author_says_or_by_itself(progress, first, then):
    walk = Walk(PROGRESS + STEPS.replace("{first}", progress).replace("{second}", ""))
    assert walk.screen.progress == first
    assert walk.answer(press="Yes").screen.progress == then


def test_without_the_feature_there_is_no_bar():
    assert steps("progress: 40").screen.progress is None


def test_a_screen_is_another_one_when_anything_that_is_asked_differs():
    one = steps().screen.id
    assert one == steps().screen.id
    assert one != steps("subquestion: more").screen.id
    assert one != steps().answer(press="Yes").screen.id


def test_what_keeps_an_answer_is_made_before_it_is_asked():
    walk = Walk("""
    mandatory: True
    code: client.agrees
    ---
    generic object: Thing
    question: Agree?
    yesno: x.agrees
    ---
    objects:
      - client: Thing
    """)
    assert walk.screen.question == "Agree?"
    assert walk.knows("client")


MESSAGE = """
mandatory: True
code: |
  message("Stop *here*", "For **now**.", buttons=[{"Restart": "restart"}, {"Read": "exit"}])
"""


def test_a_message_is_a_screen_of_its_own():
    screen = Walk("metadata:\n  title: T\n---" + MESSAGE).screen
    assert screen.finished
    assert screen.title == "T"
    assert "Stop" in screen.question
    assert "now" in screen.subquestion
    assert [each.kind for each in screen.buttons] == ["command", "command"]
    assert screen.id


def test_a_command_of_code_is_a_screen_with_nothing_else():
    screen = Walk("mandatory: True\ncode: |\n  command('exit', url='https://example.org')").screen
    assert (screen.question, screen.kind) == ("", "end")
    assert [(each.key, each.url) for each in screen.buttons] == [("exit", "https://example.org")]


def test_a_help_text_may_have_a_label():
    screen = Walk("mandatory: True\nquestion: Q\nhelp:\n  label: Why?\n  content: So.").screen
    assert screen.help_label == "Why?"
    assert "<p>So.</p>" in screen.help
    assert Walk("mandatory: True\nquestion: Q\nhelp: So.").screen.help == "<p>So.</p>"


def test_going_back_may_be_needed_for_nothing():
    walk = Walk("mandatory: True\nquestion: ${ 1 }\nyesno: a\nneed: b\n---\nquestion: B\nyesno: b")
    assert walk.screen.question == "B"


def test_a_part_that_is_passed_twice_is_passed_once():
    parts = "section: here\nquestion: A\nyesno: a\n---\nsection: here\nquestion: B\nyesno: b\n"
    walk = Walk(parts + "---\nmandatory: True\ncode: |\n  a\n  b\n")
    assert walk.answer(press="Yes").screen.section == "here"
    assert walk.runner.session.visited == ["here"]
