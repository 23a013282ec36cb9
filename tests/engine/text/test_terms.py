"""Words with an explanation."""

from __future__ import annotations

from interviews.engine.text.markdown import Setting, render_inline
from interviews.engine.text.terms import Terms, term_key
from interviews.engine.veil import veil


def shown(source: str, terms: Terms) -> str:
    return render_inline(source, Setting(terms))


def button(word: str, text: str) -> str:
    key = term_key(word)
    return f'<button type="button" class="term" popovertarget="term-{key}">{text}</button>'


def test_a_term_may_be_shown_in_other_words():
    terms = Terms.of({"Tenant": 1}, {})
    assert shown("The {tenant|person who rents}.", terms) == (
        f"The {button('tenant', 'person who rents')}."
    )


def test_a_term_is_found_whatever_its_letters_and_blanks():
    terms = Terms.of({"Rent  Roll": 1}, {})
    assert shown("{rent roll} {RENT  ROLL}", terms).count("<button") == 2
    assert list(terms.used) == [term_key("rent roll")]


def test_braces_round_other_words_are_braces():
    terms = Terms.of({"a": 1}, {})
    assert shown("{b} {a {c}} { {a", terms) == "{b} {a {c}} { {a"


def test_automatic_terms_are_whole_words_outside_links():
    terms = Terms.of({}, {"rent": 1, "rent roll": 1, "c++": 1})
    assert shown("parent Rent rents", terms) == f"parent {button('rent', 'Rent')} rents"
    assert shown("the rent roll", terms) == f"the {button('rent roll', 'rent roll')}"
    assert "<button" not in shown("[rent](/x)", terms)
    assert "<button" not in shown("`rent`", terms)
    assert shown("c++", terms) == button("c++", "c++")
    assert shown("*rent* **a** rent", terms).count("<button") == 2


def test_terms_of_nothing_mark_nothing():
    terms = Terms.of({"": 1, " ": 1}, {"": 1})
    assert terms.pattern is None
    assert shown("a {} { }", terms) == "a {} { }"


def test_what_a_person_says_is_marked_by_no_braces_of_its_own():
    terms = Terms.of({"a": 1}, {})
    assert shown(veil("{a}"), terms) == "{a}"
    assert shown(f"{{{veil('a')}}}", terms) == button("a", "a")
