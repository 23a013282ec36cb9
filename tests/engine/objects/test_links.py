"""Links, and what is said otherwise on screens than in documents."""

from __future__ import annotations

import pytest

from interviews.engine.text.markdown import render
from interviews.engine.veil import unveil
from tests.engine.contexts import Trial


def shown(url: str, words: str) -> str:
    trial = Trial(url=url, words=words)
    trial.run("link = DALink('link', url=url, anchor_text=words)")
    return render(trial("str(link)"))


def test_a_link_leads_where_it_says_with_its_words_as_they_are():
    made = shown("https://example.com/a?b=(1)&c=2", "*Read* [on]")
    assert 'href="https://example.com/a?b=(1)&amp;c=2"' in made
    assert ">*Read* [on]</a>" in made


@pytest.mark.parametrize("url", ["javascript:alert(1)", 'https://a.b" onclick="x', "data:a"])
def test_a_link_leads_nowhere_that_acts(url):
    made = shown(url, "x")
    assert "href" not in made or "onclick" not in made.split("href")[1].replace("&quot;", '"')
    assert "<a href=" not in made or "javascript" not in made


def test_a_link_asks_for_what_it_lacks():
    trial = Trial()
    trial.run("link = DALink('link')")
    assert trial.missing("str(link)") == "link.url"
    trial.run("link.url = 'a'")
    assert trial.missing("str(link)") == "link.anchor_text"


def test_a_text_for_screens_and_documents_is_the_one_of_where_it_stands():
    trial = Trial()
    trial.run("fruit = DAContext('fruit', question='*an apple*', document='THE APPLE')")
    assert unveil(trial("str(fruit)")) == "*an apple*"
    assert trial("[fruit['document'], len(fruit), class_name(fruit)]") == [
        "THE APPLE", 2, "DAContext",
    ]  # fmt: skip
    trial.in_document = True
    assert trial("str(fruit)") == "THE APPLE"
    trial.run("fruit = DAContext('fruit', question='an apple')")
    assert trial("str(fruit)") == "an apple"


def test_a_text_for_documents_alone_is_a_mistake_on_a_screen():
    trial = Trial()
    trial.run("fruit = DAContext('fruit', document='THE APPLE', auto_gather=False)")
    with pytest.raises(Exception, match="KeyError"):
        trial("str(fruit)")
