"""The door: one session, screen after screen, its state as typed JSON."""

from __future__ import annotations

import json

import pytest

from interviews.engine.errors import AnswersRefused, StateUnreadable
from interviews.engine.runner import Runner, error_help
from tests.engine.walks import Walk

TWO = """
    metadata:
      title: Two
    ---
    mandatory: True
    code: |
      person.name.first
      colour
      end
    ---
    objects:
      - person: Individual
    ---
    question: Name?
    fields:
      - Name: person.name.first
    ---
    question: Colour?
    fields:
      - Colour: colour
    ---
    event: end
    question: ${ person } likes ${ colour }
    attachment:
      name: Letter
      content: "*${ colour }*"
    """


def test_a_session_goes_on_from_nothing_but_its_json():
    walk = Walk(TWO)
    for answers in ({"person.name.first": "Ada"}, {"colour": "red"}):
        stored = json.dumps(walk.runner.to_json())
        walk.runner = Runner(walk.interview, json.loads(stored), walk.surroundings)
        walk.screen = walk.runner.next_screen()
        walk.answer(answers)
    assert walk.screen.question == "Ada likes red"


def test_two_requests_for_the_same_state_show_the_same_screen():
    walk = Walk(TWO)
    assert walk.screen.id == walk.again().screen.id


def test_the_same_words_a_step_later_are_another_screen():
    walk = Walk("""
        mandatory: True
        code: |
          while True:
            del again
        ---
        question: Again?
        continue button field: again
        """)
    before = walk.screen
    walk.answer()
    assert (walk.screen.question, walk.screen.id == before.id) == (before.question, False)


def test_an_answer_may_be_given_without_looking_at_the_screen():
    walk = Walk(TWO)
    runner = Runner(walk.interview, walk.runner.to_json(), walk.surroundings)
    runner.answer({"f0": ["Ada"]})
    assert runner.next_screen().question == "Colour?"


def test_what_somebody_left_by_going_back_fills_the_fields():
    walk = Walk(TWO)
    before = walk.runner.to_json()
    walk.answer({"person.name.first": "Ada"})
    runner = Runner(walk.interview, before, walk.surroundings, prior=walk.runner.to_json())
    assert runner.next_screen().fields[0].value == "Ada"
    fresh = Runner(walk.interview, before, walk.surroundings)
    assert fresh.next_screen().fields[0].value == ""


def test_a_state_of_another_make_is_refused():
    with pytest.raises(StateUnreadable):
        Runner(Walk(TWO).interview, {"schema": 0}, Walk(TWO).surroundings)


def test_documents_are_made_when_somebody_wants_them():
    walk = Walk(TWO).answer({"person.name.first": "Ada"}).answer({"colour": "red"})
    (offer,) = walk.screen.documents
    assert b"red" in walk.runner.document(offer.key, "html")
    with pytest.raises(KeyError):
        walk.runner.document("d9", "html")


def test_url_args_come_with_the_first_request_alone():
    source = """
        mandatory: True
        question: From ${ url_args.get('from', 'nowhere') }
        """
    walk = Walk(source, url_args={"from": "moon"})
    assert walk.screen.question == "From moon"
    assert walk.again().screen.question == "From moon"


def test_an_action_counts_as_a_step():
    walk = Walk("""
        mandatory: True
        question: End
        subquestion: "[Go](${ url_action('go') })"
        ---
        event: go
        question: Gone
        """)
    assert walk.runner.asked is not None
    (key,) = walk.runner.asked.actions
    walk.act(key)
    assert (walk.screen.question, walk.runner.session.steps) == ("Gone", 1)
    with pytest.raises(AnswersRefused):
        walk.runner.act(key)


@pytest.mark.parametrize(
    ("written", "language", "shown"),
    [
        ("", "en", ""),
        ("  error help: Sorry *indeed*.", "en", "<p>Sorry <em>indeed</em>.</p>"),
        ("  error help:\n    en: Sorry.\n    es: Lo siento.", "es", "<p>Lo siento.</p>"),
        ("  error help:\n    es: Lo siento.", "en", ""),
        ("  error help:\n    '*': Sorry.", "de", "<p>Sorry.</p>"),
    ],
)
def test_authors_say_what_is_shown_where_their_interview_fails(written, language, shown):
    source = f"metadata:\n  title: T\n{written}\n---\nmandatory: True\nquestion: End\n"
    assert error_help(Walk(source).interview, language) == shown
