"""From an author to the page: each datatype comes out with its control and its label."""

from __future__ import annotations

import html
import re

import pytest
from django.template.loader import render_to_string

from interviews.forms import draw_form
from tests.engine.walks import Walk


def page_of(walk: Walk) -> str:
    form = draw_form(walk.screen)
    return "".join(
        render_to_string(each.templates, {"drawn": each, "form": form}) for each in form.fields
    )


def asking(datatype: str, more: str = "") -> str:
    walk = Walk(f"""
        mandatory: True
        question: Ask
        fields:
          - Is it so?: answer
            datatype: {datatype}
            {more}
        """)
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
