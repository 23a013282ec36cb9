from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from interviews.engine.errors import BudgetExceeded
from interviews.engine.text.markdown import Setting, parse, render, render_inline
from interviews.engine.text.terms import Terms, term_key
from interviews.engine.veil import Markup, plain, veil

TAG = re.compile(r"<(?!br>)[^<>]*>")


def test_quotes_dashes_and_dots_become_smart():
    assert (
        render_inline("""What's "this" -- it's 'so'...""")
        == "What\u2019s “this” \u2013 it\u2019s \u2018so\u2019…"
    )


def test_code_keeps_its_straight_quotes():
    assert '<code>it\'s "x" -- ...</code>' in render('`it\'s "x" -- ...`').replace("&quot;", '"')


def test_a_dictionary_in_a_text_opens_its_quotes_after_the_brace():
    assert render_inline(veil("{'the_number': 555}")) == "{\u2018the_number\u2019: 555}"


def test_a_table_becomes_a_table():
    assert render("| a | b |\n|---|---|\n| 1 | 2 |").count("<td>") == 2


def test_a_break_tag_breaks_the_line_and_takes_the_blank_after_it():
    assert render("one\n[BR] two") == "<p>one<br>\ntwo</p>"


def test_centered_text_bears_a_class_instead_of_a_tag():
    assert render("[CENTER] Title") == '<p class="center">Title</p>'


def test_scripts_styles_and_handlers_are_dropped():
    html = render('<script>alert(1)</script><b onclick="x()" style="color:red">b</b>')
    assert html == "<b>b</b>"


def test_a_link_to_a_script_is_no_link():
    assert "<a" not in render("[x](javascript:alert(1))")
    assert "href" not in render('<a href="javascript:alert(1)">x</a>')


def test_a_link_to_an_action_is_a_button_of_the_form_for_actions():
    html = render_inline("[Edit](action:abc-1)")
    assert html.startswith('<button type="submit" form="actions" name="action" value="abc-1"')
    assert html.endswith(' class="link">Edit</button>')


def test_a_button_that_an_author_writes_is_dropped():
    assert "<button" not in render('<button name="action" value="x">y</button>')


def test_a_known_term_in_braces_opens_its_explanation():
    terms = Terms.of({"Letting Agent": "…"}, {})
    html = render_inline("Ask the {letting agent}, not {nobody}.", Setting(terms))
    assert f'popovertarget="term-{term_key("letting agent")}">letting agent</button>' in html
    assert "{nobody}" in html
    assert terms.used == {term_key("letting agent"): "letting agent"}


def test_automatic_terms_are_marked_wherever_they_stand():
    html = render_inline("Vegetables and a vegetable.", Setting(Terms.of({}, {"vegetable": "…"})))
    assert html.count("<button") == 1


def test_a_line_break_in_a_value_stays_one():
    assert render_inline(veil("Main St 1\nTown")) == "Main St 1<br>\nTown"


def test_markup_stays_markup_beside_a_value():
    joined = Markup("**a**") + " *b*"
    assert render_inline(joined) == "<strong>a</strong> *b*"


def test_a_hint_has_no_trace_of_the_veil():
    assert plain(f"As {veil('*a* [b]')} said") == "As *a* [b] said"


TEMPLATES = [
    "Dear {}, hello **{}** and *{}*.",
    "# {}\n\n* {}\n* {}",
    "{}. {}\n\n    {}",
    "| a | b |\n|---|---|\n| {} | {} {} |",
    '<i title="{}">{}</i> <i title={}>x</i>',
    "[{}](http://example.org/?q={}) `{}`",
    "[BR] {} {{term}} {} [CENTER] {}",
]


@given(st.sampled_from(TEMPLATES), st.text(min_size=1))
def test_an_answer_of_any_characters_makes_no_markup(template, answer):
    setting = Setting(Terms.of({"term": 1, answer: 1}, {}))
    shapes = [
        TAG.findall(
            re.sub(
                r'(title|href)="[^"]*"', r"\1", render(template.format(*[veil(said)] * 3), setting)
            )
        )
        for said in (answer, "a")
    ]
    assert shapes[0] == shapes[1]


@given(st.text(min_size=1))
def test_an_answer_is_shown_as_it_was_given(answer):
    shown = "".join(
        "\n" if token.type == "hardbreak" else token.content
        for token in parse(f"`{veil(answer)}`")[1].children or ()
    )
    assert shown == answer.replace("\r\n", "\n")


WORD = st.text(st.characters(categories=("L", "N", "M")), min_size=1, max_size=6)


@given(
    st.lists(st.tuples(WORD, st.sampled_from([" ", ", ", "; ", "-"])), min_size=1, max_size=5),
    st.sampled_from(["", ".", "?", "!"]),
)
def test_mere_words_are_shown_as_the_parser_would_show_them(words, end):
    said = "".join(word + between for word, between in words).rstrip(" ,;-") + end
    assume(not re.match(r"[0-9]{1,9}\.$", said))  # the mark of a list's first point
    parsed = render_inline(f"**x** {said}")
    assert parsed == f"<strong>x</strong> {render_inline(said)}"
    assert render(f"{said}\n\nx").startswith(f"{render(said)}\n")
    assert render_inline(veil(said)) == render_inline(f"**x** {veil(said)}").partition(" ")[2]


def test_a_text_may_show_many_pictures_but_not_any_number():
    assert render("![a](/b.png) " * 300).count("<img") == 300
    with pytest.raises(BudgetExceeded, match="too many pictures"):
        render("![![a](" * 200)


@pytest.mark.parametrize(
    ("asked", "shown"), [(' markdown="1"', "<strong>x</strong>"), ("", "**x**")]
)
def test_an_element_may_ask_that_markdown_is_read_within(asked, shown):
    html = render(f'<div class="a"{asked}>\n**x**\n</div>\n\n**y**')
    assert shown in html
    assert "<strong>y</strong>" in html
    assert "markdown" not in html
