"""Yes or no, as buttons and as boxes: every form has its control, and says what it stores."""

from __future__ import annotations

import pytest

from tests.engine.walks import Walk

YES_NO, MAYBE = ["Yes", "No"], ["Yes", "No", "I don\u2019t know"]


def asking(datatype: str, more: str = "") -> Walk:
    return Walk(f"""
        mandatory: True
        question: Ask
        fields:
          - Did you?: did
            datatype: {datatype}
            {more}
        ---
        mandatory: True
        question: End
        """)


@pytest.mark.parametrize(
    ("datatype", "labels"),
    [
        ("yesnoradio", YES_NO),
        ("noyesradio", YES_NO),
        ("yesnomaybe", MAYBE),
        ("noyesmaybe", MAYBE),
    ],
)
def test_a_decision_with_buttons_has_a_choice_for_each(datatype, labels):
    assert asking(datatype).labels("did") == labels


@pytest.mark.parametrize(
    ("datatype", "said", "stored"),
    [
        ("yesnoradio", "Yes", True),
        ("yesnoradio", "No", False),
        ("noyesradio", "Yes", False),
        ("noyesradio", "No", True),
        ("yesnomaybe", "I don\u2019t know", None),
        ("noyesmaybe", "Yes", False),
        ("noyesmaybe", "I don\u2019t know", None),
    ],
)
def test_what_is_chosen_is_stored(datatype, said, stored):
    walk = asking(datatype).answer({"did": said})
    assert walk.screen.question == "End"
    assert walk.value("did") is stored


def test_no_button_chosen_is_no_answer():
    assert asking("yesnoradio").refused({}) == {"did": "You need to select one."}


def test_in_spanish_the_buttons_are_spanish():
    walk = Walk(
        """
        mandatory: True
        question: Pregunta
        fields:
          - Firma: firma
            datatype: yesnomaybe
        """,
        language="es",
    )
    assert walk.labels("firma") == ["Sí", "No", "No sé"]


@pytest.mark.parametrize(
    ("kind", "said", "stored"),
    [
        ("yesno", "Yes", True),
        ("yesno", "No", False),
        ("noyes", "Yes", False),
        ("noyes", "No", True),
        ("yesnomaybe", "I don\u2019t know", None),
        ("noyesmaybe", "Yes", False),
        ("noyesmaybe", "No", True),
        ("noyesmaybe", "I don\u2019t know", None),
    ],
)
def test_a_question_of_yes_or_no_stores_what_its_button_says(kind, said, stored):
    walk = Walk(f"""
        mandatory: True
        code: |
          did
          end
        ---
        question: Did you?
        {kind}: did
        ---
        event: end
        question: End
        """)
    assert walk.screen.kind == "buttons"
    assert [str(each.label) for each in walk.screen.buttons][:2] == YES_NO
    walk.answer(press=said)
    assert walk.value("did") is stored
