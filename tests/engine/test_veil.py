"""What a person says is kept apart from markup, and comes back as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.veil import Markup, joined, plain, unveil, unveil_in_html, veil

SAID = st.text() | st.text("<>&\"'*_[]{}`#\\\r\n \U000f003c\U000f00ff")


@given(SAID)
def test_nothing_that_markup_could_mean_something_by_is_left_in_a_veiled_value(said):
    assert not set(veil(said)) & set(" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\n\r\t")


@given(st.text())
def test_a_veiled_value_comes_back_as_it_was(said):
    assert unveil(veil(said)) == said.replace("\r\n", "\n")


@given(SAID)
def test_in_html_what_was_veiled_is_entities(said):
    assert not set(unveil_in_html(veil(said))) & set("<>\"'`")


def test_nothing_is_nothing_also_under_the_veil():
    assert veil("") == unveil("") == unveil_in_html("") == plain("") == ""


def test_markup_is_not_veiled_and_veils_what_it_is_joined_with():
    bold = Markup("**b**")
    assert veil(bold) == "**b**"
    assert type(veil(bold)) is str
    for made in (bold + "*", "*" + bold, bold + Markup("c"), bold * 2):
        assert isinstance(made, Markup)
        assert made.count("*") in (4, 8)
    assert unveil("a *" + bold) == "a ***b**"


def test_texts_are_joined_as_markup_if_one_of_them_is():
    assert joined(["a", "*"], "-") == "a-*"
    assert not isinstance(joined(["a", "*"], "-"), Markup)
    made = joined(["*", Markup("**")], "_")
    assert isinstance(made, Markup)
    assert made.count("*") == 2
    assert "_" not in made
    assert joined(["a"], Markup("<br>")) == veil("a")


def test_a_sink_without_markup_gets_one_line():
    said = veil("c\n\nd")
    assert plain(f"a\n b {said}") == "a b c d"
