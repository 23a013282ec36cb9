"""Texts that an author wrote in code: markup in a text, exact characters everywhere else."""

from __future__ import annotations

from typing import Any

import pytest

from interviews.engine.veil import Authored, Markup, authored, joined, veil
from tests.engine.walks import Walk, asking

SHOWN = "---\nmandatory: True\nquestion: Q\nsubquestion: ${ t }\n"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("t = 'Some **bold** words'", "<p>Some <strong>bold</strong> words</p>"),
        ("t = '<b>x</b>' if 1 < 2 else ''", "<p><b>x</b></p>"),
        ("t = '**a**'\n  t += ' and ' + str(4)", "<p><strong>a</strong> and 4</p>"),
        ("t = '**%s**' % n", "<p><strong>*Ann*</strong></p>"),
        ("t = '**{}**'.format(n)", "<p><strong>*Ann*</strong></p>"),
        ("t = f'**{n}**'", "<p><strong>*Ann*</strong></p>"),
        ("t = '**' + n + '**'", "<p><strong>*Ann*</strong></p>"),
        ("t = comma_and_list(['*a*', n])", "<p><em>a</em> and *Ann*</p>"),
        ("t = '\\n'.join(['* a', '* ' + n])", "<ul>\n<li>a</li>\n<li>*Ann*</li>\n</ul>"),
        ("t = {'k': ['*a*']}['k'][0]", "<p><em>a</em></p>"),
        ("t = n.replace('A', '**A**')", "<p>***A**nn*</p>"),
        ("t = n + n", "<p>*Ann**Ann*</p>"),
        ("t = '*'.replace('*', n)", "<p>*Ann*</p>"),
        # who puts an answer into a pattern makes all of it a value
        ("t = ('*{}* ' + n).format(1)", "<p>*1* *Ann*</p>"),
        ("t = (n + '*%s*') % 1", "<p>*Ann**1*</p>"),
        ("t = '**{}**'.format(n).format()", "<p>***Ann***</p>"),
    ],
)
def test_an_authors_words_are_markup_and_what_a_person_said_is_not(code, shown):
    source = f"code: |\n  {code}\n---\nquestion: N\nfields:\n  - N: n\n{SHOWN}"
    walk = Walk(source)
    if walk.screen.question == "N":
        walk.answer({"n": "*Ann*"})
    for _ in range(2):  # a second time from what was stored
        assert walk.screen.subquestion == shown
        walk.again()


@pytest.mark.parametrize(
    "typed", ["<img src=x onerror=alert(1)>", "[a](https://evil.example)", "**b** `c` [FILE x]"]
)
def test_nothing_that_a_person_typed_becomes_markup_on_any_way(typed):
    code = (
        "t = ' '.join(['*' + n, f'{n}*', '%s' % n, '<{}>'.format(n), n * 2, n.strip()])\n"
        "  t += '<a title=\"' + n + '\">x</a>'"
    )
    walk = Walk(f"code: |\n  {code}\n---\nquestion: N\nfields:\n  - N: n\n{SHOWN}")
    shown = walk.answer({"n": typed}).screen.subquestion
    assert not {"<img", "<strong", "<code", "<a href"} & {*shown.replace(" ", "\n").split("\n")}
    assert "<img" not in shown
    assert "evil.example)" in shown or "evil" not in typed


def test_code_sees_the_exact_text():
    made = "Dear *" + authored("x*y") + "!<b>"
    assert (made, len(made), hash(made)) == ("Dear *x*y!<b>", 13, hash("Dear *x*y!<b>"))
    assert isinstance(made, Authored)
    assert made.markup == veil("Dear *") + "x*y" + veil("!<b>")
    assert isinstance(Markup("a") + made, Markup)
    assert joined(["a", made, "b"]) == "aDear *x*y!<b>b"


def test_mere_words_and_numbers_stay_what_they_are():
    number: Any = 3
    assert type(authored("Some words 12")) is str
    with pytest.raises(TypeError):
        authored("a*") + number


def test_labels_notes_and_choices_that_code_has_made_are_read_as_markup():
    walk = asking(
        "- code: |\n    [{'note': 'A **b**'}, {'*C*': 'c', 'choices': [['x', '<i>y</i>']]}]"
    )
    note, field = walk.screen.fields
    assert (note.note, field.label) == ("<p>A <strong>b</strong></p>", "<em>C</em>")
    assert field.choices[0].label == "<i>y</i>"


def test_data_is_an_authors_text_with_values_in_it():
    data = "variable name: t\ndata: |\n  Some *words* for ${ n }\n\n  * x\n"
    walk = Walk(f"{data}---\nquestion: N\nfields:\n  - N: n\n{SHOWN}")
    shown = walk.answer({"n": "*Ann*"}).screen.subquestion
    assert shown == "<p>Some <em>words</em> for *Ann*</p>\n<ul>\n<li>x</li>\n</ul>"
