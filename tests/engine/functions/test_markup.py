"""What an author's code may write as markup; values inside it stay texts."""

from __future__ import annotations

import pytest

from interviews.engine.text.markdown import render, render_inline
from interviews.engine.veil import Markup
from tests.engine.contexts import Trial


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("bold('a*b')", "<strong>a*b</strong>"),
        ("bold('', 'nothing')", "<strong>nothing</strong>"),
        ("italic('a')", "<em>a</em>"),
        ("italic('')", ""),
        ("bold('')", ""),
        ("[plain(''), plain('', 'b'), plain('', default=5)][2]", "5"),
        ("plain(raw('**a**'))", "<strong>a</strong>"),
        ("redact('secret *a*')", "\u2588" * 6),
        ("raw('**a**')", "<strong>a</strong>"),
        ("verbatim('**a**')", "**a**"),
        ("verbatim(raw('**a**'))", "**a**"),
        (r"manual_line_breaks('a*\r\nb*')", "a*<br>\nb*"),
    ],
)
def test_markup_is_seen_and_values_in_it_are_read(source, html):
    assert render_inline(Trial()(source)) == html


def test_a_quotation_has_its_paragraphs():
    html = render(Trial()(r"quote_paragraphs('one *x*\n\n\n\ntwo')"))
    assert html.split() == ["<blockquote>", "<p>one", "*x*</p>", "<p>two</p>", "</blockquote>"]


def test_each_line_becomes_a_paragraph():
    html = render(Trial()(r"single_to_double_newlines('one\n\n two ')"))
    assert html.split() == ["<p>one</p>", "<p>two</p>"]


@pytest.mark.parametrize(
    ("wishes", "classes"),
    [
        ("", "button"),
        (", color='danger', size='sm', block=True", "button color-danger size-sm block"),
        (", color='x\" y', size=5", "button"),
    ],
)
def test_a_link_may_look_like_a_button(wishes, classes):
    made = Trial(edit="<Edit>")(f"action_button_html(url_of('a.pdf'), label=edit{wishes})")
    assert isinstance(made, Markup)
    assert f'<a class="{classes}" href="' in made
    assert "&lt;Edit&gt;</a>" in render_inline(made)


def test_a_link_may_open_a_window_and_says_edit_by_default():
    html = Trial()("action_button_html('/x', new_window=True)")
    assert 'target="_blank"' in html
    assert "Edit" in html


def test_a_static_file_has_an_address():
    assert Trial()("url_of('logo.png')") == "/static/logo.png"


def test_a_picture_of_a_package_is_named_with_its_width():
    assert Trial()("static_image('p:data/static/a.png', width='20%')").startswith("[FILE ")
    assert Trial()("static_image('a.png')") == Trial()("'[FILE ' + bold('')[:0] + 'a.png]'")
