"""What an author wrote wrongly is named with its line, its column, and what was meant."""

from __future__ import annotations

import pytest

from tests.engine.walks import mistakes

# What is written, and what is said of it: "line:column: message".
QUESTIONS = {
    "question: Q\nyesno: a\nfields:\n  - B: b":
        '3:1: A question asks in one way: it has "yesno" and "fields".',
    "question: Q\ncode: |\n  a = 1":
        '2:1: A block has "question" or "code", not both.',
    "question: Q\nsubquestoin: text":
        '2:1: A question has no key "subquestoin". Did you mean "subquestion"?',
    "question: Q\nyesno: is it":
        '2:8: A name was expected, such as client.address.city, not "is it".',
    "question: Q\nyesno: 5":
        "2:8: A name was expected, such as client.address.city, not int.",
    "question: Q\nunder:\n  - a":
        '3:3: "under" is a text.',
    "question: Q\nterms:\n  - word":
        '3:5: "terms" is a mapping of words to explanations.',
    "question: Q\nvalidation code: 5":
        "2:18: Code is a text of Python statements.",
}  # fmt: skip
FIELDS = {
    "- just a text": '4:5: A field is "label: name", with more keys below if needed.',
    "- datatype: date": '4:5: A field needs "label: name".',
    "- Name: x y":
        '4:11: A name was expected, such as client.address.city, not "x y".',
    "- Name: a\n    datatype: dat": '5:15: There is no datatype "dat". Did you mean "date"?',
    "- Name: a\n    datatype: sculpture": '5:15: There is no datatype "sculpture".',
    "- Name: a\n    datatype: radio": '4:5: A field of datatype "radio" needs choices.',
    "- Name: a\n    requires: True":
        '5:5: A field has a key "requires" that it does not know. Did you mean "required"?',
    "- Name: a\n    sculpture: True": '5:5: A field has a key "sculpture" that it does not know.',
    "- Name: a\n    show if:\n      is: 5":
        '6:7: A condition has "variable" and "is", or "code".',
    "- Name: a\n    choices: 5":
        '5:14: "choices" is a list of choices, or code that makes one.',
    "- Name: a\n    choices:\n      - One: 1\n        Two: 2":
        '6:9: A choice is a text, or one "label: value".',
    "- Name: a\n    choices:\n      - One:\n          questions: Q":
        '7:11: A section has the key "questions", which makes no block. Did you mean "question"?',
    "- Name: a\n    required: 1 +": "5:15: This is not Python: invalid syntax.",
    "- Name: a\n    hint: ${ b": "5:11: A '${' has no closing brace. Write ${ expression }.",
}  # fmt: skip
BLOCKS = {
    "objects:\n  - client": '2:5: An object is written "name: Class".',
    "objects from file:\n  - clients":
        '2:5: Objects from a file are written "name: file.yml".',
    "table: t\ncolumns:\n  - name": '3:5: A column is written "heading: expression".',
    "template: t\nsubject: s": '1:1: A template has a "content".',
    "attachment:\n  - letter": "2:5: An attachment is a mapping with a name and a content.",
    "metadata: 5": '1:11: "metadata" is a mapping of words to values.',
    "sections:\n  - one: 5": '2:5: A section is written "key: label".',
    "def: greetings": '1:1: A "def" has its functions under "mako".',
    "code: |\n  a = 1\nmandatry: True":
        '3:1: A code block has no key "mandatry". Did you mean "mandatory"?',
    "question: Q\nreview:\n  - text": '3:5: An entry of a review is "label: name", or a note.',
    "question: Q\nreview:\n  - One: 5":
        "3:10: An entry of a review names what is asked for again.",
    "question: Q\nreview:\n  - One:\n      - forget: a":
        "4:9: A review does recompute, undefine, invalidate, set, follow up, not \"forget\".",
    "question: Q\nusedefs: greting\n---\ndef: greeting\nmako: hello":
        '2:10: There is no "def: greting" before this.',
}  # fmt: skip


@pytest.mark.parametrize(("source", "said"), [*QUESTIONS.items(), *BLOCKS.items()])
def test_what_is_wrong_in_a_block(source, said):
    assert mistakes(source) == [said]


@pytest.mark.parametrize(("field", "said"), FIELDS.items())
def test_what_is_wrong_in_a_field(field, said):
    source = f"question: Q\nid: q\nfields:\n  {field}\n"
    assert mistakes(source) == [said]


def test_a_def_that_is_nearly_named_is_offered():
    source = "def: greeting\nmako: hello\n---\nquestion: Q\nusedefs: greting"
    (said,) = mistakes(source)
    assert said == '5:10: There is no "def: greting" before this. Did you mean "greeting"?'


def test_code_that_is_refused_is_named_and_reading_goes_on():
    found = mistakes("code: |\n  a = 1\n  with a: pass\n---\nquestion: Q\nyesno: 1")
    assert [each.partition(":")[0] for each in found] == ["3", "6"]


def test_every_mistake_is_named_not_only_the_first():
    found = mistakes("question: Q\nyesno: 1\n---\nquestion: R\nnoyes: 2\n---\nobjects:\n  - a")
    assert [each.partition(":")[0] for each in found] == ["2", "5", "8"]


def test_keys_that_resemble_none_are_let_be():
    assert mistakes("question: Q\nsculpture: marble\n---\ncode: |\n  a = 1\nsculpture: x") == []


def test_what_stands_in_its_right_place_is_no_mistake():
    source = """
        question: Q
        subquestion:
          content: A text with a place of its own.
        fields:
          - note: A note
          - label: Name
            field: name
          - no label: other
          - css: x
          - script: y
          - code: |
              []
        """
    assert mistakes(source) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "table: t\nrow: x\ncolumns:\n  - a: b",
            '2:1: A table has no key "row". Did you mean "rows"?',
        ),
        (
            "template: t\nsubjects: x\ncontent: y",
            '2:1: A template has no key "subjects". Did you mean "subject"?',
        ),
        (
            "question: Q\nfields:\n  A: a\n  B: b",
            '3:3: "fields" is a list: write "- " before each "label: name".',
        ),
        ("code: |\n  class A:\n    pass", "2:3: The language has no 'class'."),
        (
            "metadata:\n  title: T\n---\n\n- question: Q\n- yesno: a",
            '5:1: A section has keys with values. Write "key: value", without a "- ".',
        ),
    ],
)
def test_a_slip_is_named_with_what_was_meant(source, said):
    assert mistakes(source) == [said]


def test_what_other_servers_know_of_a_question_is_no_slip():
    assert mistakes("question: Q\nquestion back button: True\nresponse code: 200") == []
