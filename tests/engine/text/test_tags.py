"""The tags in brackets, small pictures, and smart punctuation."""

from __future__ import annotations

import time

import pytest

from interviews.engine.text.markdown import Setting, render, render_inline
from interviews.engine.text.smart import smarten
from interviews.engine.text.terms import Terms
from interviews.engine.veil import veil

SHOWS = {
    "one[BR]two": "one<br>\ntwo",
    "one [NEWLINE] two": "one<br>\ntwo",
    "one\n[BR]\ntwo": "one<br>\ntwo",
    "one[SKIPLINE]two": "one<br>\n<br>\ntwo",
    "a[NBSP]b": "a&nbsp;b",
    "1[ENDASH]2 [EMDASH] [HYPHEN]": "1\u20132 \u2014 -",
    "[BLANK]": "_" * 20,
    "[BLANKFILL]": "_" * 60,
    "[TAB]a": "\u2003\u2003a",
    "[SINGLESPACING][NOINDENTATION]a": "a",
    "[INDENTBY 1in] a": "a",
    "[UNKNOWN] a": "[UNKNOWN] a",
    "[A] a": "[A] a",
    "[text](/x)": '<a href="/x" rel="noopener noreferrer">text</a>',
    ":house: a": '<span class="icon icon-house" aria-hidden="true"></span> a',
    "(:house:)": '(<span class="icon icon-house" aria-hidden="true"></span>)',
    "12:30:45": "12:30:45",
    "a:b:c": "a:b:c",
    ":House:": ":House:",
    "[FILE x.png]": "",
    "[QR x]": "",
    "`[BR]`": "<code>[BR]</code>",
}


@pytest.mark.parametrize(("source", "shown"), SHOWS.items())
def test_a_tag_means_what_authors_know_it_for(source, shown):
    assert render_inline(source) == shown


ALIGNS = {
    "[CENTER] a": '<p class="center">a</p>',
    "[BOLDCENTER] a": '<p class="center bold">a</p>',
    "[FLUSHLEFT] a": '<p class="flush-left">a</p>',
    "[FLUSHRIGHT] a": '<p class="flush-right">a</p>',
    "[NOINDENT] a": '<p class="no-indent">a</p>',
    "[BORDER] a": '<p class="border">a</p>',
    "[CENTER] [BORDER] a\n\nb": '<p class="center border">a</p>\n<p>b</p>',
    "a\n[PAGEBREAK]\nb": '<p>a</p>\n<hr class="page-break">\n\n<p>b</p>',
    "a [PAGEBREAK] b": '<p>a</p>\n<hr class="page-break">\n\n<p>b</p>',
    "3. a": '<ol start="3">\n<li>a</li>\n</ol>',
    "a [NEWPAR] b": "<p>a</p>\n<p>b</p>",
    "| a\n| b": "<p>a<br>\nb</p>",
    "| a\nb": "<p>| a\nb</p>",
}


@pytest.mark.parametrize(("source", "shown"), ALIGNS.items())
def test_paragraphs_are_set_as_the_tags_say(source, shown):
    assert render(source) == shown


def test_a_text_of_nothing_is_nothing():
    assert render(" \n") == render_inline("") == ""


def test_a_text_of_several_paragraphs_keeps_them_inline_too():
    assert render_inline("a\n\nb") == "<p>a</p>\n<p>b</p>"


class Pictures:
    """Pictures that show what they are called by."""

    def figure(self, word: str, argument: str) -> str:
        return f"<b>{word} {argument}</b>"


def test_a_picture_is_shown_by_who_knows_it():
    setting = Setting(figures=Pictures())
    assert render_inline("[FILE a.png, 20%] :house:", setting) == (
        "<b>FILE a.png, 20%</b> <b>ICON house</b>"
    )


def test_pictures_and_terms_may_stand_in_a_link_and_tags_in_what_only_looks_like_one():
    setting = Setting(Terms.of({"rent": 1}, {}), Pictures())
    assert render_inline("[a [NBSP] b]", setting) == "[a &nbsp; b]"
    shown = render_inline("[a :house: {rent} b](/x)", setting)
    assert shown.startswith('<a href="/x"')
    assert "<b>ICON house</b>" in shown


def test_what_a_person_says_names_no_picture():
    setting = Setting(figures=Pictures())
    assert "<b>" not in render_inline(veil("[FILE a.png] :house:"), setting)
    assert "<b>FILE *a*" in render_inline(f"[FILE {veil('*a*')}]", setting)


def test_a_link_that_is_none_is_no_link():
    for url in ("javascript:x", "JavaScript:x", "<java\tscript:x>", "data:x", "x:/y", "1:2"):
        assert "href" not in render(f"[a]({url})")
    for url in ("HTTPS://x.example", "x?a:b", "#a:b", "x/a:b"):
        assert "href" in render(f"[a]({url})")
    assert render("[a](/x\u00e9)") == '<p><a href="/x%C3%A9" rel="noopener noreferrer">a</a></p>'


def test_many_blanks_cost_no_more_than_their_number():
    began = time.process_time()
    for source in (
        "[PAGEBREAK]" + " " * 300_000 + "a",
        "a" + " " * 300_000 + "[NEWPAR]",
        ":" * 50_000,
    ):
        assert render(source)
    assert time.process_time() - began < 5


SMART = {
    "'a' \"b\"": "\u2018a\u2019 \u201cb\u201d",
    "it's ('x')": "it\u2019s (\u2018x\u2019)",
    "the '90s": "the \u201990s",
    "\"'a'\"": "\u201c\u2018a\u2019\u201d",
    "a '": "a \u2019",
    "' a": "\u2019 a",
    "-'a'": "-\u2018a\u2019",
    ".'a": ".\u2018a",
    "Inc.'s": "Inc.\u2019s",
    "Inc.'so": "Inc.\u2018so",
    "no quotes": "no quotes",
}


@pytest.mark.parametrize(("plain", "curly"), SMART.items())
def test_quotes_are_curly_and_open_where_something_begins(plain, curly):
    assert smarten(plain) == curly


def test_punctuation_is_smart_in_the_words_for_a_picture_too():
    assert 'alt="it\u2019s \u2013 so"' in render("![it's -- so](/a.png)")


def test_an_apostrophe_behind_other_markup_closes():
    assert render_inline("**Alice**'s [BR]'a'") == (
        "<strong>Alice</strong>\u2019s<br>\n\u2018a\u2019"
    )
    assert render_inline("`a`'s --- ...") == "<code>a</code>\u2019s \u2014 \u2026"
