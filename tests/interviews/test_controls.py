"""From an author to the page: each datatype comes out with its control and its label."""

from __future__ import annotations

import html
import re
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.template.loader import get_template, render_to_string

from interviews.engine import registry
from interviews.forms import draw_form
from tests.engine.walks import Walk

CHOICES = """choices:
              - Apple: a
              - Pear: p"""
OBJECTS = "choices: [ada, bob]"
PEOPLE = """
        ---
        objects:
          - ada: Thing.using(name="Ada")
          - bob: Thing.using(name="Bob")
        """


def page_of(walk: Walk) -> str:
    form = draw_form(walk.screen)
    return "".join(
        render_to_string(each.templates, {"drawn": each, "form": form}) for each in form.fields
    )


def more_for(datatype: str) -> str:
    if datatype.startswith("object"):
        return OBJECTS
    chosen = ("radio", "dropdown", "combobox", "datalist", "checkboxes", "multiselect")
    return CHOICES if datatype in chosen else ""


def asking(datatype: str, more: str = "") -> str:
    walk = Walk(f"""
        mandatory: True
        question: Ask
        fields:
          - Is it so?: answer
            datatype: {datatype}
            {more}
        {PEOPLE}""")
    return page_of(walk)


def radios(page: str) -> dict[str, str]:
    """Return the labels of the radio buttons with what each posts."""
    ids = dict(re.findall(r'<input type="radio" id="([^"]+)" name="f0" value="([^"]*)"', page))
    said = dict(re.findall(r'<label for="([^"]+)"><span>([^<]*)</span>', page))
    return {html.unescape(said[each]): value for each, value in ids.items()}


@pytest.mark.parametrize("datatype", ["yesnoradio", "noyesradio"])
def test_a_decision_has_two_buttons_under_its_legend(datatype):
    page = asking(datatype)
    assert "<legend>Is it so?</legend>" in page
    assert radios(page) == {"Yes": "True", "No": "False"}


@pytest.mark.parametrize("datatype", ["yesnomaybe", "noyesmaybe"])
def test_a_decision_that_one_may_not_know_has_a_third_button(datatype):
    assert radios(asking(datatype)) == {"Yes": "True", "No": "False", "I don\u2019t know": "None"}


def test_a_decision_that_was_made_is_shown_again():
    page = asking("yesnoradio", "default: False")
    assert 'value="False" checked' in page
    assert 'value="True" checked' not in page


@pytest.mark.parametrize("datatype", sorted(registry.datatypes))
def test_each_datatype_has_a_control_that_posts_and_its_label(datatype):
    page = asking(datatype, more_for(datatype))
    assert re.search(r"<(input|select|textarea)\b[^>]* name=\"f0\"", page)
    assert ("Is it so?" in page) is (datatype != "hidden")


@pytest.mark.parametrize("datatype", sorted(registry.datatypes))
def test_each_datatype_has_a_template_of_its_own_choosing(datatype):
    (drawn,) = draw_form(Walk(screen_of(datatype)).screen).fields
    get_template(drawn.templates[0])


def screen_of(datatype: str) -> str:
    return f"""
        mandatory: True
        question: Ask
        fields:
          - Is it so?: answer
            datatype: {datatype}
            {more_for(datatype)}
        {PEOPLE}"""


@pytest.mark.parametrize(
    ("datatype", "control"),
    [
        ("text", '<input type="text"'),
        ("ml", '<input type="text"'),
        ("raw", '<input type="text"'),
        ("mlarea", "<textarea"),
        ("phone", '<input type="tel"'),
        ("datetime-local", '<input type="datetime-local"'),
        ("datalist", 'role="combobox"'),
        ("multiselect", "<select multiple"),
        ("object", "<select"),
        ("object_radio", '<input type="radio"'),
        ("object_checkboxes", '<input type="checkbox"'),
        ("noyeswide", '<input type="checkbox"'),
        ("signature", "<canvas"),
        ("camera", 'accept="image/*"'),
        ("user", 'capture="user"'),
        ("files", 'multiple="multiple"'),
    ],
)
def test_datatypes_that_are_drawn_alike(datatype, control):
    assert control in asking(datatype, more_for(datatype))


@pytest.mark.parametrize(
    ("written", "control"),
    [
        ("text\n            input type: area", "<textarea"),
        ("text\n            input type: hidden", '<input type="hidden"'),
        ("yesno\n            input type: radio", '<input type="radio"'),
        ("noyeswide\n            input type: radio", '<input type="radio"'),
        (f"text\n            input type: radio\n            {CHOICES}", '<input type="radio"'),
        (f"text\n            input type: combobox\n            {CHOICES}", 'role="combobox"'),
        (f"text\n            input type: ajax\n            {CHOICES}", 'role="combobox"'),
        (f"text\n            input type: hidden\n            {CHOICES}", '<input type="hidden"'),
        (f"integer\n            {CHOICES}", "<select"),
        (f"number\n            input type: radio\n            {CHOICES}", '<input type="radio"'),
        (f"yesnoradio\n            {CHOICES}", '<input type="radio"'),
        (f"object\n            input type: radio\n            {OBJECTS}", '<input type="radio"'),
        (f"object\n            input type: combobox\n            {OBJECTS}", 'role="combobox"'),
    ],
)
def test_an_input_type_says_the_control(written, control):
    assert control in asking(written)


def test_the_sign_of_a_currency_stands_before_it():
    assert '<span aria-hidden="true">€</span>' in asking("currency", "currency symbol: €")


def test_what_an_author_notes_beside_an_input_is_there_and_tied_to_it():
    page = asking("text", "note: As in your *passport*.")
    assert "As in your <em>passport</em>." in page
    assert 'aria-describedby="f0-note"' in page


@pytest.mark.parametrize("kind", ["radio", "checkboxes"])
def test_none_of_the_above_is_a_choice_of_its_own(kind):
    page = asking(kind, f"none of the above: Neither\n            {CHOICES}")
    assert "<span>Neither</span>" in page
    assert page.count('name="f0"') == 3


@pytest.mark.parametrize("kind", ["choices", "dropdown", "combobox"])
def test_a_question_of_choices_has_one_control_named_by_the_question(kind):
    walk = Walk(f"""
        mandatory: True
        question: Which?
        field: answer
        {kind}:
          - Apple
          - Pear
        """)
    page = page_of(walk)
    assert 'name="f0"' in page
    assert 'aria-labelledby="question-text"' in page
    assert "Apple" in page


def test_a_question_for_a_signature_has_a_place_to_sign():
    walk = Walk("""
        mandatory: True
        question: Sign your name.
        signature: signed
        """)
    page = page_of(walk)
    assert "<canvas" in page
    assert 'data-signature="f0"' in page
    assert '<input type="hidden" name="f0"' in page


def test_boxes_that_clear_or_tick_others_say_so_to_the_script():
    walk = Walk("""
        mandatory: True
        question: Which?
        fields:
          - Heating: heating
            datatype: yesno
          - Water: water
            datatype: yesno
          - All of it: everything
            datatype: yesno
            check others: [heating, water]
          - Nothing: nothing
            datatype: yesno
            uncheck others: True
        """)
    fields = draw_form(walk.screen).fields
    assert fields[2].rules == '{"check": ["f0", "f1"]}'
    assert fields[3].rules == '{"uncheck": ["f0", "f1", "f2"]}'


@pytest.mark.parametrize(
    ("kind", "control"), [("choices", 'type="radio"'), ("dropdown", "<select")]
)
def test_choices_that_lead_to_blocks_have_a_control_too(kind, control):
    walk = Walk(f"""
        mandatory: True
        question: Which?
        {kind}:
          - Old:
              question: How old?
          - Other: continue
          - Leave: exit
        """)
    page = page_of(walk)
    assert page.count(control) == (3 if kind == "choices" else 1)
    assert "Old" in page
    assert "Leave" in page
    assert [str(each.label) for each in walk.screen.buttons] == ["Continue"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("attachment: {name: A, content: a}", "The following document has been created for you."),
        (
            "attachments: [{name: A, content: a}, {name: B, content: b}]",
            "The following documents have been created for you.",
        ),
        ("include attachment notice: False\nattachment: {name: A, content: a}", ""),
        ("", ""),
    ],
)
def test_a_screen_says_that_documents_were_made(more, said):
    walk = Walk(f"mandatory: True\nquestion: End\n{more}\n")
    context = {"screen": walk.screen, "session": SimpleNamespace(uid=UUID(int=7))}
    page = render_to_string("interviews/blocks/documents.html", context)
    assert said in page
    assert ("created for you" in page) is bool(said)
