"""Attributes in braces behind links, pictures, headings and paragraphs."""

from __future__ import annotations

import pytest

from interviews.engine.text.markdown import render, render_inline
from interviews.engine.veil import veil

LINK = 'href="https://a.b" rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("[x](https://a.b){:target=\"_blank\" .big .red #top title='T'}", "top"),
        ("![x](/a.png){: .small width=20}", 'width="20"'),
        ("`code`{: .sql }", '<code class="sql">code</code>'),
    ],
)
def test_a_list_belongs_to_what_stands_before_it(source, shown):
    made = render_inline(source)
    assert shown in made
    assert "{" not in made


def test_several_links_each_have_their_own():
    made = render('[x](https://a.b){:target="_blank"} and [y](https://a.b){: .other }')
    assert '<a href="https://a.b" target="_blank" rel' in made
    assert '<a href="https://a.b" class="other" rel' in made


def test_headings_and_paragraphs_have_them_at_their_end():
    assert render("# Title {: .sub }") == '<h1 class="sub">Title</h1>'
    assert render("Some words\n{: .note #n }") == '<p class="note" id="n">Some words</p>'
    assert render("Some words {: .note }") == "<p>Some words {: .note }</p>"


def test_words_before_braces_own_no_attributes():
    assert render_inline("word {:x} and {: .y}") == "word {:x} and {: .y}"
    assert render_inline("{:x}") == "{:x}"
    assert render_inline("*word*{: .y}") == "<em>word</em>{: .y}"
    assert "[z]{: .y}" in render_inline("[z]{: .y}")


def test_no_attribute_leads_elsewhere_or_runs_anything():
    made = render_inline(
        '[x](https://a.b){: href="javascript:1" onclick="f()" src="/x" style="a"}'
    )
    assert made == f"<a {LINK}>x</a>"


def test_what_a_person_answered_is_no_list():
    assert "class" not in render_inline("[x](https://a.b)" + veil("{: .big }"))


def test_long_runs_of_braces_cost_nothing():
    assert render_inline("{:" * 20_000).startswith("{:{:")
    assert render("a\n" + "{: " * 20_000)
