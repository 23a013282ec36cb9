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


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("interviews", "/interviews/"),
        ("profile", "/profile/"),
        ("change_password", "/account/password/change/"),
        ("root", "/"),
        ("interview', reset='1", f"{I}walk.yml&reset=1"),
        ("nothing", ""),
    ],
)
def test_a_page_of_the_site_is_an_address(page, address):
    walk = Walk(f"mandatory: True\nquestion: >-\n  ${{ url_of('{page}') }}")
    assert walk.screen.question.replace("&amp;", "&") == address


@pytest.mark.parametrize(
    ("called", "command"),
    [("exit", "exit"), ("login", "signin"), ("restart", "restart"), ("leave", "leave")],
)
def test_a_way_out_of_the_session_is_a_button_that_asks_nothing(called, command):
    walk = Walk(
        "mandatory: True\nquestion: Q\n"
        f"subquestion: |\n  [x](${{ url_of('{called}', next='https://example.com') }})"
    )
    assert "<button" in walk.screen.subquestion
    (key,) = walk.actions
    (button,) = walk.act(key).screen.buttons
    assert (button.kind, button.key, button.url) == ("command", command, "https://example.com")


@pytest.mark.parametrize(
    ("source", "address"),
    [
        (
            "'https://example.com', query='Hello, world!'",
            "https://example.com?query=Hello%2C+world%21",
        ),
        ("'https://example.com/?a=1', b=2, _external=True", "https://example.com/?a=1&b=2"),
        ("'http://example.com'", "http://example.com"),
        ("'mailto:a@example.com', subject='A b'", "mailto:a@example.com?subject=A%20b"),
        ("'javascript:alert(1)'", "/static/javascript:alert(1)"),
    ],
)
def test_an_address_elsewhere_takes_what_is_asked_there(source, address):
    assert Trial()(f"url_of({source})") == address


def test_the_address_of_a_given_file_is_its_own():
    made = Trial()
    made.run("papers = DAStaticFile('papers', filename='a.pdf')")
    assert made("url_of(papers)") == made("papers.url_for()") != ""


def test_a_choice_may_lead_to_an_action():
    walk = Walk("""
        mandatory: True
        question: Q
        buttons:
          - Forget: x
            url: ${ url_action('forget') }
          - Stay: leave
        ---
        event: forget
        question: Forgotten
    """)
    forget = walk.button("Forget")
    assert (forget.kind, walk.act(forget.key).screen.question) == ("action", "Forgotten")
