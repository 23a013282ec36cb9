"""What authors may say in place of the engine: by the codes of the language, with %s in them."""

from __future__ import annotations

import pytest

from tests.engine.datatypes.asking import Asked
from tests.engine.walks import asking

FRUIT = {"Apple": "a", "Pear": "p", "Fig": "f"}


@pytest.mark.parametrize(
    ("datatype", "more", "code", "posted", "about"),
    [
        ("text", {"minlength": 4}, "minlength", ["abc"], "4"),
        ("text", {"maxlength": 2}, "maxlength", ["abc"], "2"),
        ("number", {"min": 18}, "min", ["3"], "18"),
        ("number", {"max": 99}, "max", ["300"], "99"),
        ("date", {"min": "2026-03-27"}, "date min", ["2020-01-01"], "March 27, 2026"),
        ("date", {"max": "2026-03-27"}, "date max", ["2030-01-01"], "March 27, 2026"),
        ("date", {"max": "2026-03-27"}, "max", ["2030-01-01"], "March 27, 2026"),
        ("radio", {}, "multiple choice required", [], "%s"),
        ("dropdown", {}, "multiple choice required", [], "%s"),
        ("yesnoradio", {}, "multiple choice required", [], "%s"),
        ("combobox", {}, "combobox required", [], "%s"),
        ("checkboxes", {"none_label": "Neither"}, "checkboxes required", [], "Neither"),
        ("checkboxes", {"minlength": 2}, "checkbox minlength", ["0"], "2"),
        ("checkboxes", {"maxlength": 1}, "checkbox maxlength", ["0", "1"], "1"),
        ("checkboxes", {"minlength": 2, "maxlength": 2}, "checkbox minmaxlength", ["0"], "2"),
        ("file", {}, "file", [], "%s"),
    ],
)
def test_each_reason_has_a_code_for_an_authors_words(datatype, more, code, posted, about):
    asked = Asked(datatype, FRUIT, messages={code: "No: %s!"}, **more)
    assert asked.refuses(*posted) == f"No: {about}!"


def test_a_day_between_two_others_is_named_with_both():
    messages = {"date minmax": "From %s to %s."}
    asked = Asked("date", messages=messages, min="2026-03-27", max="2026-04-01")
    assert asked.refuses("2020-01-01") == "From March 27, 2026 to April 1, 2026."


def test_words_of_the_whole_interview_for_what_is_left_empty_are_not_for_choices():
    usual = "---\ndefault validation messages:\n  required: Fill this in.\n"
    fields = "- A: a\n- B: b\n  datatype: radio\n  choices:\n    - x"
    assert asking(fields, usual).refused() == {
        "a": "Fill this in.",
        "b": "You need to select one.",
    }
