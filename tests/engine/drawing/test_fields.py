"""What an author writes of a field, and what comes out on the screen."""

from __future__ import annotations

from textwrap import dedent

import pytest

from interviews.engine.errors import BlockInvalid, ExpressionFailed
from interviews.engine.runner import Runner, Surroundings
from interviews.engine.screens import Choice, Condition, Field, Html
from tests.engine.drawing.asking import asking
from tests.engine.walks import END, NOW, Walk


def test_a_field_as_a_whole():
    walk = asking(
        "- Your *age*: age\n"
        "  datatype: integer\n"
        "  hint: In ${ 'years' }\n"
        "  help: |\n    **Why** we ask.\n"
        "  note: Kept *here*.\n"
        "  required: False\n"
        "  default: 7\n"
        "  min: ${ least }\n"
        "  max: 99\n"
        "  css class: narrow\n"
        "  label above field: True\n"
        "  grid:\n    width: 6"
    )
    assert walk.field("age") == Field(
        key="f0",
        name="age",
        datatype="integer",
        label=Html("Your <em>age</em>"),
        hint="In years",
        help=Html("<p><strong>Why</strong> we ask.</p>"),
        note=Html("<p>Kept <em>here</em>.</p>"),
        required=False,
        value="7",
        attributes={"inputmode": "numeric", "step": "1", "min": "3", "max": "99"},
        label_above=True,
        grid=6,
        css_class="narrow",
    )


@pytest.mark.parametrize("grid", ["0", "13", "wide", "{}"])
def test_a_grid_beyond_its_columns_does_not_count(grid):
    assert asking(f"- A: a\n  grid: {grid}").field("a").grid == 0


def test_labels_may_be_spelt_out_or_left_out():
    walk = asking("- label: One\n  field: one\n- no label: two\n- field: three\n- '': four")
    assert [str(each.label) for each in walk.screen.fields] == ["One", "", "", ""]
    assert walk.names == ["one", "two", "three", "four"]


@pytest.mark.parametrize(
    ("required", "is_required"),
    [("True", True), ("False", False), ("'false'", False), ("least > 5", False),
     ("{code: least}", True)],
)  # fmt: skip
def test_whether_it_is_required_may_be_code(required, is_required):
    assert asking(f"- A: a\n  required: {required}").field("a").required is is_required


@pytest.mark.parametrize(
    ("default", "shown"),
    [("Ada", "Ada"), ("${ fruit[0] } tart", "apple tart"), ("{code: least + 1}", "4"), ("5", "5"),
     ("null", "")],
)  # fmt: skip
def test_a_default_is_a_text_a_value_or_code(default, shown):
    assert asking(f"- A: a\n  default: {default}").field("a").value == shown


def test_what_is_there_comes_before_a_default():
    before = "initial: True\n    code: |\n      a = 'old'"
    walk = asking("- A: a\n  default: new", before=before)
    assert walk.field("a").value == "old"


def test_what_was_left_by_going_back_comes_before_a_default():
    walk = asking("- A: a\n  default: new").answer({"a": "left"})
    back = Runner(
        walk.interview, None, Surroundings(now=NOW), prior=walk.runner.to_json()
    ).next_screen()
    assert back.fields[0].value == "left"


def test_notes_stand_among_the_inputs():
    walk = asking(
        "- note: |\n    *Mind* this.\n"
        "- html: |\n    <b>And</b> that.\n"
        "  show if: a\n"
        "- A: a\n"
        "- css: |\n    p { color: red }\n"
        "- script: |\n    ${ least }"
    )
    shown = [(each.datatype, str(each.note)) for each in walk.screen.fields]
    assert shown == [
        ("note", "<p><em>Mind</em> this.</p>"), ("note", "<p><b>And</b> that.</p>"), ("text", ""),
    ]  # fmt: skip
    assert walk.screen.fields[1].conditions == (Condition("f2", ("True",)),)


MADE = """- code: |
    [{'Colour': 'colour', 'datatype': 'radio',
      'choices': ['red', ['blue', 'A blue', True, 'A *sea*.']]}]"""


def test_code_makes_fields_in_its_place():
    walk = asking(f"- A: a\n{MADE}\n- B: b")
    assert walk.names == ["a", "colour", "b"]
    assert walk.labels("colour") == ["red", "A blue"]
    assert walk.field("colour").choices[1].help == "<p>A <em>sea</em>.</p>"
    answers = {"a": "x", "colour": "A blue", "b": "y"}
    assert walk.answer(answers).value("colour") == "blue"


def test_what_code_puts_into_fields_is_never_a_template():
    made = "{'label': said, 'field': 'a', 'hint': said, 'default': said, 'choices': [said]}"
    walk = asking(
        f"- code: |\n    [{made}, {{'note': said}}]",
        before="initial: True\n    code: |\n      said = '$' + '{ 1 + 1 } *x*'",
    )
    field, note = walk.screen.fields
    assert field.label == "${ 1 + 1 } <em>x</em>"
    assert field.hint == "${ 1 + 1 } *x*"
    assert walk.labels("a") == ["${ 1 + 1 } <em>x</em>"]
    assert field.value == "0"
    assert note.note == "<p>${ 1 + 1 } <em>x</em></p>"


def test_fields_that_code_makes_wrongly_are_named_with_its_place():
    with pytest.raises(BlockInvalid, match=r"walk\.yml:6:5: There is no datatype"):
        asking("- code: |\n    [{'Colour': 'colour', 'datatype': 'dates'}]")


def test_code_that_makes_no_list_is_named_with_its_place():
    with pytest.raises(ExpressionFailed, match=r"walk\.yml:\d+:\d+: .*int"):
        asking("- code: |\n    least")


class TestChoices:
    def labels(self, choices: str, more: str = "") -> list[str]:
        return asking(f"- A: a\n  datatype: radio\n  {more}choices:\n    {choices}").labels("a")

    @pytest.mark.parametrize(
        ("choices", "labels"),
        [
            ("- apple\n    - pear", ["apple", "pear"]),
            ("- An apple: apple\n    - pear", ["An apple", "pear"]),
            ("- label: An apple\n      value: apple", ["An apple"]),
            ("An apple: apple\n    A pear: pear", ["An apple", "A pear"]),
            ("code: fruit", ["apple", "pear"]),
            ("- plum\n    - code: fruit", ["plum", "apple", "pear"]),
            ("code: |\n      {'a': 'An apple'}", ["An apple"]),
            ("code: |\n      [{'a': 'An apple'}, {'value': 'p', 'label': 'A pear'}]",
             ["An apple", "A pear"]),
            ("code: |\n      [['a', 'An apple'], ['p', 'A pear', True, 'It is green.']]",
             ["An apple", "A pear"]),
            ("code: |\n      [None, 'x']", ["x"]),
            ("code: None\n    ", []),
            ("- one\n    - two: 2\n      show if: least > 5", ["one"]),
            ("- one\n    - two: 2\n      show if:\n        code: least < 5", ["one", "two"]),
        ],
    )  # fmt: skip
    def test_every_form(self, choices, labels):
        more = "required: False\n  "
        walk = asking(f"- B: b\n- A: a\n  datatype: radio\n  {more}choices:\n    {choices}")
        assert walk.labels("a") == labels

    def test_what_is_excluded_is_not_offered(self):
        assert self.labels("code: fruit", "exclude: fruit[0]\n  ") == ["pear"]
        assert self.labels("- apple\n    - pear\n    - fig", "exclude: fruit\n  ") == ["fig"]

    def test_code_under_the_field_is_a_list_of_choices(self):
        walk = asking("- A: a\n  datatype: checkboxes\n  code: fruit\n  exclude: \"'pear'\"")
        assert walk.labels("a") == ["apple", "None of the above"]

    def test_a_choice_may_have_help_a_picture_and_a_class(self):
        walk = asking(
            "- A: a\n  datatype: radio\n  choices:\n    - One: 1\n      help: It is *one*.\n"
            "      css class: first\n      image: absent"
        )
        (choice,) = walk.field("a").choices
        assert choice == Choice(
            "0", Html("One"), help=Html("<p>It is <em>one</em>.</p>"), css_class="first"
        )

    @pytest.mark.parametrize(("datatype", "shown"), [("radio", "1"), ("checkboxes", ("1",))])
    def test_a_choice_may_be_the_default(self, datatype, shown):
        walk = asking(
            f"- A: a\n  datatype: {datatype}\n  choices:\n    - One: 1\n    - Two: 2\n"
            "      default: True"
        )
        assert walk.field("a").value == shown

    def test_code_may_say_the_default_and_help(self):
        walk = asking(
            "- A: a\n  datatype: radio\n  choices:\n    code: |\n      [['a', 'An apple'],"
            " ['p', 'A pear', True, 'It is green.']]"
        )
        assert walk.field("a").value == "1"
        assert walk.field("a").choices[1].help == "<p>It is green.</p>"

    def test_more_than_one_may_be_ticked_and_all_or_none(self):
        walk = asking(
            "- A: a\n  datatype: checkboxes\n  choices: [x, y]\n  all of the above: True\n"
            "  none of the above: Neither *of* them"
        )
        assert walk.labels("a") == ["x", "y", "All of the above", "Neither *of* them"]
        assert walk.field("a").choices[-1].exclusive
        assert walk.answer({"a": "All of the above"}).value("a").elements == {"x": True, "y": True}

    def test_all_of_the_above_may_have_words_of_its_own(self):
        walk = asking(
            "- A: a\n  datatype: checkboxes\n  choices: [x]\n  all of the above: Every *one*\n"
            "  none of the above: False"
        )
        assert walk.labels("a") == ["x", "Every <em>one</em>"]

    def test_a_list_in_which_one_marks_has_no_box_for_none(self):
        walk = asking("- A: a\n  datatype: multiselect\n  choices: [x]")
        assert walk.labels("a") == ["x"]
        assert walk.refused({}) == {"a": "Check at least one option."}


class TestObjects:
    def test_objects_are_offered_by_what_they_say(self):
        walk = asking("- Who: who\n  datatype: object\n  choices: [ada, bob]")
        assert walk.labels("who") == ["Ada", "Bob"]
        walk.answer({"who": "Bob"})
        assert walk.value("who") is walk.value("bob")

    def test_lists_of_them_are_unfolded(self):
        walk = asking("- Who: who\n  datatype: object_radio\n  choices:\n    - people")
        assert walk.labels("who") == ["Ada", "Bob"]
        walk = asking("- Who: who\n  datatype: object_radio\n  choices: people\n  exclude: ada")
        assert walk.labels("who") == ["Bob"]

    def test_a_labeler_says_what_they_are_called(self):
        walk = asking(
            "- Who: who\n  datatype: object_checkboxes\n  choices: people\n"
            "  none of the above: False\n"
            "  object labeler: |\n    lambda person: 'Dr ' + person.name.text"
        )
        assert walk.labels("who") == ["Dr Ada", "Dr Bob"]
        walk.answer({"who": ["Dr Ada", "Dr Bob"]})
        assert walk.value("who").elements == [walk.value("ada"), walk.value("bob")]


@pytest.mark.parametrize(
    ("datatype", "empty"), [("radio", None), ("checkboxes", {}), ("object_checkboxes", [])]
)
def test_a_screen_on_which_there_is_nothing_to_choose_is_not_shown(datatype, empty):
    walk = asking(f"- note: Choose.\n- A: a\n  datatype: {datatype}\n  code: |\n    []")
    assert walk.screen.question == "End"
    value = walk.value("a")
    assert (value if empty is None else value.elements) == empty


class TestChecks:
    @pytest.mark.parametrize(
        ("check", "said"),
        [
            ("lambda given: given == 'x'", "Please enter a valid value."),
            ("lambda given: validation_error('No, ' + given) if given != 'x' else True", "No, y"),
            ("lambda given: given.nothing", "Please enter a valid value."),
        ],
    )
    def test_an_author_may_check_what_is_said(self, check, said):
        walk = asking(f"- A: a\n  validate: |\n    {check}")
        assert walk.refused({"a": "y"}) == {"a": said}

    def test_what_passes_is_kept(self):
        assert asking("- A: a\n  validate: always").answer({"a": "y"}).screen.question == "End"

    def test_what_a_check_needs_is_asked_before_its_screen(self):
        walk = asking(
            "- A: a\n  validate: |\n    lambda given: given != forbidden",
            "---\n    question: Forbidden?\n    fields:\n      - Word: forbidden",
        )
        assert walk.screen.question == "Forbidden?"

    def test_messages_may_be_an_authors_own(self):
        walk = asking(
            "- A: a\n  validation messages:\n    required: |\n      Say *${ fruit[0] }*!"
        )
        assert walk.refused({}) == {"a": "Say *apple*!"}


def test_what_is_accepted_may_be_written_as_code():
    assert asking("- A: a\n  datatype: file\n  accept: |\n    'image/' + '*'").field(
        "a"
    ).attributes == {"accept": "image/*"}
    plain = asking("- A: a\n  datatype: file\n  accept: application/pdf")
    assert plain.field("a").attributes == {"accept": "application/pdf"}


def test_generic_fields_belong_to_the_object_at_hand():
    walk = Walk("""
    mandatory: True
    question: ${ ada.age } ${ ada.town }
    ---
    objects:
      - ada: Thing
    ---
    generic object: Thing
    question: About ${ x.object_name() }
    fields:
      - Age: x.age
      - Town: x.town
        show if: x.age
    """)
    assert walk.names == ["ada.age", "ada.town"]
    assert walk.answer({"ada.age": "7", "ada.town": "Leeds"}).screen.question == "7 Leeds"


@pytest.mark.parametrize(
    ("written", "control"),
    [
        ("input type: area", "area"),
        ("input type: hidden", "hidden"),
        ("datatype: yesno\n  input type: radio", "yesnoradio"),
        ("datatype: noyeswide\n  input type: radio", "noyesradio"),
        ("datatype: integer\n  choices: [1, 2]", "dropdown"),
        ("datatype: yesnoradio\n  choices: [1, 2]", "radio"),
        ("datatype: boolean", "yesno"),
        ("datatype: threestate", "yesnomaybe"),
        ("input type: ajax\n  choices: [x]", "combobox"),
    ],
)
def test_an_input_type_says_how_it_is_asked(written, control):
    assert asking(f"- A: a\n  {written}").field("a").datatype == control


def test_several_lines_keep_their_ends():
    walk = asking("- A: a\n  input type: area\n  rows: 7")
    assert walk.field("a").attributes["rows"] == "7"
    assert walk.answer({"a": "one\r\ntwo"}).value("a") == "one\ntwo"


@pytest.mark.parametrize(
    ("default", "shown"),
    [("bob", ("1",)), ("[ada, bob]", ("0", "1")), ("{code: people}", ("0", "1"))],
)
def test_a_default_of_objects_names_them(default, shown):
    fields = f"- A: a\n  datatype: object_checkboxes\n  choices: people\n  default: {default}"
    assert asking(fields).field("a").value == shown


def test_a_list_of_lists_of_objects_is_unfolded_in_code():
    fields = "- A: a\n  datatype: object\n  choices:\n    code: |\n      [people, ada]"
    assert asking(fields).labels("a") == ["Ada", "Bob", "Ada"]


def test_fields_that_code_makes_may_have_code_in_them():
    fields = """- code: |
    [{'A': 'a', 'default': {'code': 'least + 1'}, 'hint': None}]"""
    assert asking(fields).field("a").value == "4"


TYPED = """
    question: How many?
    fields:
      - Number: n
        datatype: integer
        input type: radio
        choices: [1, Two: "2", Four: 4]
      - Amount: c
        datatype: currency
        choices:
          - Ten: "10.50"
          - Other: some
      - Plain: p
        choices: [1, 2]
    ---
    mandatory: True
    code: |
      n
"""


def test_choices_of_a_number_are_numbers():
    walk = Walk(dedent(TYPED) + END)
    assert walk.field("n").datatype == "radio"
    walk.answer({"n": "1", "c": "Ten", "p": "2"})
    assert [walk.value(name) for name in "ncp"] == [1, 10.5, "2"]
    again = Walk(dedent(TYPED) + END).answer({"n": "Two", "c": "Other", "p": "1"})
    assert [again.value(name) for name in "nc"] == [2, "some"]
    whole = Walk(dedent(TYPED) + END).answer({"n": "Four", "c": "Ten", "p": "1"})
    assert whole.value("n") == 4


@pytest.mark.parametrize("word", ["address", "group", "Label"])
def test_a_field_may_be_called_like_a_key_that_changes_nothing(word):
    source = "question: Q\nfields:\n  - {0}: a\n    inline: True\n---\nmandatory: True\ncode: a"
    assert Walk(source.format(word)).field("a").label == word
