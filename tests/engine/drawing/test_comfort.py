"""What an author adds for looks and comfort: an order of chance, a picture, looking again."""

from __future__ import annotations

import pytest

from tests.engine.walks import END, Walk

LETTERS = "".join(f"\n      - {letter}" for letter in "ABCDEFGHIJKL")


def shuffling(key):
    return Walk(f"""
    mandatory: True
    question: Which?
    field: letter
    shuffle: True
    {key}:{LETTERS}
    ---
    mandatory: True
    question: ${{ letter }}
    """)


@pytest.mark.parametrize("key", ["choices", "dropdown"])
def test_shuffled_choices_keep_their_order_throughout_a_session(key):
    walk = shuffling(key)
    before = walk.labels("letter")
    assert sorted(before) == list("ABCDEFGHIJKL")
    assert walk.again().labels("letter") == before
    assert walk.answer({"letter": "C"}).screen.question == "C"


def test_shuffled_buttons_answer_as_they_say():
    assert shuffling("buttons").answer(press="D").screen.question == "D"


def test_sessions_differ_in_their_order():
    found = {tuple(shuffling("choices").labels("letter")) for _ in range(6)}
    assert len(found) > 1


def test_the_choices_of_a_field_are_shuffled_too():
    walks = [
        Walk(f"""
        mandatory: True
        question: Which?
        fields:
          - Letter: letter
            shuffle: True
            code: |
              list("ABCDEFGHIJKL")
        {END}""")
        for _ in range(6)
    ]
    assert len({tuple(walk.labels("letter")) for walk in walks}) > 1


def test_what_is_not_shuffled_stands_as_it_was_written():
    walk = Walk(f"mandatory: True\nquestion: Q\nfield: letter\nchoices:{LETTERS}{END}")
    assert walk.labels("letter") == list("ABCDEFGHIJKL")


HOUSE = """
    images:
      house: house.png
    ---
    mandatory: True
    question: Where?
    decoration: {decoration}
    field: known
    ---
    mandatory: True
    question: End
    """


@pytest.mark.parametrize("decoration", ["house", "[house, garden]", "[{image: house}]"])
def test_a_decoration_is_the_picture_with_that_name(decoration):
    files = {"data/static/house.png": b"png"}
    walk = Walk(HOUSE.format(decoration=decoration), files)
    assert walk.screen.decoration == "/packages/tests.walk/data/static/house.png"


def test_a_decoration_that_is_not_there_is_left_out():
    assert Walk(HOUSE.format(decoration="castle")).screen.decoration == ""
    assert Walk(HOUSE.format(decoration="[]")).screen.decoration == ""


@pytest.mark.parametrize(
    ("reload", "seconds"),
    [
        ("True", 10),
        ("False", 0),
        ("'true'", 10),
        ("30", 30),
        ("1", 4),
        ("{code: 5 + 2}", 7),
        ("soon", 0),
        ("null", 0),
    ],
)
def test_a_screen_looks_again_after_so_many_seconds(reload, seconds):
    walk = Walk(f"mandatory: True\nreload: {reload}\nquestion: Wait\nfield: waited{END}")
    assert walk.screen.reload_seconds == seconds
