"""Texts with `${ }` and `%` lines: what an author writes and what is shown."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.engine.control import Control, NameMissing
from interviews.engine.errors import (
    AuthorMistake,
    BlockInvalid,
    BudgetExceeded,
    ExpressionFailed,
    ExpressionRefused,
    Position,
)
from interviews.engine.registry import ValueRefused
from interviews.engine.text.template import compile_template
from interviews.engine.veil import Markup, unveil
from tests.engine.contexts import HERE, Trial


def filled(source: str, **names: object) -> str:
    return compile_template(source, HERE).plain(Trial(**names))


SHOWS = {
    "": "",
    "Only words.": "Only words.",
    "${ a } and ${a+1}${ 'b' }": "1 and 2b",
    "${ {'k': '}'}['k'] } ${ [x for x in 'ab'][0] } ${ f(\"}\") } ${ '''}''' }": "} a } }",
    "${ 'it\\'s' }": "it's",
    "${\n a +\n 1 }": "2",
    "${ None } ${ True } ${ 1.50 }": "None True 1.5",
    "${ 'one' if a == 1 else 'other' } ${ 'one' if a > 1 else a }": "one 1",
    "% if a:\nyes\n% endif\n": "yes\n",
    "a\n% if a > 1:\none\n% endif\nb": "a\nb",
    "% if a > 1:\none\n% elif a == 1:\ntwo\n% else:\nthree\n% endif\nend": "two\nend",
    "  % if a > 1 : # why\none\n  %else:\ntwo\n%endif": "two\n",
    "% if a == '#1:':\none\n% else: # '\ntwo\n% endif # done": "two\n",
    "% if a and \\\n   a == 1:\nyes\n% endif": "yes\n",
    "% for x in [1, 2]:\n${ x }${ ',' if not loop.last else '' }\n% endfor": "1,\n2\n",
    "% for k, v in {'a': 1}.items():\n${ k }=${ v }\n% endfor": "a=1\n",
    "% for x in []:\nno\n% endfor\nend": "end",
    "% for x in 'ab':\n% for y in 'cd':\n${ x }${ y }${ loop.index }\n% endfor\n${ loop.index }\n"
    "% endfor": "ac0\nad1\n0\nbc0\nbd1\n1\n",
    "${ '' }% for x in 'abc':": "% for x in 'abc':",
    "% for x in 'abc':\n${ [loop.index, loop.reverse_index, loop.first, loop.last, loop.even,"
    " loop.odd] }\n% endfor": (
        "[0, 2, True, False, True, False]\n"
        "[1, 1, False, False, False, True]\n"
        "[2, 0, False, True, True, False]\n"
    ),
    "% for x in 'abc':\n% if x == 'b':\n<% continue %>\\\n% endif\n${ x }\n% endfor": "a\nc\n",
    "% for x in 'abc':\n% if x == 'b':\n<% break %>\\\n% endif\n${ x }\n% endfor": "a\n",
    "<% n = 0 %>\n% while True:\n<% n += 1 %>\\\n% if n == 2:\n<% continue %>\\\n% elif n > 3:\n"
    "<% break %>\\\n% endif\n${ n }\n% endwhile": "1\n3\n",
    "% for x in 'abc':\n${ loop.cycle('odd', 'even') }\n% endfor": "odd\neven\nodd\n",
    "% for x in 'ab':\n% for y in 'c':\n${ loop.parent.index }${ len(loop.parent) }\n% endfor\n"
    "% endfor": "02\n12\n",
    "% for x in 'a':\n${ loop.parent }\n% endfor": "None\n",
    "${ ' b ' + str(a) + ' ' | trim }${ a | n }${ 'b c*' | u }": "b 11b+c%2A",
    "${ '*b*' | h }${ bold(a) | h, trim }${ '*b*' | str }": "*b***1***b*",
    "${ 'ab' | capitalize, twice }${ a|str }": "AbAb1",
    "${ 'a|b' }${ [a | 2][0] }${ 'c' if a | 2 else 'd' }": "a|b3c",
    "<%\nfor x in 'ab':\n    y = x\n%>${ y }": "b",
    "## a comment\n### A heading\n": "### A heading\n",
    "<% n = 0 %>\n% while n < 2:\n${ n }\n<% n += 1 %>\n% endwhile": "0\n1\n",
    "<%\n  x = 1\n  if x:\n    y = 2\n\n  z = '''a\nb'''\n%>${ x }${ y }${ z }": "12a\nb",
    "a <% return STOP_RENDERING %> b": "a ",
    "% for x in 'ab':\n${ x }<% return %>\n% endfor\nb": "a",
    '<%def name="f(x, y=2)">\n${ x }-${ y }</%def>${ f(1) } ${ f(1, y=3) }': "1-2 1-3",
    "<%def name='f()'>a<% return '' %>b</%def>${ f() }c": "ac",
    "%% of it\n100% sure\n  %% more": "% of it\n100% sure\n  % more",
    "## a remark\nshown\n  ## another": "shown\n",
    "<%doc>\na remark ${ missing }\n</%doc>shown": "shown",
    "<%text>${ as it is } % if</%text>!": "${ as it is } % if!",
    "joined \\\nto one": "joined to one",
    "a\r\nb ${ a }\r\n% if a:\r\nc\r\n% endif": "a\nb 1\nc\n",
    "$ {a} \\${ a }": "$ {a} \\1",
}


@pytest.mark.parametrize(("source", "shown"), SHOWS.items())
def test_a_text_shows_what_it_says(source, shown):
    twice = Trial()("lambda text: text * 2")
    assert filled(source, a=1, f=Trial()("str"), twice=twice) == shown


REFUSED = {
    "${ a": "has no closing brace",
    "${ 'a }": "A quotation has no end",
    "${ (a } )": "has no closing brace",
    "${ a b }": "This is not Python",
    "${ _a }": "begins with an underscore",
    "${ a | h, b.__class__ }": "begins with an underscore",
    "${ a | _given }": "begins with an underscore",
    "${ }": "This is not Python",
    "% if a:\n": "What begins here has no '% endif'",
    "% for a in b:\n": "What begins here has no '% endfor'",
    "% while a:\n": "What begins here has no '% endwhile'",
    '<%def name="f()">': "What begins here has no '</%def>'",
    "% endif": "'% endif' closes nothing",
    "% else:": "'% else' closes nothing",
    "% elif a:": "'% elif' closes nothing",
    "</%def>": "'% enddef' closes nothing",
    "% if a:\n% endfor": "'% endfor' stands where it closes nothing",
    "% for a in b:\n% endif": "'% endif' stands where it closes nothing",
    '<%def name="f()">\n% endif\n</%def>': "'% endif' stands where it closes nothing",
    "% iffy": "is one of if, elif, else",
    "% include a": "is one of if, elif, else",
    "% if a:\n% else if b:\n% endif": "Nothing stands behind '% else'",
    "% if:\n% endif": "This is not Python",
    "% if 'a:\n% endif": "A quotation has no end",
    "% for a:\n% endfor": "This is not Python",
    "% for a in b if c else d; e:\n% endfor": "This is not Python",
    "% for a.__b in c:\n% endfor": "begins with an underscore",
    '<%def name="f">a</%def>': "This is not Python",
    "<%! import os %>": "A text has no '<%!'",
    "<%inherit file='x'/>": "A text has no '<%inherit'",
    "<%include file='x'/>": "A text has no '<%include'",
    "<%block>": "A text has no '<%block'",
    "<%doc> a": "A text has no '<%doc'",
    "<%text> a": "A text has no '<%text'",
    "<% a = 1": "A text has no '<%'",
    "<% class A: pass %>": "The language has no 'class'",
    "<% break %>": "'break' leaves nothing",
    "% if a:\n" * 41: "nested too deeply",
    "% for x in y:\n<%def name='f()'>\n<% continue %></%def>\n% endfor": "leaves nothing",
    "% while y:\n% endwhile\n<% break %>": "leaves nothing",
}


@pytest.mark.parametrize(("source", "said"), REFUSED.items(), ids=[x[:20] for x in REFUSED])
def test_a_text_that_is_off_is_refused_when_it_is_loaded(source, said):
    with pytest.raises((BlockInvalid, ExpressionRefused)) as refused:
        compile_template(source, HERE)
    assert said in refused.value.message


def test_a_mistake_is_placed_on_its_line():
    for source in (
        "a\nb\n${ c",
        "a\n\n% fi",
        "${ a }\n<%doc>\n</%doc>${ a b }",
        "a\n\n${ (1).x }",
    ):
        with pytest.raises(AuthorMistake) as refused:
            compile_template(source, Position("t.yml", 10, 5)).render(Trial(a=1))
        assert str(refused.value.position).startswith("t.yml:12:")


FAILS = {
    "${ 1 / 0 }": "ZeroDivisionError in `1 / 0`",
    "${ 1 | STOP_RENDERING }": "str cannot be called",
    "${ x | len.name }": "A function has no 'name'",
    "% if 1 / 0:\n% endif": "ZeroDivisionError",
    "% for x in 5:\n% endfor": "One cannot loop over int",
    "% for x, y in [1]:\n% endfor": "One cannot loop over int",
    "% for x.y in [1]:\n% endfor": "'y' of int cannot be set",
    "% for x[1 / 0] in [1]:\n% endfor": "ZeroDivisionError",
    "% while 1 / 0:\n% endwhile": "ZeroDivisionError",
    "<% 1 / 0 %>": "ZeroDivisionError",
    '<%def name="f(a=1 / 0)">a</%def>': "ZeroDivisionError",
    "${ x.y }": "int has no 'y'",
    "% for y in [1]:\n${ loop.next }\n% endfor": "A loop has no 'next'",
    "% for y in [1]:\n${ loop.cycle() }\n% endfor": "needs values",
}


@pytest.mark.parametrize(("source", "said"), FAILS.items())
def test_a_text_whose_computation_fails_says_what(source, said):
    with pytest.raises(ExpressionFailed) as failed:
        filled(source, x=1)
    assert said in failed.value.message
    assert failed.value.position is not None


def test_a_name_that_is_missing_makes_a_text_ask():
    for source in ("${ a }", "% if a:\n% endif", "% for b in a:\n% endfor", "<% b = a %>"):
        with pytest.raises(NameMissing):
            filled(source)


def test_a_text_keeps_what_it_defines_to_itself():
    context = Trial(a=1)
    template = compile_template("<% a = 2 %>\n% for b in 'x':\n% endfor\n${ a }", HERE)
    template.render(context)
    assert context.names == {"a": 1}
    assert context.budget.depth == 0


def test_an_authors_words_are_markup_and_a_value_is_none():
    context = Trial(a="*b*", bold=Markup("**b**"))
    made = compile_template("*x* ${ a } ${ bold } ${ '*y*' } ${ a + '*' }", HERE).render(context)
    assert isinstance(made, Markup)
    assert made.count("*") == 2 + 4 + 2 + 1  # none of the value


def test_no_filter_makes_markup_of_a_value():
    context = Trial(a=" *b* ", same=Trial()("lambda text: text"))
    source = "${ a | n }${ a | trim }${ a | h }${ a | str, same }${ same(a) | trim, n, x }"
    assert compile_template(source, HERE).render(context).count("*") == 0


def test_a_filter_leaves_what_an_author_wrote_in_code_as_markup():
    context = Trial(value="*v*")
    context.run("label = ' **bold** ' + value")
    made = compile_template("${ label | trim }${ label | n }${ label | h }", HERE).render(context)
    assert made.count("*") == 4 + 4
    assert unveil(made).startswith("**bold** *v*")


def test_what_a_texts_own_function_gives_is_markup():
    made = compile_template('<%def name="f(a)">*${ a }*</%def>${ f(said) }', HERE)
    assert made.render(Trial(said="*")).count("*") == 2


def test_a_text_without_values_is_known_to_be_the_same_always():
    assert compile_template("a ${ 'b' } c", HERE).is_static
    assert not compile_template("${ a }", HERE).is_static


def test_a_text_that_grows_without_end_is_stopped():
    for source in (
        "% while True:\n% endwhile",
        "% while True:\na\n% endwhile",
        "% for a in range(9_999):\n% for b in range(9_999):\na\n% endfor\n% endfor",
        "${ 'a' * 999_999 }${ 'a' * 999_999 }",
        "${ 'ä' * 999_999 | u }",
        "${ 'a' * 99_999 | h" + ", h" * 999 + " }",
        '<%def name="f()">${ f() }</%def>${ f() }',
    ):
        with pytest.raises(BudgetExceeded):
            filled(source)


PIECES = """${|}|% if a:~|% endif~|~|% for x in a:~|% endfor~|<%|%>| a |<%def name='f()'>|</%def>
|<%text>|</%text>|##|\\~|'|"|% else~|% while b:~|% endwhile~|<%doc>|</%doc>|return|${ a }|%%|#|:"""
WRITTEN = st.lists(st.sampled_from(PIECES.replace("~", "\n").split("|")), max_size=12).map("".join)


@given(st.text() | WRITTEN)
def test_whatever_is_written_as_a_text_is_at_worst_an_authors_mistake(source):
    with suppress(AuthorMistake, BudgetExceeded, Control, ValueRefused):
        filled(source, a=[1, 2], b=0)


@given(st.text())
def test_what_a_person_said_is_shown_as_it_was_said(said):
    assert filled("${ said }", said=said) == said.replace("\r\n", "\n")
