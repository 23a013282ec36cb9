"""Addresses of interviews."""

from __future__ import annotations

import pytest

from interviews.engine.errors import BudgetExceeded
from tests.engine.contexts import Trial
from tests.engine.walks import Walk

I = "/interview?i=tests.walk%3Adata%2Fquestions%2F"  # noqa: E741 - as the address has it


@pytest.mark.parametrize(
    ("call", "address"),
    [
        ("interview_url()", f"{I}walk.yml"),
        (
            "interview_url(reset=1, name='a b&c', none=None, session='x')",
            f"{I}walk.yml&reset=1&name=a+b%26c",
        ),
        ("interview_url(i='other.yml', local=True)", f"{I}other.yml"),
        ("interview_url(i='p.q:x.yml')", "/interview?i=p.q%3Ax.yml"),
    ],
)
def test_an_address_names_the_interview_and_what_it_is_told(call, address):
    walk = Walk(f"mandatory: True\nquestion: ${{ {call} }}")
    assert walk.screen.question.replace("&amp;", "&") == address


def test_an_address_is_a_link_that_may_be_followed():
    walk = Walk("mandatory: True\nquestion: Q\nsubquestion: '[x](${ interview_url() })'")
    assert f'href="{I}walk.yml"' in walk.screen.subquestion


def test_an_address_has_limits():
    with pytest.raises(BudgetExceeded):
        Trial()("interview_url(i='p:x.yml', a='ä' * 300000)")
