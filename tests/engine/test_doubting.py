"""What fails only if it is reached is named beforehand, without one false alarm."""

from __future__ import annotations

from textwrap import indent

import pytest

from interviews.engine import doubting
from interviews.engine.runner import Runner, Surroundings, doubts_about, load_interview
from tests.engine.walks import NOW, PACKAGE, SOURCE, mistakes, shelf

GOAL = "mandatory: True\nquestion: The end\n---\n"


def doubts(source, files=None):
    """Return what is doubted below the goal, each as "line:column: message"."""
    found = doubts_about(shelf(GOAL + source, files), PACKAGE, SOURCE)
    return [_shown(each) for each in found]


def _shown(doubt):
    at = doubt.position
    return f"{at.line - 3}:{at.column}: {doubt.message}"


CLASSES = {
    "- people: DALst": '2:13: There is no class "DALst". Did you mean "DAList"?',
    "- people: DALst.using(complete_attribute='x')":
        '2:13: There is no class "DALst". Did you mean "DAList"?',
    "- people: Sculpture()": '2:13: There is no class "Sculpture".',
    "- people: DAList.using(object_type=Individdual)":
        '2:38: There is no class "Individdual". Did you mean "Individual"?',
    "- people: DAList.using(object_type=Individdual.using(a=1))":
        '2:38: There is no class "Individdual". Did you mean "Individual"?',
}  # fmt: skip
PLACES = {
    "code: |\n  a = 1\n  if a:\n    b = currencee(a)": 4,
    "code: |\n  def f(a):\n    return currencee(a)": 3,
    "question: Q\nsubquestion: |\n  First.\n\n  ${ currencee(5) }\nyesno: a": 5,
    "question: Q\nsubquestion: |\n  % for each in currencee(5):\n  x\n  % endfor\nyesno: a": 3,
    "question: Q\nsubquestion: |\n  % for a[currencee(0)] in b:\n  x\n  % endfor\nyesno: a": 3,
    "question: Q\nsubquestion: |\n  % if currencee(5):\n  x\n  % endif\nyesno: a": 3,
    "question: Q\nsubquestion: |\n  <% a = currencee(5) %>\nyesno: a": 3,
    'question: Q\nsubquestion: |\n  <%def name="f(a=currencee(5))">\n  x\n  </%def>\nyesno: a': 3,
    "question: Q\nfields:\n  - Name: a\n    show if:\n      code: currencee(5)": 5,
    "question: Q\nif: currencee(5)\nyesno: a": 2,
    "question: Q\nfields:\n  - Name: a\n    choices:\n      code: currencee(5)": 5,
    "default screen parts:\n  under: |\n    ${ currencee(5) }": 3,
    "template: t\ncontent: ${ currencee(5) }": 2,
    "table: t\nrows: r\ncolumns:\n  - Sum: currencee(row_item)": 4,
    "attachment:\n  name: N\n  content: ${ currencee(5) }": 3,
    "on change:\n  a: |\n    b = currencee(5)": 3,
    "question: Q\nreview:\n  - One: a\n    show if: currencee(5)": 4,
}
SLIPS = {
    "generic object: Individdual\nquestion: Q\nyesno: x.a":
        '1:17: There is no class "Individdual". Did you mean "Individual"?',
    "generic object: Sculpture\nquestion: Q\nyesno: x.a":
        '1:17: There is no class "Sculpture".',
    "imports:\n  - statisticz": '2:5: There is no module "statisticz". Did you mean "statistics"?',
    "modules:\n  - jsn": '2:5: There is no module "jsn". Did you mean "json"?',
    "code: import jsn": '1:7: There is no module "jsn". Did you mean "json"?',
    "code: from jsn import loads": '1:7: There is no module "jsn". Did you mean "json"?',
    "code: from json import loadz": '1:7: There is no "loadz" to import. Did you mean "loads"?',
    "code: from docassemble.base.util import currencee":
        '1:7: There is no "currencee" to import. Did you mean "currency"?',
    "attachment:\n  name: N\n  contentt: text":
        '3:3: An attachment has no key "contentt". Did you mean "content"?',
    "question: Q\nyesno: a\nattachments:\n  - name: N\n    variable nme: b":
        '5:5: An attachment has no key "variable nme". Did you mean "variable name"?',
    "question: Q\nreview:\n  - Name: a\n    buttonx: text":
        '4:5: An entry of a review has no key "buttonx". Did you mean "button"?',
    "question: Q\nreview:\n  - buttonx: text\n    Name: a":
        '3:5: An entry of a review has no key "buttonx". Did you mean "button"?',
    "question: Q\nreview:\n  - field: a\n    labell: Name":
        '4:5: An entry of a review has no key "labell". Did you mean "label"?',
    "question: Q\nreview:\n  - Color: a\n    buttonx: text":
        '4:5: An entry of a review has no key "buttonx". Did you mean "button"?',
}  # fmt: skip
# One line each of what is no slip.
RIGHT = {
    "a function of the language": "code: a = currency(5) + len('x')",
    "a class": "code: a = DAList('a')",
    "a block": "code: a = helper(5)\n---\ncode: helper = made",
    "a field": "code: a = helper(5)\n---\nquestion: Q\nfields:\n  - H: helper",
    "a function": "code: a = helper(5)\n---\ncode: |\n  def helper(b):\n    return b",
    "a function not scanned": "code: |\n  def helper(b):\n    return b\n  a = helper(1)\n"
    "only sets: a",
    "an object": "objects:\n  - helper: DAObject\n---\ncode: a = helper(5)",
    "a parameter": "code: |\n  def f(helper):\n    return helper(1)",
    "a lambda": "code: a = lambda helper: helper(1)",
    "a loop": "code: |\n  for helper in b:\n    helper(1)",
    "a caught error": "code: |\n  try:\n    a\n  except Exception as helper:\n    helper(1)\n"
    "  except:\n    b = 1",
    "an import": "code: |\n  import json as helper\n  helper(1)\n  import math\n  math(1)\n"
    "  from json import loads, dumps as other\n  loads(other(1))",
    "a name from a module": "modules:\n  - json\n---\ncode: a = loads('1')",
    "a name in a text": "code: |\n  define('helper', f)\n  helper(5)",
    "a function of a text": 'question: Q\nsubquestion: |\n  <%def name="helper(a)">\n  ${ a }\n'
    "  </%def>\n  ${ helper(5) }\nyesno: a",
    "a function by usedefs": 'def: d\nmako: |\n  <%def name="helper(a)">\n  ${ a }\n  </%def>\n'
    "---\nquestion: ${ helper(1) }\nusedefs: d\nyesno: a\n---\n"
    "question: ${ helper(2) }\nusedefs: d\nyesno: b",
    "a loop of a text": "question: Q\nsubquestion: |\n  % for helper in b:\n  ${ helper(1) }"
    "\n  % endfor\nyesno: a",
    "a name that is not called": "code: a = currencee",
    "a method": "code: a = b.currencee(5)",
    "a class that a block makes": "objects:\n  - a: helper\n---\ncode: helper = DAObject",
    "an object of an expression": "objects:\n  - a: things['b']",
    "an import that may fail": "code: |\n  try:\n    import os\n  except Exception:\n    a = 1",
    "modules of packages": "modules:\n  - .helpers\n  - docassemble.helpers\n---\n"
    "imports: math\n---\ncode: |\n  import docassemble.helpers\n  from .helpers import *",
    "a generic object": "generic object: Individual\nquestion: Q\nyesno: x.a",
    "keys that resemble none": "attachment:\n  name: N\n  content: C\n  sculpture: marble",
    "a label like a key": "question: Q\nreview:\n  - Color: a\n    button: text\n  - note: Hi\n"
    "  - Label: b\n    show if: a",
}


@pytest.mark.parametrize(("entry", "said"), CLASSES.items())
def test_a_class_that_there_is_not_is_named(entry, said):
    assert doubts(f"objects:\n  {entry}") == [said]


@pytest.mark.parametrize(("source", "line"), PLACES.items())
def test_a_function_that_nothing_defines_is_named_wherever_it_is_called(source, line):
    (said,) = doubts(source)
    assert said.startswith(f"{line}:")
    assert said.endswith(
        'Nothing defines "currencee", which is called here. Did you mean "currency"?'
    )


@pytest.mark.parametrize(("source", "said"), SLIPS.items())
def test_a_slip_that_stops_no_interview_is_named(source, said):
    assert doubts(source) == [said]


@pytest.mark.parametrize("source", RIGHT.values(), ids=RIGHT)
def test_what_something_defines_is_never_doubted(source):
    assert doubts(source) == []


def test_a_module_that_resembles_none_is_told_with_those_that_there_are():
    for source in ("code: import os", "imports: os", "modules:\n  - os"):
        (said,) = doubts(source)
        assert 'There is no module "os". There are: calendar, ' in said
        assert ", json, " in said


def test_what_is_never_reached_stops_no_session():
    source = f"{GOAL}code: |\n  import os\n  a = currencee(1)\n---\nobjects:\n  - a: DALst"
    files = shelf(source)
    assert mistakes(source) == []
    assert len(doubts_about(files, PACKAGE, SOURCE)) == 3
    runner = Runner(load_interview(files, PACKAGE, SOURCE), None, Surroundings(now=NOW))
    assert "The end" in str(runner.next_screen().question)


def test_what_a_section_with_a_mistake_may_define_is_not_doubted():
    assert doubts(
        "code: |\n  def helper(a):\n    yield a\n---\ncode: a = helper(currencee(1))"
    ) == ['5:18: Nothing defines "currencee", which is called here. Did you mean "currency"?']


@pytest.mark.parametrize("missing", ["nowhere.yml", "../../../x.yml"])
def test_where_a_source_is_missing_no_call_is_doubted(missing):
    assert doubts(f"include: {missing}\n---\ncode: a = helper(1)") == []


def test_a_source_that_is_there_to_be_included_may_call_what_others_define():
    part = {"data/questions/part.yml": "code: a = helper(1)\n---\nimports: jsn"}
    found = doubts_about(shelf("question: Q", part), PACKAGE, "data/questions/part.yml")
    assert [each.message.partition(".")[0] for each in found] == ['There is no module "jsn"']
    whole = "include: part.yml\n---\ncode: |\n  def helper(a):\n    return a"
    assert len(doubts(whole, part)) == 1


def test_doubts_come_in_the_order_of_files_and_lines_each_place_once():
    source = "code: a = currencee(1)\n---\nobjects:\n  - a: Sculpture()\n---\nimports: jsn"
    assert [each.partition(":")[0] for each in doubts(source)] == ["1", "4", "6"]


def test_a_name_is_doubted_wherever_it_is_called():
    source = "code: |\n  a = currencee(1)\n  b = currencee(2)"
    assert [each.partition(":")[0] for each in doubts(source)] == ["2", "3"]


def test_no_more_is_told_than_anybody_reads(monkeypatch):
    monkeypatch.setattr(doubting, "MOST", 3)
    calls = indent("\n".join(f"a = f{number}(1)" for number in range(9)), "  ")
    assert len(doubts(f"code: |\n{calls}")) == 3
