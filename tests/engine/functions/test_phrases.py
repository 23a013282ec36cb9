"""Words in the person's language: the engine's, and an author's."""

from __future__ import annotations

import pytest

from interviews.engine.functions.phrases import WORDS
from tests.engine.contexts import Trial
from tests.engine.walks import Walk, mistakes

SOURCE = """
    translations:
      - es.yml
      - tests.walk:data/sources/more.yaml
      - all.xlsx
    ---
    mandatory: True
    code: |
      set_language(url_args['lang'])
    ---
    mandatory: True
    question: |
      ${ word('cat') }, ${ word('dog', capitalize=True) }, ${ yesno(True) }, ${ noyes(True) }
    field: seen
"""
FILES = {
    "data/sources/es.yml": "es:\n  cat: gato\n  Continue: Adelante\n  true: cierto\n",
    "data/sources/more.yaml": "es:\n  dog: perro\nfr:\n  cat: chat\n",
}


def shown(language):
    walk = Walk(SOURCE, FILES, url_args={"lang": language})
    return walk.screen.question, walk.screen.buttons[0].label


@pytest.mark.parametrize(
    ("language", "question", "button"),
    [
        ("es", "gato, Perro, Sí, No", "Adelante"),
        ("es-MX", "gato, Perro, Sí, No", "Adelante"),
        ("fr", "chat, Dog, Oui, Non", "Continuer"),
        ("tlh", "cat, Dog, Yes, No", "Continue"),
    ],
)
def test_an_authors_words_come_before_the_engines(language, question, button):
    assert shown(language) == (question, button)


def test_every_language_has_a_word_for_each_button():
    assert {len(words) for words in WORDS.values()} == {9}
    assert all(all(words.values()) for words in WORDS.values())


def test_words_that_stand_alone_know_no_authors_words():
    trial = Trial()
    trial.language = "de"
    assert trial("[word('Continue'), word('cat'), word('a' * 3)]") == ["Weiter", "cat", "aaa"]
    assert trial.source() == ""


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, '2:5: There are no words "tests.walk:data/sources/es.yml".'),
        ({"data/sources/es.yml": b"\xff"}, "2:5: Words are written in UTF-8."),
        ({"data/sources/es.yml": "es: x"}, "2:5: Words are written: language,"),
        ({"data/sources/es.yml": "a: [\n"}, "This is not YAML"),
        (
            {"data/sources/es.yml": "es:\n" + "".join(f"  w{n}: x\n" for n in range(10_001))},
            "10000 phrases at most",
        ),
    ],
)
def test_words_that_cannot_be_read_are_named(files, said):
    found = mistakes("translations:\n  - es.yml\n---\nmandatory: True\nquestion: Q", files)
    assert said in found[0] or said in str(found)


def test_a_file_of_no_words_says_nothing():
    source = "translations:\n  - es.yml\n---\nmandatory: True\nquestion: Q"
    assert mistakes(source, {"data/sources/es.yml": ""}) == []


def test_of_relatives_by_marriage_the_first_word_is_many():
    assert Trial()("noun_plural('brother-in-law')") == "brothers-in-law"
    assert Trial()("noun_singular('brothers-in-law')") == "brother-in-law"
