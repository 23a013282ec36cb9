"""What printed forms want: Yes and No, texts cut to the fields; what an interview remembers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.errors import ExpressionFailed
from tests.engine.contexts import Trial, assert_gives

FOX = "The quick brown fox jumped over the lazy dog"


def test_a_truth_is_yes_or_no():
    assert_gives(
        {
            "yesno(True)": "Yes",
            "yesno(0)": "No",
            "yesno(True, invert=True)": "No",
            "noyes(True)": "No",
            "noyes(False)": "Yes",
            "noyes(True, invert=True)": "Yes",
        }
    )


@pytest.mark.parametrize(
    ("lengths", "parts"),
    [
        ([12, 20], ["The quick", "brown fox jumped", "over the lazy dog", ""]),
        (12, ["The quick", "brown fox jumped over the lazy dog", ""]),
        ([100, 20], [FOX, "", "", ""]),
        ([2, 3], ["Th", "e", "quick brown fox jumped over the lazy dog"]),
    ],
)
def test_a_text_is_cut_between_words(lengths, parts):
    trial = Trial(fox=FOX, lengths=lengths)
    assert [trial(f"split(fox, lengths, {at})") for at in range(len(parts))] == parts


@given(st.text(), st.lists(st.integers(min_value=1, max_value=20), min_size=1, max_size=5))
def test_nothing_of_a_cut_text_is_lost_and_each_part_fits(text, lengths):
    trial = Trial(text=text, lengths=lengths)
    parts = [trial(f"split(text, lengths, {at})") for at in range(len(lengths) + 1)]
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(part) <= length for part, length in zip(parts, lengths, strict=False))


def test_a_part_without_a_character_is_refused():
    with pytest.raises(ExpressionFailed, match="one character at least"):
        Trial()("split('a b', [0], 0)")


def test_tasks_are_counted():
    trial = Trial()
    assert trial("task_not_yet_performed('letter')") is True
    trial.run("mark_task_as_performed('letter')\nmark_task_as_performed('letter')")
    assert trial("[task_performed('letter'), times_task_performed('letter')]") == [True, 2]
    trial.run("set_task_counter('letter', 0)")
    assert trial("task_performed('letter', persistent=True)") is False


def test_no_task_is_performed_less_than_never():
    with pytest.raises(ExpressionFailed, match="zero times or more"):
        Trial()("set_task_counter('letter', -1)")


def test_reasons_are_kept_once_and_by_category():
    trial = Trial()
    assert trial("explanation()") == []
    trial.run("explain('Old.')\nexplain('Old.')\nexplain('Poor.')\nexplain('Law.', category='b')")
    assert trial("[explanation(), explanation('b')]") == [["Old.", "Poor."], ["Law."]]
    trial.run("clear_explanations()")
    assert trial("[explanation(), explanation('b')]") == [[], ["Law."]]
    trial.run("clear_explanations('all')")
    assert trial("explanation('b')") == []
