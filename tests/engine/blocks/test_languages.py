"""What a source says once may be said in several languages."""

from __future__ import annotations

import pytest

from tests.engine.walks import Walk

SAID = """
metadata:
  title:
    en: Fruit
    es: Fruta
  post:
    en: after
    es: después
---
language: en
default screen parts:
  under: below
---
language: es
default screen parts:
  under: debajo
---
default screen parts:
  right: ->
---
language: en
terms:
  fig: a fruit
---
language: es
terms:
  fig: una fruta
---
language: en
interview help: Ask.
---
language: es
interview help: Pregunte.
---
language: es
sections:
  - one: Uno
---
language: en
sections:
  - one: One
---
initial: True
code: |
  set_language(url_args['lang'])
---
mandatory: True
section: one
question: A {fig}
"""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Fruit", "after", "below", "a fruit", "Ask.", "One"]),
        ("es", ["Fruta", "después", "debajo", "una fruta", "Pregunte.", "Uno"]),
    ],
)
def test_each_person_reads_it_in_their_own(language, said):
    screen = Walk(SAID, url_args={"lang": language}).screen
    (term,) = screen.terms.values()
    shown = [screen.post, screen.under, term, screen.interview_help]
    texts = [each.removeprefix("<p>").removesuffix("</p>") for each in shown]
    assert [screen.title, *texts, screen.sections[0].label] == said
    assert screen.right


def test_the_catalogue_calls_an_interview_by_its_english_name():
    assert Walk(SAID, url_args={"lang": "es"}).interview.title == "Fruit"


def test_a_default_role_may_have_code_for_every_request():
    walk = Walk(
        "default role: a\ncode: |\n  who = 'Ann'\n---\nmandatory: True\nquestion: ${ who }"
    )
    assert walk.screen.question == "Ann"


def test_the_metadata_may_say_what_buttons_are_called():
    source = (
        "metadata:\n  continue button label: Go *on*\n  help label: What?\n"
        "---\nmandatory: True\nquestion: Q\nhelp: This.\nfield: a\n{more}"
    )
    screen = Walk(source.format(more="")).screen
    assert (screen.buttons[0].label, screen.help_label) == ("Go <em>on</em>", "What?")
    own = Walk(source.format(more="continue button label: Own")).screen
    assert own.buttons[0].label == "Own"
